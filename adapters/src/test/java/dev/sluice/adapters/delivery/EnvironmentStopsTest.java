package dev.sluice.adapters.delivery;

import static dev.sluice.adapters.delivery.DeliveryHouse.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.delivery.Deployments;
import dev.sluice.app.run.RunId;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Job.Environment.Action;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Environments that jobs deploy to, and the ways in which they end. */
@Timeout(60)
class EnvironmentStopsTest {
    @TempDir
    private Path folder;

    private final FakeMachines machines = new FakeMachines();
    private DeliveryHouse house;

    @BeforeEach
    void open() {
        house = new DeliveryHouse(folder, machines, machines, machines);
        house.stopsBy(Set.of("main"));
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static Job job(String name, int stage, Job.When when, Job.Environment environment) {
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
                Optional.of(environment),
                Set.of(),
                Position.startOf(".gitlab-ci.yml"),
                (ScriptProgram) _ -> {
                    throw new AssertionError("no job is run here");
                });
    }

    /** A run that has deployed to review/a, ended this long ago. */
    private RunId deployed(Optional<String> onStop, Optional<Duration> autoStopIn, Duration ago) {
        Job deploy = job(
                "deploy",
                0,
                new Job.When.OnSuccess(),
                new Job.Environment("review/a", Optional.empty(), Action.START, onStop, autoStopIn));
        Job stop = job(
                "stop", 1, new Job.When.Manual(true), new Job.Environment("review/a", Optional.empty(), Action.STOP));
        house.sandbox().git("commit", "-q", "--allow-empty", "-m", "Begin");
        RunId run = house.create(
                "Begin",
                RunEngine.begin(new Pipeline(
                        "gitlab",
                        ".gitlab-ci.yml",
                        Optional.empty(),
                        List.of("deploy", "stop"),
                        List.of(deploy, stop))));
        house.send(run, new RunEvent.Started(Instant.now()));
        end(run, "deploy", Instant.now().minus(ago));
        house.await("review/a", () -> live().isPresent());
        return run;
    }

    private void end(RunId run, String job, Instant at) {
        JobResult success = JobResult.of(new JobResult.Outcome.Success());
        house.send(run, new RunEvent.JobFinished(job, 1, "r1", success, at));
    }

    private Optional<Long> live() {
        return house.deliveries().environment(PROJECT, "review/a").flatMap(one -> one.live());
    }

    private JobStatus status(RunId run) {
        return house.run(run).state().job("stop").orElseThrow().status();
    }

    @Test
    void aPersonStopsItByItsJob() {
        RunId run = deployed(Optional.of("stop"), Optional.empty(), Duration.ZERO);

        Deployments.Result result = house.deployments().takeDown(PROJECT, "review/a", "ivan");

        assertThat(result).isInstanceOf(Deployments.Result.Done.class);
        assertThat(status(run)).isEqualTo(JobStatus.QUEUED);
        assertThat(live()).as("until the job has passed").isPresent();
        end(run, "stop", Instant.now());
        house.await("nothing live", () -> live().isEmpty());
        Deployment last = house.deliveries().deployments(PROJECT, 1).getFirst().deployment();
        assertThat(last.cause()).isEqualTo(DeploymentCause.DOWN);
        assertThat(last.status()).isEqualTo(DeploymentStatus.TAKEN_DOWN);
        assertThat(last.by()).isEqualTo("ivan");
    }

    @Test
    void whatNoJobStopsIsNotedAsStopped() {
        deployed(Optional.empty(), Optional.empty(), Duration.ZERO);

        house.deployments().takeDown(PROJECT, "review/a", "ivan");

        assertThat(live()).isEmpty();
    }

    @Test
    void itIsThereBeforeItsTimeIsOver() {
        RunId run = deployed(Optional.of("stop"), Optional.of(Duration.ofHours(1)), Duration.ofMinutes(50));

        house.stopWhatIsDue();

        assertThat(status(run)).isEqualTo(JobStatus.MANUAL);
    }

    @Test
    void itEndsWithItsTime() {
        RunId run = deployed(Optional.of("stop"), Optional.of(Duration.ofMinutes(5)), Duration.ofMinutes(6));

        house.stopWhatIsDue();
        house.stopWhatIsDue();

        assertThat(status(run)).isEqualTo(JobStatus.QUEUED);
    }

    @Test
    void itEndsWithItsBranch() {
        RunId run = deployed(Optional.of("stop"), Optional.empty(), Duration.ZERO);
        house.stopWhatIsDue();
        assertThat(status(run)).isEqualTo(JobStatus.MANUAL);

        house.stopsBy(Set.of());
        house.stopWhatIsDue();

        assertThat(status(run)).isEqualTo(JobStatus.QUEUED);
    }
}
