package dev.sluice.app.run;

import java.util.List;

/** The way to the runners that hold attempts. */
public interface StopChannel {

    /**
     * Tells the runner to stop the attempt, which may end in order. Does nothing where the runner does not have it (any
     * more), or was told before.
     */
    void stop(RunId run, String job, int attempt, String runner);

    /** Tells the runner to end the attempt at once. Does nothing where the runner does not have it (any more). */
    void kill(RunId run, String job, int attempt, String runner);

    /** The way to all of these; each knows what it holds. */
    static StopChannel of(StopChannel... channels) {
        List<StopChannel> all = List.of(channels);
        return new StopChannel() {
            @Override
            public void stop(RunId run, String job, int attempt, String runner) {
                all.forEach(one -> one.stop(run, job, attempt, runner));
            }

            @Override
            public void kill(RunId run, String job, int attempt, String runner) {
                all.forEach(one -> one.kill(run, job, attempt, runner));
            }
        };
    }
}
