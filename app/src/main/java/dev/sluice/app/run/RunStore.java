package dev.sluice.app.run;

import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the runs and the effects that still have to be performed. One implementation in memory ({@code sluice run}), one
 * in the database. Safe for use by many threads.
 */
public interface RunStore {

    /**
     * Makes a run with the project's next number, and stores its first state and effects in the same transaction.
     *
     * @param key what caused it; a second call with the same project and key makes nothing and returns the first run
     */
    StoredRun create(long project, String key, Trigger trigger, RunState first, List<RunEffect> effects, Instant at);

    /** The run that {@link #create} made for this key, if there is one. */
    Optional<StoredRun> caused(long project, String key);

    /** The run, or empty where there is none. */
    Optional<StoredRun> load(RunId id);

    /**
     * Stores the next state and its effects in one transaction, if the run still has {@code expectedVersion}. The
     * effects of one run are performed in the order in which they were stored.
     *
     * @return false where somebody else was first: load again and step again
     */
    boolean commit(RunId id, long expectedVersion, RunState next, List<RunEffect> effects);

    /** Effects that were stored and not yet marked done, oldest first, of all runs, at most {@code limit}. */
    List<PendingEffect> pendingEffects(int limit);

    /** Marks effects as performed, in one transaction. Doing so twice changes nothing. */
    void effectsDone(List<PendingEffect> effects);

    /** Runs that are not in a final status, oldest first: what recovery looks at after a restart. */
    List<RunId> unfinished();

    /** The versions of a project's runs that are not in a final status; it loads none of them. */
    Map<RunId, Long> unfinishedVersions(long project);

    /**
     * An effect that waits to be performed.
     *
     * @param sequence position in the store's order
     */
    record PendingEffect(long sequence, RunId run, RunEffect effect) {}
}
