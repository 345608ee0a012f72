package dev.sluice.app.run;

import dev.sluice.app.run.JobQueue.Claim;
import java.util.ArrayList;
import java.util.List;

/** An attempt that the embedded runner is at, and its stop signal. Safe for use by many threads. */
final class RunningAttempt implements JobExecutor.StopSignal {

    /** What becomes of the attempt's result. */
    enum Report {
        /** It is told to the engine. */
        RESULT,
        /** The process ends: the attempt counts as lost, and the engine has it started again. */
        HANDED_BACK,
        /** Somebody else has it by now. */
        NONE
    }

    private final List<Runnable> actions = new ArrayList<>();
    private Claim claim;
    private Report report = Report.RESULT;
    private boolean stopped;

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

    /** Stops it on request; its result counts. */
    void stop() {
        stop(Report.RESULT);
    }

    /** Stops it; the first reason other than {@link Report#RESULT} stands. */
    void stop(Report reportAs) {
        List<Runnable> now;
        synchronized (this) {
            if (report == Report.RESULT) {
                report = reportAs;
            }
            if (stopped) {
                return;
            }
            stopped = true;
            now = List.copyOf(actions);
            actions.clear();
        }
        for (Runnable action : now) {
            action.run();
        }
    }

    @Override
    public synchronized boolean stopped() {
        return stopped;
    }

    @Override
    public void onStop(Runnable action) {
        synchronized (this) {
            if (!stopped) {
                actions.add(action);
                return;
            }
        }
        action.run();
    }
}
