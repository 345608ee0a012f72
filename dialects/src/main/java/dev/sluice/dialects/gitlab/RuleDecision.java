package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.SourceTree;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.JobSpec.Changes;
import dev.sluice.dialects.gitlab.JobSpec.Exists;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which rule holds. Pure apart from the problems it tells; looks at the snapshot of files it was given. */
final class RuleDecision {
    private final SourceTree tree;
    private final Problems problems;

    RuleDecision(SourceTree tree, Problems problems) {
        this.tree = tree;
        this.problems = problems;
    }

    /** The first rule of which every clause holds. */
    Optional<RuleSpec> firstThatHolds(List<RuleSpec> rules, VariableSet variables) {
        for (RuleSpec rule : rules) {
            if (holds(rule, variables)) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private boolean holds(RuleSpec rule, VariableSet variables) {
        if (rule.condition().isPresent() && !rule.condition().get().holds(variables)) {
            return false;
        }
        if (rule.changes().isPresent() && !changed(rule, rule.changes().get(), variables)) {
            return false;
        }
        return rule.exists().isEmpty() || exists(rule.exists().get(), variables);
    }

    private boolean changed(RuleSpec rule, Changes changes, VariableSet variables) {
        Optional<List<String>> files = tree.changed();
        if (changes.compareTo().isPresent()) {
            String ref = Expansion.of(changes.compareTo().get(), variables.expanded());
            files = tree.changedSince(ref);
            if (files.isEmpty()) {
                problems.error(
                        rule.at(),
                        "compare-to",
                        "\"compare_to\" names \"" + Keywords.shown(ref) + "\", which is no known ref");
            }
        }
        return matchesAny(changes.paths(), files, variables);
    }

    /** Whether any of the changed files matches; true where there is nothing to compare with. */
    boolean matchesAny(List<String> patterns, Optional<List<String>> files, VariableSet variables) {
        return files.isEmpty() || matches(patterns, files.get(), variables);
    }

    private boolean exists(Exists exists, VariableSet variables) {
        if (exists.project().isEmpty()) {
            return matches(exists.paths(), tree.files(), variables);
        }
        Map<String, String> values = variables.circle().isEmpty() ? variables.expanded() : Map.of();
        Text written = exists.project().get();
        String project = Expansion.of(written.text(), values);
        Optional<SourceTree> other = tree.project(project, Expansion.of(exists.ref(), values));
        if (other.isEmpty()) {
            problems.error(written.at(), "project-unknown", "exists: " + unseen(project));
        }
        return other.isPresent() && matches(exists.paths(), other.get().files(), variables);
    }

    /** What is told of a project that is not there, or that whoever caused the run may not see. */
    static String unseen(String project) {
        return "there is no project \"" + Keywords.shown(project) + "\" with that ref that can be seen from here";
    }

    private static boolean matches(List<String> patterns, List<String> files, VariableSet variables) {
        Map<String, String> values = variables.circle().isEmpty() ? variables.expanded() : Map.of();
        for (String pattern : patterns) {
            String expanded = Expansion.of(pattern, values);
            if (PathGlob.of(expanded)
                    .filter(glob -> files.stream().anyMatch(glob::matches))
                    .isPresent()) {
                return true;
            }
        }
        return false;
    }
}
