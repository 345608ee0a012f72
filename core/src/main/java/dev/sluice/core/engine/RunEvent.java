package dev.sluice.core.engine;

import dev.sluice.core.model.JobResult;
import java.time.Instant;
import java.util.Map;

/**
 * Something that happened to a run. Events may come late, twice or out of order; the engine ignores what no longer
 * applies. Every event carries the time at which the caller saw it: the engine has no clock.
 */
public sealed interface RunEvent {
    Instant at();

    /** The run begins. */
    record Started(Instant at) implements RunEvent {}

    /** A runner took an attempt that was offered. */
    record JobClaimed(String job, int attempt, String runner, Instant at) implements RunEvent {}

    /** The runner that holds the attempt says how it ended. */
    record JobFinished(String job, int attempt, String runner, JobResult result, Instant at) implements RunEvent {}

    /**
     * The runner that held the attempt is gone (lease ran out, process vanished, server was killed). The attempt counts
     * as failed by {@code RUNNER_LOST} and is started again as a new attempt, up to the engine's own limit.
     */
    record RunnerLost(String job, int attempt, String runner, Instant at) implements RunEvent {}

    /**
     * The runner that held the attempt ends in order and has stopped it. The attempt counts as failed by
     * {@code HANDED_BACK} and is started again as a new attempt, however often that happens: it says nothing of the job.
     */
    record JobHandedBack(String job, int attempt, String runner, Instant at) implements RunEvent {}

    /** A person starts a manual job (or a delayed one before its time), with values for its inputs that can be used. */
    record JobStartRequested(String job, String by, Map<String, String> inputs, Instant at) implements RunEvent {
        public JobStartRequested {
            inputs = Map.copyOf(inputs);
        }

        /** Without a choice of inputs. */
        public JobStartRequested(String job, String by, Instant at) {
            this(job, by, Map.of(), at);
        }
    }

    /**
     * A person wants a finished job again, as a new attempt; what came after it is decided anew. Inputs that are not named keep
     * what was chosen before.
     */
    record JobRetryRequested(String job, String by, Map<String, String> inputs, Instant at) implements RunEvent {
        public JobRetryRequested {
            inputs = Map.copyOf(inputs);
        }

        /** Without another choice of inputs. */
        public JobRetryRequested(String job, String by, Instant at) {
            this(job, by, Map.of(), at);
        }
    }

    /** A person wants all failed and cancelled jobs again. */
    record FailedRetryRequested(String by, Instant at) implements RunEvent {}

    /** A person (or a newer run) wants everything stopped. */
    record CancelRequested(String by, Instant at) implements RunEvent {}

    /** A person wants one job stopped. */
    record JobCancelRequested(String job, String by, Instant at) implements RunEvent {}

    /** Time has passed; due delays are acted upon. */
    record Tick(Instant at) implements RunEvent {}
}
