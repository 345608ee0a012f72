package dev.sluice.core.model;

import java.util.Map;

/** A job of another run, whose artifacts and outputs a job wants without waiting for it. */
public sealed interface OtherJob {
    /** Its name. */
    String job();

    /**
     * The job as it last succeeded for a ref of a project, whatever became of the rest of its run.
     *
     * @param project its path, {@code group/name}
     * @param ref short name of a branch or tag
     */
    record OfProject(String project, String ref, String job) implements OtherJob {}

    /**
     * A job of another run of the same tree of parents and children.
     *
     * @param run its number as {@code SLUICE_RUN_ID} has it; any other text names no run
     */
    record OfRun(String run, String job) implements OtherJob {}

    /** What was looked for, or why it is not to be had: a sentence for people. */
    sealed interface Answer {
        /**
         * It is there and succeeded.
         *
         * @param project number of its project
         * @param run its run's number there
         * @param outputs what it left for later jobs
         */
        record Found(long project, long run, String job, Map<String, String> outputs) implements Answer {
            public Found {
                outputs = Map.copyOf(outputs);
            }
        }

        /** The run is there, and has no such job. */
        record Absent(String why) implements Answer {}

        /** It cannot be had: no such run, no success, no right. */
        record Refused(String why) implements Answer {}
    }
}
