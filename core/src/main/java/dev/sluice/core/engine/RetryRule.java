package dev.sluice.core.engine;

import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult.Outcome.Failure;
import java.util.List;
import java.util.Optional;

/** Whether a failed attempt is followed by another one by itself, and whether a failure counts. */
final class RetryRule {
    /** New attempts because a runner was lost, before the job is given up: a job that kills its runners must end. */
    static final int LOSSES_MAX = 3;

    private RetryRule() {}

    /**
     * Why the job is tried again after this failure; empty where it is not.
     *
     * <p>A lost runner may be the job's fault: it has its own limit, and leaves the job's {@code retry} untouched. One that
     * was stopped in order is not, and leaves both untouched. Else the keyword reference, {@code retry}: {@code max} further attempts; with {@code retry:when} and
     * {@code retry:exit_codes} either is enough; neither: after any failure. A person's request starts the count anew.
     */
    static Optional<Why> again(Job job, JobState state, Failure failure) {
        List<String> runner =
                state.current().flatMap(Attempt::runner).map(List::of).orElse(List.of());
        if (failure.reason() == FailureReason.HANDED_BACK) {
            return Optional.of(new Why(Cause.RETRIED_AFTER_HANDED_BACK, runner));
        }
        if (failure.reason() == FailureReason.RUNNER_LOST) {
            return count(state, Cause.RETRIED_AFTER_RUNNER_LOST) < LOSSES_MAX
                    ? Optional.of(new Why(Cause.RETRIED_AFTER_RUNNER_LOST, runner))
                    : Optional.empty();
        }
        return matches(job.retry(), failure)
                        && count(state, Cause.RETRIED_AFTER_FAILURE)
                                < job.retry().max()
                ? Optional.of(new Why(Cause.RETRIED_AFTER_FAILURE, List.of()))
                : Optional.empty();
    }

    private static boolean matches(Job.Retry retry, Failure failure) {
        boolean any = retry.reasons().isEmpty() && retry.exitCodes().isEmpty();
        return any
                || retry.reasons().contains(failure.reason())
                || failure.exitCode().isPresent()
                        && retry.exitCodes().contains(failure.exitCode().getAsInt());
    }

    /** Attempts that exist for this cause since the first one or since a person last asked for one. */
    private static int count(JobState state, Cause cause) {
        int count = 0;
        for (Attempt attempt : state.attempts().reversed()) {
            Optional<Cause> because = attempt.startedBecause().map(Why::cause);
            if (because.isEmpty() || because.get() == Cause.RETRIED_BY || because.get() == Cause.STARTED_BY) {
                return count;
            }
            count += because.get() == cause ? 1 : 0;
        }
        return count;
    }

    /** Whether the failure does not count (keyword reference, {@code allow_failure}, {@code allow_failure:exit_codes}). */
    static boolean isAllowed(Job job, Failure failure) {
        return switch (job.allowFailure()) {
            case Job.AllowFailure.Never() -> false;
            case Job.AllowFailure.Always() -> true;
            case Job.AllowFailure.ForExitCodes(var codes) ->
                failure.exitCode().isPresent()
                        && codes.contains(failure.exitCode().getAsInt());
        };
    }
}
