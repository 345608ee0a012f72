package dev.sluice.app.run;

import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Lets a job end as the newest run of another project does (docs.gitlab.com, CI/CD YAML syntax, {@code needs:pipeline}): at
 * once where that run is over, else when it is; one that waits for a person is waited for. A cancel ends the wait and
 * leaves that run alone. Safe for many threads.
 */
final class UpstreamMirror {
    private final Upstreams upstreams;
    private final RunStore store;
    /** Who waits for the end of which run; an empty end is that of the wait alone. */
    private final Map<RunId, Set<CompletableFuture<Optional<RunStatus>>>> waits = new ConcurrentHashMap<>();

    UpstreamMirror(Upstreams upstreams, RunStore store) {
        this.upstreams = upstreams;
        this.store = store;
    }

    /** Blocks until the run is over or the job is stopped. */
    JobResult follow(String project, RunId run, Trigger asking, JobExecutor.StopSignal stop) {
        return switch (upstreams.newest(project, run, asking)) {
            case Upstreams.Newest.Refused(String why) -> failed(FailureReason.MISSING_DEPENDENCY, why);
            case Upstreams.Newest.None() ->
                JobResult.of(new Outcome.Skipped(Outcome.Skipped.Cause.NO_UPSTREAM, project));
            case Upstreams.Newest.Run(RunId newest) -> follow(newest, project, stop);
        };
    }

    private JobResult follow(RunId run, String project, JobExecutor.StopSignal stop) {
        CompletableFuture<Optional<RunStatus>> end = new CompletableFuture<>();
        // In one step: the last wait that ends takes the set away.
        waits.compute(run, (_, all) -> {
            Set<CompletableFuture<Optional<RunStatus>>> more = all == null ? ConcurrentHashMap.newKeySet() : all;
            more.add(end);
            return more;
        });
        try {
            // After the wait was noted: an end in between is seen here or told there.
            store.load(run)
                    .map(stored -> stored.state().status())
                    .filter(RunStatus::isFinal)
                    .ifPresent(status -> end.complete(Optional.of(status)));
            stop.onStop(() -> end.complete(Optional.empty()));
            stop.onKill(() -> end.complete(Optional.empty()));
            return end.get()
                    .map(status -> result(run, project, status))
                    .orElseGet(() -> JobResult.of(new Outcome.Canceled()));
        } catch (InterruptedException e) {
            // The process ends: whoever takes the attempt up again looks anew.
            Thread.currentThread().interrupt();
            return JobResult.of(new Outcome.Canceled());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a wait is never failed", e);
        } finally {
            waits.computeIfPresent(run, (_, all) -> {
                all.remove(end);
                return all.isEmpty() ? null : all;
            });
        }
    }

    /** To be told of every run that ended. */
    void finished(RunId run, RunStatus status) {
        waits.getOrDefault(run, Set.of()).forEach(end -> end.complete(Optional.of(status)));
    }

    private static JobResult result(RunId run, String project, RunStatus status) {
        String number = Long.toString(run.number());
        return switch (status) {
            case SUCCESS -> JobResult.of(new Outcome.Success());
            case SKIPPED -> JobResult.of(new Outcome.Skipped(Outcome.Skipped.Cause.UPSTREAM_SKIPPED, number));
            case CANCELED -> JobResult.of(new Outcome.Canceled());
            case FAILED -> failed(FailureReason.UPSTREAM_FAILED, Sentence.UPSTREAM_FAILED.with(number, project));
            case CREATED, RUNNING, BLOCKED ->
                throw new IllegalStateException("the run " + run + " did not end, it is " + status);
        };
    }

    private static JobResult failed(FailureReason reason, String why) {
        return JobResult.of(new Outcome.Failure(reason, OptionalInt.empty(), why));
    }
}
