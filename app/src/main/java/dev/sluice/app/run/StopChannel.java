package dev.sluice.app.run;

/** The way to the runners that hold attempts. */
public interface StopChannel {

    /** Tells the runner to stop the attempt. Does nothing where the runner does not have it (any more). */
    void stop(RunId run, String job, int attempt, String runner);
}
