package dev.sluice.app.run;

import dev.sluice.core.model.Problem;
import java.util.List;
import java.util.Optional;

/** What the pages ask about runs, beyond {@link RunStore#load}. Reads committed state only. Safe for use by many threads. */
public interface RunQueries {

    /**
     * Runs of a project, newest (highest number) first.
     *
     * @param before only runs with a smaller number; {@link Long#MAX_VALUE} for the newest
     * @param limit at most that many, 1 to 200
     */
    List<RunSummary> runs(long project, RunFilter filter, long before, int limit);

    /** Short names of branches and tags that have runs, and logins that started some: what the filters offer. At most 100 each, by name. */
    FilterChoices choices(long project);

    /** Mistakes and warnings found when the run's pipeline file was read, ordered by place; empty where there were none. */
    List<Problem> problems(RunId run);

    /** The text of the pipeline file that the run was made from, or of the file that could not be used. Empty where none was kept. */
    Optional<SourceFile> source(RunId run);

    /**
     * Which runs are wanted. Empty text means any.
     *
     * @param ref short name of a branch or tag
     * @param status lower-case name of a {@code RunStatus}
     * @param event lower-case name of a {@code Trigger.Event}
     * @param actor login
     */
    record RunFilter(String ref, String status, String event, String actor) {
        public static RunFilter any() {
            return new RunFilter("", "", "", "");
        }
    }

    /** What the filters offer. */
    record FilterChoices(List<String> refs, List<String> actors) {
        public FilterChoices {
            refs = List.copyOf(refs);
            actors = List.copyOf(actors);
        }
    }

    /**
     * A file of the commit.
     *
     * @param path relative to the repository's root
     * @param text decoded as UTF-8, malformed bytes replaced
     */
    record SourceFile(String path, String text) {}
}
