package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.ResourceOrder.Upcoming;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UpcomingJobsTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final int RUNS = 300;

    private final MemoryRunStore store = new MemoryRunStore();
    private final AtomicInteger loads = new AtomicInteger();
    private final UpcomingJobs upcoming = new UpcomingJobs(counting());

    /** The store, with its loads counted. */
    private RunStore counting() {
        return (RunStore) Proxy.newProxyInstance(
                RunStore.class.getClassLoader(), new Class<?>[] {RunStore.class}, (_, method, words) -> {
                    loads.addAndGet(method.getName().equals("load") ? 1 : 0);
                    return method.invoke(store, words);
                });
    }

    private StoredRun create(int number) {
        Pipeline plain = Runs.pipeline("deploy", "test");
        List<Job> jobs = plain.jobs().stream()
                .map(job -> new Job(
                        job.name(),
                        job.stage(),
                        job.waits(),
                        job.when(),
                        job.allowFailure(),
                        job.retry(),
                        job.timeout(),
                        job.interruptible(),
                        job.name().equals("deploy") ? Optional.of("production") : Optional.empty(),
                        job.environment(),
                        job.tags(),
                        job.at(),
                        job.program()))
                .toList();
        return store.create(1, "push/" + number, Runs.push(), RunEngine.begin(plain.withJobs(jobs)), List.of(), NOON);
    }

    @Test
    void aRunIsReadAgainOnlyWhenItHasChanged() {
        for (int i = 0; i < RUNS; i++) {
            create(i);
        }

        assertThat(upcoming.of(1, "production")).hasSize(RUNS);
        assertThat(upcoming.of(1, "staging")).isEmpty();
        assertThat(upcoming.of(2, "production")).as("of another project").isEmpty();
        assertThat(loads).hasValue(RUNS);

        StoredRun first = store.load(new RunId(1, 1)).orElseThrow();
        store.commit(
                first.id(),
                first.version(),
                RunEngine.step(first.state(), new RunEvent.Started(NOON)).state(),
                List.of());
        assertThat(upcoming.of(1, "production")).contains(new Upcoming(1, true));
        assertThat(loads).hasValue(RUNS + 1);

        StoredRun ready = store.load(first.id()).orElseThrow();
        store.commit(
                ready.id(),
                ready.version(),
                RunEngine.step(ready.state(), new RunEvent.CancelRequested("ann", NOON))
                        .state(),
                List.of());
        assertThat(upcoming.of(1, "production")).hasSize(RUNS - 1);
        assertThat(loads).as("a run that is over is forgotten, not read").hasValue(RUNS + 1);
    }
}
