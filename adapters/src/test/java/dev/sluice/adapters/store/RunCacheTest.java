package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunEngine;
import org.junit.jupiter.api.Test;

class RunCacheTest {
    private final RunCache cache = new RunCache();

    private static StoredRun version(long number, long version) {
        return new StoredRun(
                new RunId(1, number), version, Runs.push(), Stores.NOON, RunEngine.begin(Runs.pipeline("job")));
    }

    @Test
    void whatWasReadBeforeANewerVersionWasForgottenIsNotKept() {
        long before = cache.losses();
        cache.put(version(1, 2));
        cache.forget(new RunId(1, 1));

        cache.put(version(1, 1), before);

        assertThat(cache.get(new RunId(1, 1))).isEmpty();
        cache.put(version(1, 2), cache.losses());
        assertThat(cache.get(new RunId(1, 1))).contains(version(1, 2));
    }

    @Test
    void whatWasReadBeforeANewerVersionMadeRoomForOthersIsNotKept() {
        long before = cache.losses();
        cache.put(version(1, 2));
        for (int i = 2; i < 200; i++) {
            cache.put(version(i, 1));
        }

        cache.put(version(1, 1), before);

        assertThat(cache.get(new RunId(1, 1))).isEmpty();
    }

    @Test
    void anOlderVersionNeverReplacesANewer() {
        cache.put(version(1, 2));
        cache.put(version(1, 1), cache.losses());

        assertThat(cache.get(new RunId(1, 1))).contains(version(1, 2));
    }
}
