package dev.sluice.app.run;

/** The way to the runners that hold attempts. */
public interface StopChannel {

    /**
     * Tells the runner to stop the attempt, which may end in order. Does nothing where the runner does not have it (any
     * more), or was told before.
     */
    void stop(RunId run, String job, int attempt, String runner);

    /** Tells the runner to end the attempt at once. Does nothing where the runner does not have it (any more). */
    void kill(RunId run, String job, int attempt, String runner);
}
