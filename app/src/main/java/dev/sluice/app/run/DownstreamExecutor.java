package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.DownstreamProgram.Known;
import dev.sluice.core.model.DownstreamProgram.Outcome;
import dev.sluice.core.model.DownstreamProgram.Request;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.MaskedValues;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * Runs jobs that start another run: makes it, and waits for its end where the job's result hangs on it. The runner above it
 * takes its attempts up again after a restart ({@link EmbeddedRunner.Settings#resumes}); the run that an attempt made before is
 * found again then. Safe for many threads.
 */
public final class DownstreamExecutor implements JobExecutor, RunListener {
    private final Downstreams downstreams;
    private final RunStore store;
    private final Function<String, Optional<Trigger.Actor>> people;
    private final UpstreamMirror mirror;
    private final Map<RunId, CompletableFuture<RunStatus>> awaited = new ConcurrentHashMap<>();

    /**
     * The caller adds it to the loop as a listener.
     *
     * @param people the account of a login
     * @param upstreams finds runs that jobs go by
     */
    public DownstreamExecutor(
            Downstreams downstreams,
            RunStore store,
            Function<String, Optional<Trigger.Actor>> people,
            Upstreams upstreams) {
        this.mirror = new UpstreamMirror(upstreams, store);
        this.people = people;
        this.downstreams = downstreams;
        this.store = store;
    }

    @Override
    public JobResult execute(JobOrder order, StopSignal stop) {
        if (!(order.job().program() instanceof DownstreamProgram program)) {
            return failed(
                    FailureReason.RUNNER_SYSTEM_FAILURE,
                    "the label " + DownstreamProgram.LABEL + " is for jobs that start another run");
        }
        MaskedValues masked = MaskedValues.in(order.variables());
        Request request = program.request(new Known(
                order.outputs(), order.variables(), order.trigger().secrets().keySet(), order.numbers()));
        if (request instanceof Request.Impossible(String why)) {
            return failed(FailureReason.DATA_INTEGRITY, masked.hidden(why));
        }
        if (request instanceof Request.Upstream(String project)) {
            return mirror.follow(project, order.run(), trigger(order), stop);
        }
        Downstreams.Upstream upstream =
                new Downstreams.Upstream(order.run(), order.job().name(), order.attempt(), trigger(order));
        return switch (downstreams.make(upstream, request)) {
            case Downstreams.Made.Refused(String why) ->
                failed(FailureReason.DOWNSTREAM_NOT_CREATED, masked.hidden(why));
            case Downstreams.Made.Started(RunId run) ->
                program.outcome() == Outcome.CREATED
                        ? JobResult.of(new JobResult.Outcome.Success())
                        : follow(run, order, program.outcome(), stop);
        };
    }

    /** Why the run exists, with the person whose rights count: whoever started the job or started it again, as in GitLab. */
    private Trigger trigger(JobOrder order) {
        return store.load(order.run())
                .flatMap(run -> run.startedBy(order.job().name(), order.attempt()))
                .flatMap(people)
                .map(order.trigger()::by)
                .orElse(order.trigger());
    }

    private JobResult follow(RunId run, JobOrder order, Outcome outcome, StopSignal stop) {
        CompletableFuture<RunStatus> end = awaited.computeIfAbsent(run, _ -> new CompletableFuture<>());
        try {
            // After the wait was noted: an end in between is seen here or told there.
            store.load(run)
                    .map(stored -> stored.state().status())
                    .filter(RunStatus::isFinal)
                    .ifPresent(end::complete);
            String by = "job " + order.job().name() + " of run " + order.run().number();
            stop.onStop(() -> downstreams.cancel(run, by));
            stop.onKill(() -> downstreams.cancel(run, by));
            return result(run, end.get(), outcome);
        } catch (InterruptedException e) {
            // The process ends: whoever takes the attempt up again waits anew.
            Thread.currentThread().interrupt();
            return JobResult.of(new JobResult.Outcome.Canceled());
        } catch (ExecutionException e) {
            return failed(FailureReason.RUNNER_SYSTEM_FAILURE, "the run " + run.number() + " cannot be followed: " + e);
        } finally {
            awaited.remove(run, end);
        }
    }

    private static JobResult result(RunId run, RunStatus status, Outcome outcome) {
        return switch (status) {
            case SUCCESS -> JobResult.of(new JobResult.Outcome.Success());
            case CANCELED ->
                outcome == Outcome.MIRRORS
                        ? JobResult.of(new JobResult.Outcome.Canceled())
                        : failed(
                                FailureReason.DOWNSTREAM_FAILED,
                                Sentence.RUN_CANCELED.with(Long.toString(run.number())));
            case FAILED ->
                failed(FailureReason.DOWNSTREAM_FAILED, Sentence.RUN_FAILED.with(Long.toString(run.number())));
            case SKIPPED ->
                outcome == Outcome.MIRRORS
                        ? JobResult.of(new JobResult.Outcome.Skipped(
                                JobResult.Outcome.Skipped.Cause.UPSTREAM_SKIPPED, Long.toString(run.number())))
                        : failed(
                                FailureReason.DOWNSTREAM_FAILED,
                                Sentence.RUN_SKIPPED.with(Long.toString(run.number())));
            case CREATED, RUNNING, BLOCKED ->
                throw new IllegalStateException("the run " + run + " did not end, it is " + status);
        };
    }

    private static JobResult failed(FailureReason reason, String why) {
        return JobResult.of(new JobResult.Outcome.Failure(reason, OptionalInt.empty(), why));
    }

    @Override
    public void changed(RunChange change) {
        // Only ends count, and those are told at least once.
    }

    @Override
    public void finished(RunId run, RunStatus status, int round) {
        mirror.finished(run, status);
        Optional.ofNullable(awaited.get(run)).ifPresent(end -> end.complete(status));
        if (status == RunStatus.CANCELED) {
            cancelBelow(run);
        }
    }

    /** Child runs that no job waits for any more end with the run that started them, as GitLab's do. */
    private void cancelBelow(RunId id) {
        for (JobState job : store.load(id).map(run -> run.state().jobs()).orElse(List.of())) {
            for (JobState.Attempt attempt : job.attempts()) {
                store.caused(id.project(), Downstreams.causeOf(id, job.name(), attempt.number()))
                        .filter(child -> !child.state().status().isFinal())
                        .ifPresent(child -> downstreams.cancel(child.id(), "run " + id.number()));
            }
        }
    }
}
