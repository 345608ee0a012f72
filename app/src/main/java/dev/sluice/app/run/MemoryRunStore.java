package dev.sluice.app.run;

import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store that lives as long as its process. Safe for use by many threads. */
public final class MemoryRunStore implements RunStore {
    private final Map<RunId, StoredRun> runs = new LinkedHashMap<>();
    private final Map<Long, Map<String, RunId>> causes = new HashMap<>();
    private final Map<Long, Long> lastNumbers = new HashMap<>();
    private final Map<Long, PendingEffect> pending = new LinkedHashMap<>();
    private final long firstNumber;
    private long sequence;

    /** An empty store; each project's first run is number 1. */
    public MemoryRunStore() {
        this(1);
    }

    /** An empty store; each project's first run has this number: one more than the runs of earlier processes. */
    public MemoryRunStore(long firstNumber) {
        this.firstNumber = firstNumber;
    }

    @Override
    public synchronized StoredRun create(
            long project, String key, Trigger trigger, RunState first, List<RunEffect> effects, Instant at) {
        Map<String, RunId> ofProject = causes.computeIfAbsent(project, none -> new HashMap<>());
        RunId known = ofProject.get(key);
        if (known != null) {
            return load(known).orElseThrow();
        }
        RunId id = new RunId(project, lastNumbers.merge(project, firstNumber, (last, start) -> last + 1));
        StoredRun run = new StoredRun(id, 1, trigger, at, first);
        runs.put(id, run);
        ofProject.put(key, id);
        keep(id, effects);
        return run;
    }

    @Override
    public synchronized Optional<StoredRun> caused(long project, String key) {
        return Optional.ofNullable(causes.getOrDefault(project, Map.of()).get(key))
                .flatMap(this::load);
    }

    @Override
    public synchronized Optional<StoredRun> load(RunId id) {
        return Optional.ofNullable(runs.get(id));
    }

    @Override
    public synchronized boolean commit(RunId id, long expectedVersion, RunState next, List<RunEffect> effects) {
        StoredRun before = runs.get(id);
        if (before == null || before.version() != expectedVersion) {
            return false;
        }
        runs.put(id, new StoredRun(id, expectedVersion + 1, before.trigger(), before.createdAt(), next));
        keep(id, effects);
        return true;
    }

    private void keep(RunId id, List<RunEffect> effects) {
        for (RunEffect effect : effects) {
            sequence++;
            pending.put(sequence, new PendingEffect(sequence, id, effect));
        }
    }

    @Override
    public synchronized List<PendingEffect> pendingEffects(int limit) {
        List<PendingEffect> oldest = new ArrayList<>();
        for (PendingEffect effect : pending.values()) {
            if (oldest.size() == limit) {
                break;
            }
            oldest.add(effect);
        }
        return oldest;
    }

    @Override
    public synchronized void effectsDone(List<PendingEffect> effects) {
        for (PendingEffect effect : effects) {
            pending.remove(effect.sequence());
        }
    }

    @Override
    public synchronized List<RunId> unfinished() {
        List<RunId> ids = new ArrayList<>();
        for (StoredRun run : runs.values()) {
            if (!run.state().status().isFinal()) {
                ids.add(run.id());
            }
        }
        return ids;
    }

    @Override
    public synchronized Map<RunId, Long> unfinishedVersions(long project) {
        Map<RunId, Long> versions = new HashMap<>();
        for (StoredRun run : runs.values()) {
            if (run.id().project() == project && !run.state().status().isFinal()) {
                versions.put(run.id(), run.version());
            }
        }
        return versions;
    }
}
