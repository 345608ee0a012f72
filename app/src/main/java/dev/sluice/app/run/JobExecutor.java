package dev.sluice.app.run;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobNumber;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs one attempt of a job on this machine: makes the workspace, gives the job's program a session, ends everything
 * that the job started, cleans up. Implementations: shell, container. Safe for use by many threads.
 */
public interface JobExecutor {

    /**
     * Runs the attempt and blocks until it and all of its processes have ended.
     *
     * @param order what to run
     * @param stop becomes signalled when the attempt is to be stopped
     * @return how it ended; never throws for anything the job or its machine did
     */
    JobResult execute(JobOrder order, StopSignal stop);

    /**
     * An attempt, with all that its executor needs to know.
     *
     * @param run which run it belongs to
     * @param job what to do
     * @param attempt 1-based
     * @param trigger why the run exists, with the commit
     * @param variables of the project and the installation for this job (secrets that it may have), lowest rank first
     * @param outputs of earlier jobs, by job name
     * @param inputs what a person chose of the job's inputs, by name
     * @param timeout limit of the whole attempt
     * @param createdAt when the run was made
     * @param place where on its runner it is
     */
    record JobOrder(
            RunId run,
            Job job,
            int attempt,
            Trigger trigger,
            List<ProjectVariable> variables,
            Map<String, Map<String, String>> outputs,
            Map<String, String> inputs,
            Duration timeout,
            Instant createdAt,
            Place place) {
        public JobOrder {
            variables = List.copyOf(variables);
            outputs = Map.copyOf(outputs);
            inputs = Map.copyOf(inputs);
        }

        /** The variables of {@link dev.sluice.core.model.JobSession#runnerVariables()} that hold numbers. */
        public Map<String, String> numbers() {
            return Map.of(
                    "SLUICE_RUN", Long.toString(run.number()),
                    "SLUICE_RUN_ID", Long.toString(run.global()),
                    "SLUICE_JOB_ID", Long.toString(JobNumber.of(run.project(), run.number(), job.name(), attempt)));
        }

        /**
         * Where on its runner an attempt is.
         *
         * @param slot smallest number from 0 that no other attempt of the runner has at the time
         * @param slotOfProject the same among the attempts of its project
         * @param tags of the runner
         */
        public record Place(int slot, int slotOfProject, Set<String> tags) {
            public Place {
                tags = Set.copyOf(tags);
            }
        }
    }

    /** Tells an executor to stop. */
    interface StopSignal {
        /** Whether the attempt is to be stopped. */
        boolean stopped();

        /** Runs the action when the attempt is to be stopped; at once if it already is. The job may end in order. */
        void onStop(Runnable action);

        /** Runs the action when the attempt is to end at once, stopped before or not; at once if that is so already. */
        void onKill(Runnable action);
    }
}
