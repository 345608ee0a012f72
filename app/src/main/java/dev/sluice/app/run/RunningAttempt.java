package dev.sluice.app.run;

import dev.sluice.app.run.JobQueue.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An attempt that the embedded runner is at, and its stop signal. Safe for use by many threads. */
final class RunningAttempt implements JobExecutor.StopSignal {

    /** What becomes of the attempt's result. */
    enum Report {
        /** It is told to the engine. */
        RESULT,
        /** The process ends: the engine has the job started again, unless it succeeded. */
        HANDED_BACK,
        /** The process ends, but what the attempt is about goes on without it: the next process takes it up again. */
        KEPT,
        /** Somebody else has it by now. */
        NONE
    }

    private final List<Runnable> stopActions = new ArrayList<>();
    private final List<Runnable> killActions = new ArrayList<>();
    private Claim claim;
    private Report report = Report.RESULT;
    private boolean stopped;
    private boolean killed;
    private Optional<Thread> worker = Optional.empty();

    RunningAttempt(Claim claim) {
        this.claim = claim;
    }

    synchronized Claim claim() {
        return claim;
    }

    synchronized Report report() {
        return report;
    }

    boolean is(RunId run, String job, int attempt) {
        Claim held = claim();
        return held.attempt() == attempt && held.job().equals(job) && held.run().equals(run);
    }

    /** Called by the thread that executes it, before it does. */
    synchronized void begun() {
        worker = Optional.of(Thread.currentThread());
    }

    /** Leaves it to the next process: its executor is interrupted, its result does not count. */
    synchronized void keep() {
        if (report == Report.RESULT) {
            report = Report.KEPT;
        }
        worker.ifPresent(Thread::interrupt);
    }

    /** Stops it on request: it may end in order, and its result counts. A second time changes nothing. */
    void stop() {
        List<Runnable> now;
        synchronized (this) {
            stopped = true;
            now = taken(stopActions);
        }
        now.forEach(Runnable::run);
    }

    /** Ends it at once, on request; its result counts. */
    void kill() {
        kill(Report.RESULT);
    }

    /** Ends it at once; the first reason other than {@link Report#RESULT} stands. */
    void kill(Report reportAs) {
        List<Runnable> now;
        synchronized (this) {
            if (report == Report.RESULT) {
                report = reportAs;
            }
            stopped = true;
            killed = true;
            // First for good: else the job could begin to end in order in between.
            now = taken(killActions);
            now.addAll(taken(stopActions));
        }
        now.forEach(Runnable::run);
    }

    private static List<Runnable> taken(List<Runnable> actions) {
        List<Runnable> all = new ArrayList<>(actions);
        actions.clear();
        return all;
    }

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                stopActions.add(action);
                return;
            }
        }
        action.run();
    }

    @Override
    public void onKill(Runnable action) {
        synchronized (this) {
            if (!killed) {
                killActions.add(action);
                return;
            }
        }
        action.run();
    }
}
