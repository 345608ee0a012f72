package dev.sluice.adapters.store;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.StoredRun;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The runs that are stepped right now, as they were last stored. One server has the database, so what it stored last is
 * the truth; a version that is behind is forgotten as soon as a commit on it fails. Safe for many threads.
 */
final class RunCache {
    private static final int RUNS_MAX = 128;

    private final Map<RunId, StoredRun> runs = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RunId, StoredRun> eldest) {
            boolean full = size() > RUNS_MAX;
            losses += full ? 1 : 0;
            return full;
        }
    };

    /** How often the newest known version of a run was lost. */
    private long losses;

    /** What a reader of the database notes before it reads, for {@link #put(StoredRun, long)}. */
    synchronized long losses() {
        return losses;
    }

    /**
     * Keeps what was read from the database, unless a version was lost since: it may have been a newer one than what was
     * read, and an older one would then be taken for the truth for as long as nobody steps the run.
     */
    synchronized void put(StoredRun read, long lossesBefore) {
        if (losses == lossesBefore) {
            put(read);
        }
    }

    synchronized Optional<StoredRun> get(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    synchronized void put(StoredRun run) {
        runs.merge(run.id(), run, (kept, fresh) -> fresh.version() >= kept.version() ? fresh : kept);
    }

    synchronized void forget(RunId id) {
        runs.remove(id);
        losses++;
    }
}
