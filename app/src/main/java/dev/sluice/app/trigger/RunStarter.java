package dev.sluice.app.trigger;

import dev.sluice.app.run.StoredRun;

/** Sets runs going that were stored already. Safe for many threads. */
@FunctionalInterface
public interface RunStarter {

    /** The run and its effects are stored: tell who listens, and perform the effects. */
    void adopt(StoredRun run);
}
