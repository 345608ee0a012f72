package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.fail;

import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must hold after every step, told a second time in the plainest way: quadratic, without the engine's own graph and
 * sums.
 */
final class RunInvariants {
    private final Pipeline pipeline;
    private final Map<String, RunEffect> performed = new HashMap<>();

    RunInvariants(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    void check(RunState before, RunEvent event, Step<RunState, RunEffect> step) {
        RunState after = step.state();
        if (after != before
                && after.jobs().equals(before.jobs())
                && after.status() == before.status()
                && after.canceledBy().equals(before.canceledBy())
                && before.status() != RunStatus.CREATED) {
            fail("nothing changed, but the state is another object");
        }
        for (int i = 0; i < pipeline.jobs().size(); i++) {
            checkHistory(before.jobs().get(i), after.jobs().get(i));
            checkRetries(
                    before.jobs().get(i), after.jobs().get(i), pipeline.jobs().get(i));
            checkWaiting(after, i);
        }
        checkEffects(before, event, step);
        checkStatus(before, after, step.effects());
    }

    /** The step was stored with its effects: no key of theirs may ever come again for something else. */
    void stored(List<RunEffect> effects) {
        for (RunEffect effect : effects) {
            RunEffect former = performed.put(effect.key(), effect);
            boolean repeatable =
                    switch (effect) {
                        case RunEffect.WakeAt _, RunEffect.Stop _, RunEffect.Kill _ -> true;
                        case RunEffect.Offer _, RunEffect.Withdraw _, RunEffect.CancelOlder _, RunEffect.Finished _ ->
                            false;
                    };
            require(former == null || repeatable && former.equals(effect), "key %s came before", effect.key());
        }
    }

    private static void checkHistory(JobState before, JobState after) {
        int grown = after.attempt() - before.attempt();
        require(
                grown == 0 || grown == 1,
                "%s went from %d to %d attempts",
                after.name(),
                before.attempt(),
                after.attempt());
        for (int i = 0; i < before.attempt(); i++) {
            Attempt was = before.attempts().get(i);
            Attempt is = after.attempts().get(i);
            require(is.number() == i + 1, "%s counts its attempts wrongly", after.name());
            if (was.finishedAt().isPresent()) {
                require(was.equals(is), "%s: attempt %d changed after its end", after.name(), i + 1);
            }
            if (was.runner().isPresent()) {
                require(
                        was.runner().equals(is.runner()),
                        "%s: attempt %d moved to another runner",
                        after.name(),
                        i + 1);
            }
        }
        boolean open = after.status() == JobStatus.QUEUED || after.status().isHeld();
        for (int i = 0; i < after.attempt(); i++) {
            boolean ended = after.attempts().get(i).finishedAt().isPresent();
            require(
                    ended != (open && i == after.attempt() - 1),
                    "%s is %s with attempt %d %s",
                    after.name(),
                    after.status(),
                    i + 1,
                    ended ? "ended" : "open");
        }
    }

    /**
     * A job is tried again by itself as often as it may be, no more and no less; what was handed back counts for nothing.
     */
    private static void checkRetries(JobState before, JobState after, Job job) {
        int failures = 0;
        int losses = 0;
        for (Attempt attempt : after.attempts()) {
            Optional<Cause> because = attempt.startedBecause().map(JobState.Why::cause);
            boolean anew = because.isEmpty() || because.get() == Cause.RETRIED_BY || because.get() == Cause.STARTED_BY;
            failures = anew ? 0 : failures + (because.get() == Cause.RETRIED_AFTER_FAILURE ? 1 : 0);
            losses = anew ? 0 : losses + (because.get() == Cause.RETRIED_AFTER_RUNNER_LOST ? 1 : 0);
            require(failures <= job.retry().max(), "%s was tried %d times again", job.name(), failures);
            require(losses <= RetryRule.LOSSES_MAX, "%s was lost %d times and tried again", job.name(), losses);
        }
        if (after.status() != JobStatus.FAILED || before.status() == JobStatus.FAILED) {
            return;
        }
        switch (after.attempts().getLast().failure().orElseThrow()) {
            case HANDED_BACK -> fail("%s failed because its runner was stopped".formatted(job.name()));
            case RUNNER_LOST ->
                require(losses == RetryRule.LOSSES_MAX, "%s failed after %d losses", job.name(), losses);
            case SCRIPT_FAILURE,
                    RUNNER_SYSTEM_FAILURE,
                    TIMEOUT,
                    MISSING_DEPENDENCY,
                    STUCK,
                    LIMIT_REACHED,
                    DATA_INTEGRITY,
                    DOWNSTREAM_NOT_CREATED,
                    DOWNSTREAM_FAILED,
                    UPSTREAM_FAILED ->
                require(
                        failures == job.retry().max()
                                || !job.retry().reasons().isEmpty()
                                || !job.retry().exitCodes().isEmpty(),
                        "%s failed with %d of %d retries",
                        job.name(),
                        failures,
                        job.retry().max());
        }
    }

    /** Nobody is forgotten: what waits has something to wait for, and what was skipped is not overtaken by a retry. */
    private void checkWaiting(RunState state, int job) {
        if (state.jobs().get(job).status() == JobStatus.SKIPPED) {
            require(
                    allDone(state, job) || needsWhatIsAbsent(state, job),
                    "%s is skipped before what it waits for is done",
                    state.jobs().get(job).name());
        }
        if (state.jobs().get(job).status() == JobStatus.WAITING && state.status() != RunStatus.CREATED) {
            require(
                    !allDone(state, job),
                    "%s waits for nothing",
                    state.jobs().get(job).name());
        }
    }

    private void checkEffects(RunState before, RunEvent event, Step<RunState, RunEffect> step) {
        RunState after = step.state();
        Map<String, RunEffect> keys = new HashMap<>();
        for (RunEffect effect : step.effects()) {
            require(keys.put(effect.key(), effect) == null, "two effects of one step with key %s", effect.key());
            if (effect instanceof RunEffect.Offer(String name, int attempt)) {
                checkOffer(after, event, name, attempt);
            }
            if (effect instanceof RunEffect.Kill(String name, int attempt, String runner)) {
                JobState job = before.jobs().get(indexOf(name));
                require(
                        performed.containsKey(new RunEffect.Stop(name, attempt, runner).key())
                                && job.status() == JobStatus.STOPPING
                                && job.attempt() == attempt,
                        "%s is to end at once and was never told to stop",
                        name);
            }
        }
        for (int i = 0; i < after.jobs().size(); i++) {
            JobState job = after.jobs().get(i);
            if (job.attempt() > before.jobs().get(i).attempt()) {
                require(
                        keys.containsKey("offer/" + job.attempt() + "/" + job.name()),
                        "%s was never offered",
                        job.name());
            }
            if (job.status() == JobStatus.STOPPING && before.jobs().get(i).status() != JobStatus.STOPPING) {
                require(
                        step.effects().stream()
                                .anyMatch(effect -> effect instanceof RunEffect.Stop stop
                                        && stop.job().equals(job.name())),
                        "nobody was told to stop %s",
                        job.name());
            }
            if (job.status() == JobStatus.CANCELED
                    && before.jobs().get(i).status() == JobStatus.QUEUED
                    && !(event instanceof RunEvent.JobFinished)) {
                require(
                        keys.containsKey("withdraw/" + job.attempt() + "/" + job.name()),
                        "%s was not withdrawn",
                        job.name());
            }
        }
    }

    private void checkOffer(RunState after, RunEvent event, String name, int attempt) {
        int index = indexOf(name);
        JobState job = after.jobs().get(index);
        require(job.status() == JobStatus.QUEUED && job.attempt() == attempt, "offered %s is %s", name, job.status());
        require(after.canceledBy().isEmpty(), "%s starts after a cancel", name);
        Optional<Cause> because = job.attempts().getLast().startedBecause().map(JobState.Why::cause);
        boolean byRule =
                because.isEmpty() && !(event instanceof RunEvent.Tick) || because.equals(Optional.of(Cause.RETRIED_BY));
        if (byRule) {
            require(allDone(after, index), "%s starts before what it waits for is done", name);
            require(mayStart(after, index), "%s starts although it must be skipped", name);
        }
    }

    private void checkStatus(RunState before, RunState after, List<RunEffect> effects) {
        List<JobStatus> all = new ArrayList<>();
        after.jobs().forEach(job -> all.add(job.status()));
        boolean moving = all.stream()
                .anyMatch(status -> status == JobStatus.QUEUED || status.isHeld() || status == JobStatus.DELAYED);
        if (after.status().isFinal()) {
            require(
                    !moving && !all.contains(JobStatus.WAITING),
                    "the run is %s while jobs are %s",
                    after.status(),
                    all);
            for (int i = 0; i < all.size(); i++) {
                JobState job = after.jobs().get(i);
                boolean counts = !job.allowedFailure();
                require(
                        job.status() != JobStatus.FAILED || !counts || after.status() != RunStatus.SUCCESS,
                        "the run succeeded, but %s failed",
                        job.name());
                require(
                        job.status() != JobStatus.MANUAL
                                || pipeline.jobs().get(i).when() instanceof Job.When.Manual(boolean optional, var _)
                                        && optional,
                        "the run ended, but %s blocks it",
                        job.name());
            }
            require(after.finishedAt().isPresent(), "the end has no time");
        }
        if (after.status() == RunStatus.BLOCKED) {
            require(!moving && all.contains(JobStatus.MANUAL), "the run is blocked while jobs are %s", all);
        }
        if (after.status() == RunStatus.RUNNING) {
            require(moving, "the run is running while jobs are %s", all);
        }
        List<RunEffect> ends =
                effects.stream().filter(RunEffect.Finished.class::isInstance).toList();
        boolean anew = after != before && after.status().isFinal();
        require(
                ends.equals(anew ? List.of(new RunEffect.Finished(after.status(), before.round() + 1)) : List.of()),
                "the run is %s with %s",
                after.status(),
                ends);
        require(after.round() == before.round() + (anew ? 1 : 0), "round %d after %d", after.round(), before.round());
    }

    private boolean allDone(RunState state, int job) {
        return before(state, job).stream()
                .allMatch(other -> switch (state.jobs().get(other).status()) {
                    case SUCCESS, FAILED, SKIPPED, CANCELED -> true;
                    case MANUAL ->
                        pipeline.jobs().get(other).when() instanceof Job.When.Manual(boolean optional, var _)
                                && optional;
                    case WAITING, DELAYED, QUEUED, RUNNING, STOPPING -> false;
                });
    }

    /** A need that was skipped or stays undone decides alone: the job is skipped while other needs may still run. */
    private boolean needsWhatIsAbsent(RunState state, int job) {
        return pipeline.jobs().get(job).waits() instanceof Job.Waits.ForJobs
                && before(state, job).stream().anyMatch(other -> isAbsent(state, other));
    }

    private boolean isAbsent(RunState state, int job) {
        JobState s = state.jobs().get(job);
        boolean optional = pipeline.jobs().get(job).when() instanceof Job.When.Manual(boolean o, var _) && o;
        return s.status() == JobStatus.SKIPPED
                || s.status() == JobStatus.MANUAL && optional
                || s.status() == JobStatus.CANCELED && optional && s.attempts().isEmpty();
    }

    private boolean mayStart(RunState state, int job) {
        boolean failed = before(state, job).stream().anyMatch(other -> {
            JobState s = state.jobs().get(other);
            return s.status() == JobStatus.FAILED && !s.allowedFailure();
        });
        boolean needSkipped = needsWhatIsAbsent(state, job);
        return switch (pipeline.jobs().get(job).when()) {
            case Job.When.Always() -> true;
            case Job.When.OnFailure() -> failed && !needSkipped;
            case Job.When.OnSuccess(), Job.When.Manual _, Job.When.Delayed _ -> !failed && !needSkipped;
        };
    }

    private List<Integer> before(RunState state, int job) {
        List<Integer> before = new ArrayList<>();
        switch (pipeline.jobs().get(job).waits()) {
            case Job.Waits.ForEarlierStages() -> {
                for (int other = 0; other < state.jobs().size(); other++) {
                    if (pipeline.jobs().get(other).stage()
                            < pipeline.jobs().get(job).stage()) {
                        before.add(other);
                    }
                }
            }
            case Job.Waits.ForJobs(var needs) -> needs.forEach(need -> before.add(indexOf(need.job())));
        }
        return before;
    }

    private int indexOf(String name) {
        for (int i = 0; i < pipeline.jobs().size(); i++) {
            if (pipeline.jobs().get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError("no job " + name);
    }

    private static void require(boolean holds, String message, Object... arguments) {
        if (!holds) {
            fail(message.formatted(arguments));
        }
    }
}
