package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.JobQueueContract;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.ResourceOrder;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Job;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SqlJobQueueTest extends JobQueueContract {
    @TempDir
    private Path folder;

    private Store store;
    private int runs;

    @Override
    protected JobQueue newQueue() {
        store = Stores.open(folder);
        return store.queue();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** Run 1 deploys after a build that is not done, runs 2 and 3 are ready. */
    private Optional<Long> firstBy(ResourceOrder order) {
        ResourceGroups groups = new ResourceGroups(
                store.resourceGroups(),
                store.runs(),
                new Access(store.accounts()),
                store.audit(),
                store.queue()::lookAgain);
        store.queue().orderedBy(groups);
        Project project = store.projects().byId(1).orElseThrow();
        Caller maintainer = new Caller.Person(
                store.accounts().create("ann", "Ann", "", true, "", Stores.NOON).orElseThrow(), "", "test");
        long seen = store.queue().changes();
        groups.choose(maintainer, project, "production", order);
        assertThat(store.queue().changes()).as("somebody may claim now").isNotEqualTo(seen);
        for (long run = 1; run <= 3; run++) {
            deploying(run > 1);
        }
        return store.queue()
                .claim("r1", Set.of(), Duration.ofMinutes(1), Stores.NOON)
                .map(claim -> claim.run().number());
    }

    private void deploying(boolean ready) {
        Job plain = Runs.pipeline("deploy").jobs().getFirst();
        Job deploy = new Job(
                plain.name(),
                0,
                plain.waits(),
                ready ? new Job.When.OnSuccess() : new Job.When.Delayed(Duration.ofHours(1)),
                plain.allowFailure(),
                plain.retry(),
                Optional.empty(),
                false,
                Optional.of("production"),
                Optional.empty(),
                Set.of(),
                plain.at(),
                plain.program());
        Step<RunState, RunEffect> first = RunEngine.step(
                RunEngine.begin(Runs.pipeline("deploy").withJobs(List.of(deploy))), new RunEvent.Started(Stores.NOON));
        RunId run = store.runs()
                .create(1, "run " + runs++, Runs.push(), first.state(), List.of(), Stores.NOON)
                .id();
        if (ready) {
            store.queue().offer(new JobQueue.JobOffer(run, "deploy", 1, Set.of(), "production", Stores.NOON));
        }
    }

    @ParameterizedTest
    @CsvSource({"UNORDERED, 2", "OLDEST_FIRST, 0", "NEWEST_FIRST, 3", "NEWEST_READY_FIRST, 3"})
    void handsOutInTheOrderOfTheGroup(ResourceOrder order, long run) {
        assertThat(firstBy(order).orElse(0L)).isEqualTo(run);
    }

    @Test
    void goesOnWhenTheJobThatWasToComeIsNoMore() {
        assertThat(firstBy(ResourceOrder.OLDEST_FIRST)).as("run 1 is to come").isEmpty();
        StoredRun first = store.runs().load(new RunId(1, 1)).orElseThrow();
        Step<RunState, RunEffect> canceled =
                RunEngine.step(first.state(), new RunEvent.CancelRequested("ann", Stores.NOON));

        store.runs().commit(first.id(), first.version(), canceled.state(), List.of());

        assertThat(store.queue().claim("r1", Set.of(), Duration.ofMinutes(1), Stores.NOON))
                .map(claim -> claim.run().number())
                .contains(2L);
    }
}
