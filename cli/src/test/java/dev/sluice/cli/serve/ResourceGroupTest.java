package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.ResourceGroupCommand;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The order of a resource group over runs of a server: chosen from the terminal, kept over a restart, shown on pages. */
@Timeout(120)
final class ResourceGroupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PIPELINE = """
        gate: {stage: build, script: [echo open], rules: [{if: $CI_COMMIT_BRANCH == "main", when: manual}]}
        deploy: {stage: deploy, script: [echo deployed], resource_group: production}
        """;

    @TempDir
    private Path folder;

    private JobState deploy(TestServer server, Project project, long run) {
        return server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), run))
                .flatMap(stored -> stored.state().job("deploy"))
                .orElseThrow();
    }

    @Test
    void aLaterRunWaitsForTheOlderOneWhereTheOldestIsFirst() throws Exception {
        Project project;
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            project = server.project("group/shop");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.must("remote", "add", "origin", server.gitUrl("group/shop"));
            RemoteCommands sluice = new RemoteCommands(folder.resolve("clone"), Map.of("SLUICE_TOKEN", server.token()));
            assertThat(sluice.call(
                            new ResourceGroupCommand(ResourceGroupCommand.Verb.SET), "production", "oldest_first"))
                    .isEqualTo("resource group production: oldest_first\n0");
            assertThat(sluice.call(new ResourceGroupCommand(ResourceGroupCommand.Verb.LIST)))
                    .contains("production", "oldest_first");
            clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
            clone.must("push", "origin", "main");
            Await.until(PATIENCE, () -> server.services().store().runs().load(new RunId(project.id(), 1)));
            clone.must("push", "origin", "main:other");
            Await.until(PATIENCE, () -> server.services()
                    .store()
                    .runs()
                    .load(new RunId(project.id(), 2))
                    .filter(_ -> deploy(server, project, 2).status() == JobStatus.QUEUED));
        }
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            assertThat(server.get(
                                    "/p/group/shop/runs/2/jobs/deploy",
                                    "Authorization",
                                    "Bearer " + server.token(),
                                    "Accept-Language",
                                    "en")
                            .body())
                    .contains("in group \"production\" the job of run 1 comes first (oldest_first)");
            assertThat(deploy(server, project, 2).status()).isEqualTo(JobStatus.QUEUED);

            server.services()
                    .commands()
                    .send(new RunId(project.id(), 1), new RunEvent.JobStartRequested("gate", "admin", Instant.now()));

            assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
            Instant first = finished(deploy(server, project, 1)).orElseThrow();
            assertThat(deploy(server, project, 2).current().flatMap(JobState.Attempt::startedAt))
                    .hasValueSatisfying(second -> assertThat(second).isAfterOrEqualTo(first));
        }
    }

    private static Optional<Instant> finished(JobState job) {
        return job.current().flatMap(JobState.Attempt::finishedAt);
    }
}
