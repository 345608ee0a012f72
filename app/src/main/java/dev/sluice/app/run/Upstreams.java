package dev.sluice.app.run;

import dev.sluice.core.model.Trigger;

/** Finds the runs of other projects that jobs go by (GitLab: {@code needs:pipeline}). Safe for many threads. */
@FunctionalInterface
public interface Upstreams {

    /**
     * The newest run of a project's default branch.
     *
     * @param path of the project; without a group it may be one beside the project of the run that asks
     * @param run that asks; neither it nor a run above it is an answer, for these end after it
     * @param asking why that run exists; its actor must be able to see the project
     */
    Newest newest(String path, RunId run, Trigger asking);

    /** What was looked for. */
    sealed interface Newest {
        /** Here it is. */
        record Run(RunId id) implements Newest {}

        /** The project has none, or the project is not within reach of a run on this machine. */
        record None() implements Newest {}

        /** There is no such project, or not for this person; {@code why} is a sentence for people. */
        record Refused(String why) implements Newest {}
    }
}
