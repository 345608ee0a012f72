package dev.sluice.app.trigger;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.StoredRun;

/** Sets runs going that were stored already. Safe for many threads. */
public interface RunStarter {

    /** The run and its effects are stored: tell who listens, and perform the effects. */
    void adopt(StoredRun run);

    /** Cancels a run on behalf of a newer one. */
    void cancel(RunId run, String by);

    /** Cancels one job of a run on behalf of a newer one. */
    void cancelJob(RunId run, String job, String by);
}
