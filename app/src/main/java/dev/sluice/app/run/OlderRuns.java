package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.AutoCancel;
import dev.sluice.core.model.Job;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Cancels of the older runs of a branch what they let a newer commit cancel ({@link AutoCancel}). What was cancelled
 * before is left alone, so that a second time changes nothing. Safe for use by many threads.
 */
final class OlderRuns {
    private final RunStore store;
    private final InstantSource clock;
    private final BiConsumer<RunId, RunEvent> send;

    /** @param send takes an event to its run */
    OlderRuns(RunStore store, InstantSource clock, BiConsumer<RunId, RunEvent> send) {
        this.store = store;
        this.clock = clock;
        this.send = send;
    }

    void cancelFor(RunId id) {
        Optional<StoredRun> newer = store.load(id);
        if (newer.isEmpty()) {
            return;
        }
        for (RunId other : store.unfinished()) {
            if (other.project() == id.project() && other.number() < id.number()) {
                store.load(other)
                        .filter(older -> older.trigger()
                                .ref()
                                .equals(newer.get().trigger().ref()))
                        .ifPresent(older -> cancel(older, "run " + id.number()));
            }
        }
    }

    private void cancel(StoredRun older, String by) {
        RunState state = older.state();
        switch (state.pipeline().onNewCommit()) {
            case CONSERVATIVE -> {
                if (state.canceledBy().isEmpty() && mayBeInterrupted(state)) {
                    send.accept(older.id(), new RunEvent.CancelRequested(by, clock.instant()));
                }
            }
            case INTERRUPTIBLE ->
                state.jobs().stream()
                        .filter(job -> isOpen(job.status()) && isInterruptible(state, job))
                        .forEach(job -> send.accept(
                                older.id(), new RunEvent.JobCancelRequested(job.name(), by, clock.instant())));
            case NONE -> {
                // It goes on beside the newer one.
            }
        }
    }

    private static boolean mayBeInterrupted(RunState state) {
        return state.jobs().stream().allMatch(job -> notStarted(job.status()) || isInterruptible(state, job));
    }

    private static boolean isInterruptible(RunState state, JobState job) {
        return state.pipeline().job(job.name()).filter(Job::interruptible).isPresent();
    }

    private static boolean notStarted(JobStatus status) {
        return switch (status) {
            case WAITING, MANUAL, DELAYED, QUEUED, SKIPPED -> true;
            case RUNNING, STOPPING, SUCCESS, FAILED, CANCELED -> false;
        };
    }

    /** Whether it can be cancelled and was not. */
    private static boolean isOpen(JobStatus status) {
        return !status.isOver() && status != JobStatus.STOPPING;
    }
}
