package dev.sluice.core.engine;

import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.engine.Predecessors.Decision;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobResult.Outcome.Failure;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Sentence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Decides what a run does next. Pure and deterministic: the same state and event give the same step, whenever and
 * wherever. Safe for many threads. The rules are GitLab's, the first dialect; other dialects express theirs in the same
 * words.
 *
 * <p><b>Starting</b> (keyword reference: {@code stages}, {@code needs}, {@code when}). A job waits for all jobs of earlier
 * stages, or for its needs alone, until they are done. Done are: succeeded, failed (allowed or not), skipped, cancelled,
 * and manual ones that are optional; a manual one that blocks is not. What it does then, {@link Predecessors#decide}
 * says.
 *
 * <p><b>Attempts.</b> An attempt ends once: its first final state stands. A lost runner leads to a new attempt, at most
 * {@value RetryRule#LOSSES_MAX} times; one that gives the job back, to a new attempt always; a failure, by the job's
 * {@code retry}, which the other two leave untouched. An event about another attempt than the
 * current one, by another runner than the one that holds it, or about what is over already, changes nothing: the step
 * returns the very same state object. A result may overtake the claim it belongs to, and then counts as both. A claim
 * of an attempt that was withdrawn, or that another runner holds, is answered with {@link RunEffect.Stop}.
 *
 * <p><b>Cancel</b> (GitLab's documentation, "Cancel a pipeline"). What was not started is cancelled, also manual jobs; what
 * is queued is withdrawn; who holds an attempt is told to stop, and whatever it says then, or its loss, makes the job
 * cancelled. After that nothing starts until a person asks for a retry. Where the pipeline ends with its first failure, that does
 * the same to all other jobs. A stopped job may end in order; to cancel a second
 * time ends it at once ("Force cancel a job").
 *
 * <p><b>A person's start and retry</b> (GitLab's documentation, "Run a manual job", "Retry jobs"). A manual job can be
 * started at any time, also when the run is over; jobs after it that were skipped are decided anew. A job that is over
 * can be retried if what is before it would let it start; jobs after it that were skipped or wait for a person or their time are
 * decided anew, what ran stays as it is. Retrying all failed and cancelled jobs does so in their order; manual ones that
 * were never started wait for a person again.
 *
 * <p><b>Time.</b> A delayed job starts at the first {@link RunEvent.Tick} whose time is not before its due time; clocks
 * may jump either way between events.
 */
public final class RunEngine {
    private RunEngine() {}

    /**
     * The state before {@link RunEvent.Started}.
     *
     * @throws IllegalArgumentException when a needed job is missing or jobs wait for each other in a circle
     */
    public static RunState begin(Pipeline pipeline) {
        return begin(pipeline, Map.of());
    }

    /**
     * The state before {@link RunEvent.Started}, with jobs that an earlier run has done already.
     *
     * @param done by name, see {@link JobState#takenOver}; names that the pipeline has not mean nothing
     * @throws IllegalArgumentException when a needed job is missing or jobs wait for each other in a circle
     */
    public static RunState begin(Pipeline pipeline, Map<String, JobState> done) {
        JobGraph.of(pipeline);
        List<JobState> jobs = pipeline.jobs().stream()
                .map(job -> done.getOrDefault(job.name(), JobState.untouched(job.name())))
                .toList();
        return new RunState(pipeline, RunStatus.CREATED, jobs, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /** The state after an event, and what must be done. An event that changes nothing gives the same state object. */
    public static Step<RunState, RunEffect> step(RunState state, RunEvent event) {
        RunDraft draft = new RunDraft(state, event.at());
        boolean created = state.status() == RunStatus.CREATED;
        switch (event) {
            case RunEvent.Started _ when created -> draft.decideAgain();
            case RunEvent.CancelRequested cancel when !state.status().isFinal() -> cancelAll(draft, cancel.by());
            case RunEvent _ when created -> {}
            case RunEvent.JobClaimed claimed -> claim(draft, claimed);
            case RunEvent.JobFinished end -> finish(draft, end.job(), end.attempt(), end.runner(), end.result());
            case RunEvent.RunnerLost loss ->
                finish(draft, loss.job(), loss.attempt(), loss.runner(), JobResult.of(lost(loss.runner())));
            case RunEvent.JobHandedBack back ->
                finish(draft, back.job(), back.attempt(), back.runner(), JobResult.of(handedBack(back.runner())));
            case RunEvent.JobStartRequested wish -> start(draft, wish.job(), wish.by(), wish.inputs());
            case RunEvent.JobRetryRequested wish -> retry(draft, wish.job(), wish.by(), wish.inputs());
            case RunEvent.FailedRetryRequested wish -> retryFailed(draft, wish.by());
            case RunEvent.JobCancelRequested wish -> cancelOne(draft, wish.job(), wish.by());
            case RunEvent.Tick(Instant now) -> startDue(draft, now);
            case RunEvent.Started _, RunEvent.CancelRequested _ -> {}
        }
        return draft.close();
    }

    /** When the next delayed job is due: what a restarted process must wake for. Empty where nothing is delayed. */
    public static Optional<Instant> nextWake(RunState state) {
        return state.jobs().stream().flatMap(job -> job.due().stream()).min(Instant::compareTo);
    }

    /** Whether {@link RunEvent.JobStartRequested} would start the job now. */
    public static boolean canStart(RunState state, String job) {
        return state.job(job)
                .map(JobState::status)
                .filter(RunEngine::waitsForStart)
                .isPresent();
    }

    /** Whether {@link RunEvent.JobRetryRequested} would start the job again now, or once the jobs before it are done. */
    public static boolean canRetry(RunState state, String job) {
        RunDraft draft = new RunDraft(state, Instant.EPOCH);
        int index = draft.indexOf(job);
        return state.status() != RunStatus.CREATED && index >= 0 && canRetry(draft, index);
    }

    private static void claim(RunDraft draft, RunEvent.JobClaimed event) {
        int job = draft.indexOf(event.job());
        if (job < 0 || event.attempt() < 1 || event.attempt() > draft.state(job).attempt()) {
            return;
        }
        JobState state = draft.state(job);
        Attempt attempt = state.attempts().get(event.attempt() - 1);
        if (event.attempt() == state.attempt() && state.status() == JobStatus.QUEUED) {
            draft.set(
                    job,
                    state.in(JobStatus.RUNNING, state.why()).withCurrent(attempt.takenBy(event.runner(), event.at())));
        } else if (!attempt.runner().equals(Optional.of(event.runner()))) {
            draft.effect(new RunEffect.Stop(event.job(), event.attempt(), event.runner()));
        }
    }

    private static void finish(RunDraft draft, String name, int number, String runner, JobResult result) {
        int job = draft.indexOf(name);
        if (job < 0 || number < 1 || number != draft.state(job).attempt()) {
            return;
        }
        JobState state = draft.state(job);
        Attempt attempt = state.attempts().getLast();
        if (state.status() == JobStatus.QUEUED) {
            attempt = attempt.takenBy(runner, draft.at());
        } else if (!state.status().isHeld() || !attempt.runner().equals(Optional.of(runner))) {
            return;
        }
        JobState ended = state.withCurrent(attempt.endedAt(draft.at()));
        draft.decideAgain();
        if (state.status() == JobStatus.STOPPING) {
            draft.set(job, canceled(draft.job(job), ended, state.why()));
            return;
        }
        switch (result.outcome()) {
            case Outcome.Success() ->
                draft.set(
                        job,
                        ended.in(JobStatus.SUCCESS, Optional.empty())
                                .leaving(result.outputs(), result.environmentUrl()));
            case Outcome.Canceled() -> draft.set(job, canceled(draft.job(job), ended, Optional.empty()));
            case Outcome.Skipped(var cause, String about) ->
                draft.set(job, ended.in(JobStatus.SKIPPED, Optional.of(why(cause, about))));
            case Failure failure -> fail(draft, job, ended, failure, result.outputs());
        }
    }

    private static Why why(Outcome.Skipped.Cause cause, String about) {
        return switch (cause) {
            case NO_UPSTREAM -> new Why(Cause.NO_UPSTREAM, List.of(about));
            case UPSTREAM_SKIPPED -> new Why(Cause.UPSTREAM_SKIPPED, List.of(about));
        };
    }

    private static JobState leaving(JobState failed, Map<String, String> outputs) {
        return outputs.isEmpty() ? failed : failed.leaving(outputs, Optional.empty());
    }

    /** What a failed job leaves reaches the jobs that run in spite of it; without any, that of its last success stays. */
    private static void fail(RunDraft draft, int job, JobState ended, Failure failure, Map<String, String> outputs) {
        JobState failed =
                ended.withCurrent(ended.attempts().getLast().failedBy(failure)).in(JobStatus.FAILED, Optional.empty());
        Optional<Why> again = RetryRule.again(draft.job(job), failed, failure);
        if (again.isPresent()) {
            draft.set(job, failed);
            draft.offer(job, again);
        } else if (RetryRule.isAllowed(draft.job(job), failure)) {
            draft.set(job, leaving(failed.allowed(), outputs));
        } else {
            draft.set(job, leaving(failed, outputs));
            if (draft.endsWithFirstFailure()) {
                cancelAfterFailure(draft, failed.name());
            }
        }
    }

    /** The run itself is not cancelled by this: it has failed (GitLab's composite status). */
    private static void cancelAfterFailure(RunDraft draft, String failed) {
        Why why = new Why(Cause.CANCELED_AFTER_FAILURE, List.of(failed));
        for (int job = 0; job < draft.size(); job++) {
            cancel(draft, job, why, false);
        }
    }

    private static Failure lost(String runner) {
        return new Failure(FailureReason.RUNNER_LOST, OptionalInt.empty(), Sentence.RUNNER_LOST.with(runner));
    }

    private static Failure handedBack(String runner) {
        return new Failure(FailureReason.HANDED_BACK, OptionalInt.empty(), Sentence.RUNNER_STOPPED.with(runner));
    }

    private static void cancelAll(RunDraft draft, String by) {
        boolean again = draft.isCanceled();
        boolean anyStops = false;
        for (int job = 0; job < draft.size(); job++) {
            anyStops |= draft.state(job).status() == JobStatus.STOPPING;
            cancel(draft, job, canceledBy(by), again);
        }
        if (draft.isChanged() || anyStops && !again) {
            draft.canceledBy(Optional.of(by));
        }
    }

    private static void cancelOne(RunDraft draft, String name, String by) {
        int job = draft.indexOf(name);
        // An optional manual job holds nothing up: there is nothing to cancel.
        if (job < 0 || draft.state(job).status() == JobStatus.MANUAL && Predecessors.isOptionalManual(draft.job(job))) {
            return;
        }
        cancel(draft, job, canceledBy(by), true);
        if (draft.isChanged()) {
            draft.decideAgain();
        }
    }

    /** Whoever cancels {@code again} is tired of waiting for what ends in order. */
    private static void cancel(RunDraft draft, int job, Why reason, boolean again) {
        JobState state = draft.state(job);
        Optional<Why> why = Optional.of(reason);
        switch (state.status()) {
            case WAITING, MANUAL, DELAYED -> draft.set(job, canceled(draft.job(job), state, why));
            case QUEUED -> {
                Attempt withdrawn = state.attempts().getLast().endedAt(draft.at());
                draft.set(job, canceled(draft.job(job), state.withCurrent(withdrawn), why));
                draft.effect(new RunEffect.Withdraw(state.name(), state.attempt()));
            }
            case RUNNING -> {
                draft.set(job, state.in(JobStatus.STOPPING, why));
                state.current()
                        .flatMap(Attempt::runner)
                        .ifPresent(runner -> draft.effect(new RunEffect.Stop(state.name(), state.attempt(), runner)));
            }
            case STOPPING -> {
                if (again) {
                    state.current()
                            .flatMap(Attempt::runner)
                            .ifPresent(
                                    runner -> draft.effect(new RunEffect.Kill(state.name(), state.attempt(), runner)));
                }
            }
            case SUCCESS, FAILED, SKIPPED, CANCELED -> {}
        }
    }

    private static Why canceledBy(String by) {
        return new Why(Cause.CANCELED_BY, List.of(by));
    }

    /** A cancelled job counts like a failed one, so {@code allow_failure} excuses it, and so it does what may stay undone. */
    private static JobState canceled(Job job, JobState state, Optional<Why> why) {
        JobState canceled = state.in(JobStatus.CANCELED, why);
        boolean undone = Predecessors.isOptionalManual(job) && state.attempts().isEmpty();
        return undone || job.allowFailure() instanceof Job.AllowFailure.Always ? canceled.allowed() : canceled;
    }

    private static void start(RunDraft draft, String name, String by, Map<String, String> inputs) {
        int job = draft.indexOf(name);
        if (job < 0 || !waitsForStart(draft.state(job).status())) {
            return;
        }
        draft.set(job, draft.state(job).choosing(inputs));
        draft.offer(job, Optional.of(new Why(Cause.STARTED_BY, List.of(by))));
        reopenAfter(draft, other -> other == job, status -> status == JobStatus.SKIPPED);
    }

    private static boolean waitsForStart(JobStatus status) {
        return status == JobStatus.MANUAL || status == JobStatus.DELAYED;
    }

    private static void retry(RunDraft draft, String name, String by, Map<String, String> inputs) {
        int job = draft.indexOf(name);
        if (job < 0 || !canRetry(draft, job)) {
            return;
        }
        draft.canceledBy(Optional.empty());
        draft.set(job, draft.state(job).choosing(inputs).in(JobStatus.WAITING, retriedBy(by)));
        reopenAfter(draft, other -> other == job, RunEngine::isUndone);
    }

    private static boolean canRetry(RunDraft draft, int job) {
        JobStatus status = draft.state(job).status();
        return status.isOver() && status != JobStatus.SKIPPED && !(draft.decision(job) instanceof Decision.Skip);
    }

    private static void retryFailed(RunDraft draft, String by) {
        boolean[] retried = new boolean[draft.size()];
        for (int job = 0; job < draft.size(); job++) {
            JobState state = draft.state(job);
            retried[job] = state.status() == JobStatus.FAILED || state.status() == JobStatus.CANCELED;
            if (retried[job]) {
                // What never started has nothing to repeat: a manual job must not start by somebody's "retry all".
                draft.set(
                        job,
                        state.in(JobStatus.WAITING, state.attempts().isEmpty() ? Optional.empty() : retriedBy(by)));
            }
        }
        if (draft.isChanged()) {
            draft.canceledBy(Optional.empty());
            reopenAfter(draft, job -> retried[job], RunEngine::isUndone);
        }
    }

    private static Optional<Why> retriedBy(String by) {
        return Optional.of(new Why(Cause.RETRIED_BY, List.of(by)));
    }

    private static boolean isUndone(JobStatus status) {
        return status == JobStatus.SKIPPED || status == JobStatus.MANUAL || status == JobStatus.DELAYED;
    }

    /** Jobs after the sources, directly or not, are decided anew where their status asks for it. */
    private static void reopenAfter(RunDraft draft, IntPredicate isSource, Predicate<JobStatus> reopened) {
        boolean[] sources = new boolean[draft.size()];
        for (int job = 0; job < sources.length; job++) {
            sources[job] = isSource.test(job);
        }
        boolean[] after = draft.graph().after(sources);
        for (int job = 0; job < after.length; job++) {
            if (after[job] && reopened.test(draft.state(job).status())) {
                draft.set(job, draft.state(job).in(JobStatus.WAITING, Optional.empty()));
            }
        }
        draft.decideAgain();
    }

    private static void startDue(RunDraft draft, Instant now) {
        for (int job = 0; job < draft.size(); job++) {
            Optional<Instant> due = draft.state(job).due();
            if (due.isPresent() && !due.get().isAfter(now)) {
                draft.offer(job, Optional.empty());
            }
        }
        // Asked for again although it was before: the clock may have been set back since the timer was set, and a
        // process
        // that was restarted in between has set only the first one.
        draft.nextDue().ifPresent(due -> draft.effect(new RunEffect.WakeAt(due)));
    }
}
