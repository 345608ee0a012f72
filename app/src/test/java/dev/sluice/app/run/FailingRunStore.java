package dev.sluice.app.run;

import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose disk is full for a while. */
final class FailingRunStore implements RunStore {
    private final RunStore store;
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch failed = new CountDownLatch(1);

    FailingRunStore(RunStore store) {
        this.store = store;
    }

    /** The next so many commits fail. */
    void failNext(int commits) {
        failures.set(commits);
    }

    /** Returns when a commit has failed. */
    void awaitFailure() throws InterruptedException {
        failed.await();
    }

    @Override
    public StoredRun create(
            long project, String key, Trigger trigger, RunState first, List<RunEffect> effects, Instant at) {
        return store.create(project, key, trigger, first, effects, at);
    }

    @Override
    public Optional<StoredRun> caused(long project, String key) {
        return store.caused(project, key);
    }

    @Override
    public Optional<StoredRun> load(RunId id) {
        return store.load(id);
    }

    @Override
    public boolean commit(RunId id, long expectedVersion, RunState next, List<RunEffect> effects) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            failed.countDown();
            throw new StoreUnavailable("the disk is full");
        }
        return store.commit(id, expectedVersion, next, effects);
    }

    @Override
    public List<PendingEffect> pendingEffects(int limit) {
        return store.pendingEffects(limit);
    }

    @Override
    public void effectsDone(List<PendingEffect> effects) {
        store.effectsDone(effects);
    }

    @Override
    public List<RunId> unfinished() {
        return store.unfinished();
    }

    @Override
    public Map<RunId, Long> unfinishedVersions(long project) {
        return store.unfinishedVersions(project);
    }
}
