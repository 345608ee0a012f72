package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a file means for one trigger, and why.
 *
 * @param planned the same as a plan without reasons
 * @param workflow why there is a pipeline or none; empty where {@code workflow} has no rules
 * @param jobs all jobs of the file in the order of their stages; none where the workflow wants no pipeline
 */
public record Explained(Planned planned, Optional<Reason> workflow, List<JobReason> jobs) {
    public Explained {
        jobs = List.copyOf(jobs);
    }

    /**
     * Why something takes part or not.
     *
     * @param words what decided, for people, e.g. {@code rule 2 of 3 holds}
     * @param rules those that were asked, in order; the last one decided if it holds
     * @param variables what the variables had that they ask for; empty text where one holds nothing that may be shown
     */
    public record Reason(String words, List<AskedRule> rules, Map<String, Value> variables) {
        public Reason {
            rules = List.copyOf(rules);
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }
    }

    /**
     * A rule that was asked.
     *
     * @param text in the words of the file, on one line
     * @param clauses those of its clauses that looked at files
     */
    public record AskedRule(Position at, String text, boolean holds, List<FileClause> clauses) {
        public AskedRule {
            clauses = List.copyOf(clauses);
        }
    }

    /**
     * A clause that looked at files: {@code changes} or {@code exists}.
     *
     * @param words what it found, for people, e.g. {@code none of 12 changed files matches}
     * @param files those that matched, the first {@value #FILES_MAX} of them
     */
    public record FileClause(String keyword, boolean holds, String words, List<String> files) {
        /** How many files are named. */
        public static final int FILES_MAX = 100;

        public FileClause {
            files = List.copyOf(files);
        }
    }

    /**
     * A job of the file.
     *
     * @param when GitLab's word for when it starts, or {@code out} where it does not take part
     */
    public record JobReason(String name, String stage, String when, Position at, Reason reason) {
        /** Whether it takes part. */
        public boolean takesPart() {
            return !when.equals("out");
        }
    }

    /** What a variable had. */
    public sealed interface Value {
        /** This text, as it is written: rules do not expand it. */
        record Text(String text) implements Value {}

        /** It is not defined: {@code null} in a condition. */
        record Undefined() implements Value {}

        /** A text that is not shown. */
        record Masked() implements Value {}
    }
}
