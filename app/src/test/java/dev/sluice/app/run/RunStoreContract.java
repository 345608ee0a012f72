package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.RunStore.PendingEffect;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link RunStore} promises. A subclass gives the store. */
public abstract class RunStoreContract {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private RunStore store;

    /** An empty store in which projects 1 and 2 may have runs. */
    protected abstract RunStore newStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = newStore();
    }

    private RunState created() {
        return Runs.state(Runs.pipeline("build", "test"), RunStatus.CREATED);
    }

    private StoredRun create(long project, String key, RunEffect... effects) {
        return store.create(project, key, Runs.push(), created(), List.of(effects), NOON);
    }

    private RunState in(RunStatus status) {
        return Runs.state(Runs.pipeline("build", "test"), status);
    }

    @Test
    void numbersRunsWithoutGapsWithinTheirProject() {
        assertThat(create(1, "a").id()).isEqualTo(new RunId(1, 1));
        assertThat(create(1, "b").id()).isEqualTo(new RunId(1, 2));
        assertThat(create(2, "a").id()).isEqualTo(new RunId(2, 1));
        assertThat(create(1, "c").id()).isEqualTo(new RunId(1, 3));
    }

    @Test
    void returnsTheFirstRunForAKeyThatItKnows() {
        StoredRun first = create(1, "push/abc", new RunEffect.Offer("build", 1));

        StoredRun second = create(1, "push/abc", new RunEffect.Offer("build", 1));

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(store.pendingEffects(10)).hasSize(1);
        assertThat(create(1, "push/def").id().number()).isEqualTo(2);
    }

    @Test
    void givesBackWhatItKeeps() {
        StoredRun made = create(1, "a");

        assertThat(store.load(made.id())).contains(made);
        assertThat(made.state()).isEqualTo(created());
        assertThat(made.trigger()).isEqualTo(Runs.push());
        assertThat(made.createdAt()).isEqualTo(NOON);
        assertThat(store.load(new RunId(1, 99))).isEmpty();
        assertThat(store.load(new RunId(99, 1))).isEmpty();
    }

    @Test
    void commitsOnlyOnTheVersionThatItHas() {
        StoredRun run = create(1, "a");

        assertThat(store.commit(run.id(), run.version(), in(RunStatus.RUNNING), List.of()))
                .isTrue();
        assertThat(store.commit(run.id(), run.version(), in(RunStatus.FAILED), List.of(new RunEffect.Offer("x", 1))))
                .isFalse();

        StoredRun now = store.load(run.id()).orElseThrow();
        assertThat(now.version()).isEqualTo(run.version() + 1);
        assertThat(now.state().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(store.pendingEffects(10)).isEmpty();
        assertThat(store.commit(new RunId(1, 99), 1, in(RunStatus.RUNNING), List.of()))
                .isFalse();
    }

    @Test
    void keepsEffectsInOrderUntilTheyAreDone() {
        RunEffect offerBuild = new RunEffect.Offer("build", 1);
        RunEffect wake = new RunEffect.WakeAt(NOON.plusSeconds(60));
        RunEffect stop = new RunEffect.Stop("build", 1, "embedded");
        RunEffect withdraw = new RunEffect.Withdraw("test", 2);
        RunEffect finished = new RunEffect.Finished(RunStatus.CANCELED, 1);
        StoredRun run = create(1, "a", offerBuild, wake);
        store.commit(run.id(), run.version(), in(RunStatus.CANCELED), List.of(stop, withdraw, finished));

        List<PendingEffect> pending = store.pendingEffects(10);

        assertThat(pending)
                .extracting(PendingEffect::effect)
                .containsExactly(offerBuild, wake, stop, withdraw, finished);
        assertThat(pending).extracting(PendingEffect::run).containsOnly(run.id());
        assertThat(pending).extracting(PendingEffect::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(store.pendingEffects(2)).isEqualTo(pending.subList(0, 2));

        store.effectsDone(pending.subList(0, 2));
        store.effectsDone(pending.subList(0, 1));

        assertThat(store.pendingEffects(10)).isEqualTo(pending.subList(2, 5));
        store.effectsDone(List.of());
        store.effectsDone(store.pendingEffects(10));
        assertThat(store.pendingEffects(10)).isEmpty();
    }

    @Test
    void namesTheRunsThatAreNotFinished() {
        StoredRun done = create(1, "done");
        StoredRun blocked = create(2, "blocked");
        StoredRun fresh = create(1, "fresh");
        store.commit(done.id(), done.version(), in(RunStatus.SUCCESS), List.of());
        store.commit(blocked.id(), blocked.version(), in(RunStatus.BLOCKED), List.of());

        assertThat(store.unfinished()).containsExactly(blocked.id(), fresh.id());
        assertThat(store.unfinishedVersions(1)).containsExactly(Map.entry(fresh.id(), fresh.version()));
        assertThat(store.unfinishedVersions(2)).containsExactly(Map.entry(blocked.id(), blocked.version() + 1));
    }

    @Test
    void letsExactlyOneOfManyCommitOnAVersion() throws Exception {
        StoredRun run = create(1, "a");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 20; round++) {
                long version = store.load(run.id()).orElseThrow().version();
                List<Callable<Boolean>> tries = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    RunEffect effect = new RunEffect.Offer("build", round * 8 + i + 1);
                    tries.add(() -> store.commit(run.id(), version, in(RunStatus.RUNNING), List.of(effect)));
                }
                int won = 0;
                for (Future<Boolean> one : threads.invokeAll(tries)) {
                    won += one.get() ? 1 : 0;
                }
                assertThat(won).isEqualTo(1);
            }
        }
        assertThat(store.pendingEffects(1000)).hasSize(20);
    }

    @Test
    void makesOneRunOfManyCallsWithOneKey() throws Exception {
        List<Callable<StoredRun>> tries = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            tries.add(() -> create(1, "push/same", new RunEffect.Offer("build", 1)));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<StoredRun> one : threads.invokeAll(tries)) {
                assertThat(one.get().id()).isEqualTo(new RunId(1, 1));
            }
        }
        assertThat(store.unfinished()).hasSize(1);
        assertThat(store.pendingEffects(10)).hasSize(1);
    }
}
