package dev.sluice.core.engine;

import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
 * @param inputs what a person last chose of its inputs, by name; its next attempts have it
 */
public record JobState(
        String name,
        JobStatus status,
        boolean allowedFailure,
        Optional<Why> why,
        Optional<Instant> due,
        List<Attempt> attempts,
        Map<String, String> outputs,
        Optional<String> environmentUrl,
        Map<String, String> inputs) {
    public JobState {
        inputs = Map.copyOf(inputs);
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
     * Login of the person who last started the job or started it again, up to this attempt; empty where nobody did. What Sluice
     * repeats by itself goes on for that person.
     */
    public Optional<String> startedBy(int attempt) {
        return attempts.stream()
                .filter(one -> one.number() <= attempt)
                .flatMap(one -> one.startedBecause().stream())
                .filter(why -> why.cause() == Why.Cause.STARTED_BY || why.cause() == Why.Cause.RETRIED_BY)
                .flatMap(why -> why.about().stream().limit(1))
                .reduce((_, later) -> later);
    }

    /** The same job by another name, for showing. */
    public JobState named(String other) {
        return new JobState(other, status, allowedFailure, why, due, attempts, outputs, environmentUrl, inputs);
    }

    /** A job that passed in an earlier run, without attempts in this one. */
    public static JobState takenOver(String name, Map<String, String> outputs, Optional<String> environmentUrl) {
        return new JobState(
                name,
                JobStatus.SUCCESS,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                outputs,
                environmentUrl,
                Map.of());
    }

    /** A job that nothing happened to yet. */
    static JobState untouched(String name) {
        return new JobState(
                name,
                JobStatus.WAITING,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Map.of(),
                Optional.empty(),
                Map.of());
    }

    /** The same job in another status, with the reason for it; a due time ends with the status it belongs to. */
    JobState in(JobStatus next, Optional<Why> reason) {
        return new JobState(name, next, false, reason, Optional.empty(), attempts, outputs, environmentUrl, inputs);
    }

    /** The same job with what a person chose of its inputs over what was chosen before. */
    JobState choosing(Map<String, String> chosen) {
        Map<String, String> all = new HashMap<>(inputs);
        all.putAll(chosen);
        return new JobState(name, status, allowedFailure, why, due, attempts, outputs, environmentUrl, all);
    }

    /** The same job waiting for its time. */
    JobState delayedUntil(Instant time) {
        return new JobState(
                name,
                JobStatus.DELAYED,
                false,
                Optional.empty(),
                Optional.of(time),
                attempts,
                outputs,
                environmentUrl,
                inputs);
    }

    /** The same job with its failure (or cancel) not counting. */
    JobState allowed() {
        return new JobState(name, status, true, why, due, attempts, outputs, environmentUrl, inputs);
    }

    /** The same job with one more attempt, offered to the runners. */
    JobState offered(Instant at, Optional<Why> because) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.add(Attempt.offered(attempts.size() + 1, at, because, inputs));
        return new JobState(
                name, JobStatus.QUEUED, false, because, Optional.empty(), all, outputs, environmentUrl, inputs);
    }

    /** The same job with its current attempt in another state. */
    JobState withCurrent(Attempt attempt) {
        List<Attempt> all = new ArrayList<>(attempts);
        all.set(all.size() - 1, attempt);
        return new JobState(name, status, allowedFailure, why, due, all, outputs, environmentUrl, inputs);
    }

    /** The same job with what an attempt left behind. */
    JobState leaving(Map<String, String> left, Optional<String> url) {
        return new JobState(
                name, status, allowedFailure, why, due, attempts, left, url.isPresent() ? url : environmentUrl, inputs);
    }

    /**
     * The reason for a wait, a skip or a cancel, for people.
     *
     * @param cause what kind of reason
     * @param about names of the jobs (the first five in the pipeline's order), the person or the runner that it is about
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
            NEED_CANCELED,
            NOTHING_FAILED,
            CANCELED_BY,
            CANCELED_AFTER_FAILURE,
            STARTED_BY,
            RETRIED_BY,
            RETRIED_AFTER_FAILURE,
            RETRIED_AFTER_RUNNER_LOST,
            RETRIED_AFTER_HANDED_BACK,
            NO_UPSTREAM,
            UPSTREAM_SKIPPED
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
     * @param inputs what a person chose of the job's inputs, by name
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
            Optional<Why> startedBecause,
            Map<String, String> inputs) {
        public Attempt {
            inputs = Map.copyOf(inputs);
        }

        static Attempt offered(int number, Instant at, Optional<Why> because, Map<String, String> inputs) {
            return new Attempt(
                    number,
                    at,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    "",
                    because,
                    inputs);
        }

        Attempt takenBy(String name, Instant at) {
            return new Attempt(
                    number,
                    offeredAt,
                    Optional.of(name),
                    Optional.of(at),
                    finishedAt,
                    failure,
                    exitCode,
                    message,
                    startedBecause,
                    inputs);
        }

        Attempt endedAt(Instant at) {
            return new Attempt(
                    number,
                    offeredAt,
                    runner,
                    startedAt,
                    Optional.of(at),
                    failure,
                    exitCode,
                    message,
                    startedBecause,
                    inputs);
        }

        Attempt failedBy(JobResult.Outcome.Failure how) {
            return new Attempt(
                    number,
                    offeredAt,
                    runner,
                    startedAt,
                    finishedAt,
                    Optional.of(how.reason()),
                    how.exitCode(),
                    how.message(),
                    startedBecause,
                    inputs);
        }
    }
}
