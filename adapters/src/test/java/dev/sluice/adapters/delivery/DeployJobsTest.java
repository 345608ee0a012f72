package dev.sluice.adapters.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What deploy jobs of pipeline files leave in the history, whatever persons do with their runs. */
final class DeployJobsTest {
    private static final long PROJECT = DeliveryHouse.PROJECT;

    private final FakeMachines machines = new FakeMachines();

    @TempDir
    private Path folder;

    private DeliveryHouse house;
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    @BeforeEach
    void open() {
        house = new DeliveryHouse(folder, machines, machines, machines);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Job job(String name, int stage, Job.When when, Optional<String> environment) {
        return new Job(
                name,
                stage,
                new Job.Waits.ForEarlierStages(),
                when,
                new Job.AllowFailure.Never(),
                Job.Retry.never(),
                Optional.empty(),
                false,
                Optional.empty(),
                environment.map(one -> new Job.Environment(one, Optional.empty(), Job.Environment.Action.START)),
                Set.of(),
                Position.startOf(".gitlab-ci.yml"),
                (ScriptProgram) _ -> {
                    throw new AssertionError("no job is run here");
                });
    }

    /** A run that has tested and deployed to staging, and has a job left that a person starts. */
    private RunId deployed(String message, boolean optional) {
        house.sandbox().git("commit", "-q", "--allow-empty", "-m", message);
        List<Job> jobs = List.of(
                job("test", 0, new Job.When.OnSuccess(), Optional.empty()),
                job("staging", 1, new Job.When.OnSuccess(), Optional.of("staging")),
                job("production", 2, new Job.When.Manual(optional), Optional.of("production")));
        RunState begun = RunEngine.begin(
                new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), List.of("test", "deploy", "live"), jobs));
        RunId run = house.create(message, begun);
        house.send(run, new RunEvent.Started(now));
        end(run, "test", 1);
        end(run, "staging", 1);
        return run;
    }

    private void end(RunId run, String job, int attempt) {
        now = now.plusSeconds(60);
        JobResult success = JobResult.of(new JobResult.Outcome.Success());
        house.send(run, new RunEvent.JobFinished(job, attempt, "r1", success, now));
    }

    /** Environment and release of what is recorded, oldest first. */
    private List<String> recorded() {
        return house.deliveries().deployments(PROJECT, 50).reversed().stream()
                .map(stored -> stored.deployment().environment() + " "
                        + stored.deployment().release())
                .toList();
    }

    private String live(String environment) {
        return house.deliveries()
                .environment(PROJECT, environment)
                .flatMap(one -> one.live())
                .map(number -> house.deployment(number).release())
                .orElse("nothing");
    }

    @Test
    void retryOfATestDoesNotMakeAnOlderDeployLiveAgain() {
        RunId older = deployed("Begin", true);
        RunId newer = deployed("Go on", true);
        house.await("two records", () -> recorded().size() == 2);

        house.send(older, new RunEvent.JobRetryRequested("test", "anna", now));
        end(older, "test", 2);

        assertThat(recorded()).containsExactly("staging run-" + older.number(), "staging run-" + newer.number());
        assertThat(live("staging")).isEqualTo("run-" + newer.number());
    }

    @Test
    void deployBeforeAJobThatWaitsForAPersonIsRecordedAtOnceAndAfterACrash() {
        RunId run = deployed("Begin", false);

        house.await("staging", () -> live("staging").equals("run-" + run.number()));

        assertThat(house.deployment(1).finishedAt()).contains(now);
        house.crash();
        house.startAgain();
        house.send(run, new RunEvent.JobStartRequested("production", "anna", now));
        end(run, "production", 1);
        assertThat(recorded()).containsExactly("staging run-1", "production run-1");
    }

    @Test
    void secondAttemptOfADeployIsASecondRecord() {
        RunId older = deployed("Begin", true);
        deployed("Go on", true);

        house.send(older, new RunEvent.JobRetryRequested("staging", "anna", now));
        end(older, "staging", 2);

        house.await("three records", () -> recorded().size() == 3);
        assertThat(live("staging")).isEqualTo("run-" + older.number());
    }

    @Test
    void recordThatComesLateTakesNothingAway() {
        Instant early = now;
        now = now.plusSeconds(3_600);
        RunId newer = deployed("Begin", true);
        house.await("the newer", () -> live("staging").equals("run-" + newer.number()));
        now = early;

        deployed("Go on", true);

        house.await("two records", () -> recorded().size() == 2);
        assertThat(live("staging")).isEqualTo("run-" + newer.number());
    }
}
