package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.AutoCancel;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OlderRunsTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    private final MemoryRunStore store = new MemoryRunStore();
    private final OlderRuns older = new OlderRuns(store, InstantSource.fixed(NOON), this::send);
    private int runs;

    private void send(RunId id, RunEvent event) {
        StoredRun before = store.load(id).orElseThrow();
        Step<RunState, RunEffect> step = RunEngine.step(before.state(), event);
        store.commit(id, before.version(), step.state(), step.effects());
    }

    /** A run whose one job a runner has. */
    private RunId running(AutoCancel mode, boolean interruptible) {
        Pipeline plain = Runs.pipeline("job");
        List<Job> jobs = plain.jobs().stream()
                .map(job -> new Job(
                        job.name(),
                        job.stage(),
                        job.waits(),
                        job.when(),
                        job.allowFailure(),
                        job.retry(),
                        job.timeout(),
                        interruptible,
                        job.resourceGroup(),
                        job.environment(),
                        job.tags(),
                        job.at(),
                        job.program()))
                .toList();
        Pipeline pipeline =
                new Pipeline(plain.dialect(), plain.source(), plain.name(), plain.stages(), jobs, Optional.of(mode));
        runs++;
        RunId id = store.create(1, "push/" + runs, Runs.push(), RunEngine.begin(pipeline), List.of(), NOON)
                .id();
        send(id, new RunEvent.Started(NOON));
        send(id, new RunEvent.JobClaimed("job", 1, "embedded", NOON));
        return id;
    }

    private JobStatus status(RunId id) {
        return store.load(id).orElseThrow().state().job("job").orElseThrow().status();
    }

    private Stream<RunEffect> effects(RunId id) {
        return store.pendingEffects(100).stream()
                .filter(pending -> pending.run().equals(id))
                .map(RunStore.PendingEffect::effect);
    }

    @ParameterizedTest(name = "{0}, interruptible {1}: {2}")
    @CsvSource({
        "CONSERVATIVE, true, STOPPING",
        "CONSERVATIVE, false, RUNNING",
        "INTERRUPTIBLE, true, STOPPING",
        "INTERRUPTIBLE, false, RUNNING",
        "NONE, true, RUNNING"
    })
    void anOlderRunIsCancelledAsItsFileSays(AutoCancel mode, boolean interruptible, JobStatus expected) {
        RunId first = running(mode, interruptible);
        RunId second = running(AutoCancel.CONSERVATIVE, true);

        older.cancelFor(second);

        assertThat(status(first)).isEqualTo(expected);
        assertThat(status(second)).isEqualTo(JobStatus.RUNNING);
    }

    @ParameterizedTest
    @CsvSource({"CONSERVATIVE", "INTERRUPTIBLE"})
    void aSecondTimeChangesNothing(AutoCancel mode) {
        RunId first = running(mode, true);
        RunId second = running(AutoCancel.CONSERVATIVE, true);

        older.cancelFor(second);
        older.cancelFor(second);

        assertThat(effects(first))
                .containsExactly(new RunEffect.Offer("job", 1), new RunEffect.Stop("job", 1, "embedded"));
    }

    @Test
    void aRunThatIsNoLongerThereCancelsNothing() {
        RunId first = running(AutoCancel.CONSERVATIVE, true);

        older.cancelFor(new RunId(1, 99));

        assertThat(status(first)).isEqualTo(JobStatus.RUNNING);
    }
}
