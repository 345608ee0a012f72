package dev.sluice.app.run;

import dev.sluice.core.engine.RunStatus;

/**
 * Hears what happens to runs: live pages, the terminal, releases. Called by {@link RunLoop} on whatever thread caused the
 * change.
 */
public interface RunListener {

    /**
     * A run was made or took a step. Called once a step by the process that made it, in the order of the run's versions;
     * lost when the process dies, so only for showing. Must return quickly and must not call the loop.
     */
    void changed(RunChange change);

    /**
     * The run reached a final status. Called at least once for each round, also after a crash: the pair of run and round
     * makes a second call harmless. What it throws leaves the call due; it is made again
     * after a pause that grows. On a thread of its own that all ends share; may take its time and may call the loop.
     */
    default void finished(RunId run, RunStatus status, int round) {}
}
