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
            return size() > RUNS_MAX;
        }
    };

    synchronized Optional<StoredRun> get(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    synchronized void put(StoredRun run) {
        runs.merge(run.id(), run, (kept, fresh) -> fresh.version() >= kept.version() ? fresh : kept);
    }

    synchronized void forget(RunId id) {
        runs.remove(id);
    }
}
