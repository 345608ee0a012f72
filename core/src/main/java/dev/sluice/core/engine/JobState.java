package dev.sluice.core.engine;

import dev.sluice.core.model.FailureReason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where one job of a run stands, with all of its attempts.
 *
 * @param name the job's name
 * @param status where it stands
 * @param allowedFailure it failed, and the failure does not count
 * @param why one machine-readable word for a wait or skip, with the name it is about; empty where the status says all
 * @param due when a delayed job starts
 * @param attempts oldest first; the last one is current; empty before the first offer
 * @param outputs what its last successful attempt left for later jobs
 * @param environmentUrl address of what it deployed
 */
public record JobState(
        String name,
        JobStatus status,
        boolean allowedFailure,
        Optional<Why> why,
        Optional<Instant> due,
        List<Attempt> attempts,
        Map<String, String> outputs,
        Optional<String> environmentUrl) {
    public JobState {
        attempts = List.copyOf(attempts);
        outputs = Map.copyOf(outputs);
    }

    /** Number of the current attempt, 0 before the first. */
    public int attempt() {
        return attempts.size();
    }

    /** The current attempt, if there was one. */
    public Optional<Attempt> current() {
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.getLast());
    }

    /**
     * The reason for a wait, a skip or a cancel, for people.
     *
     * @param cause what kind of reason
     * @param about names of the jobs or the person that it is about
     */
    public record Why(Cause cause, List<String> about) {
        public Why {
            about = List.copyOf(about);
        }

        /** Kinds of reasons. */
        public enum Cause {
            WAITS_FOR_JOBS,
            NEED_FAILED,
            NEED_SKIPPED,
            NOTHING_FAILED,
            CANCELED_BY,
            STARTED_BY,
            RETRIED_BY,
            RETRIED_AFTER_FAILURE,
            RETRIED_AFTER_RUNNER_LOST
        }
    }

    /**
     * One attempt.
     *
     * @param number 1-based
     * @param offeredAt when it was put into the queue
     * @param runner who took it
     * @param startedAt when it was taken
     * @param finishedAt when it ended
     * @param failure how it failed
     * @param exitCode of the failing command
     * @param message one sentence about the failure
     * @param startedBecause why this attempt exists, where it is not the plain first one
     */
    public record Attempt(
            int number,
            Instant offeredAt,
            Optional<String> runner,
            Optional<Instant> startedAt,
            Optional<Instant> finishedAt,
            Optional<FailureReason> failure,
            OptionalInt exitCode,
            String message,
            Optional<Why> startedBecause) {}
}
