package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that end as the newest run of another project does, on a server. */
@Timeout(120)
final class UpstreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MIRROR = """
        mirror: {needs: {pipeline: library}}
        after: {stage: deploy, script: [echo after]}
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private Project library;
    private Project shop;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        library = server.project("group/library");
        shop = server.project("group/shop");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void push(String project, String pipeline) throws Exception {
        Path place = folder.resolve(project + System.nanoTime());
        Clone clone = Clone.init(place).write(".gitlab-ci.yml", pipeline).commit("Begin " + place.getFileName());
        clone.must("push", "--force", server.gitUrl("group/" + project), "main");
    }

    private JobState mirror(long run) {
        return server.services()
                .store()
                .runs()
                .load(new RunId(shop.id(), run))
                .flatMap(stored -> stored.state().job("mirror"))
                .orElseThrow();
    }

    @Test
    void theJobWaitsForTheOtherRunAndEndsAsItDoes() throws Exception {
        push("shop", MIRROR);
        assertThat(server.finished(new RunId(shop.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(mirror(1).status()).isEqualTo(JobStatus.SKIPPED);
        assertThat(mirror(1).why()).contains(new Why(Why.Cause.NO_UPSTREAM, List.of("library")));

        push("library", "gate: {script: [exit 1], when: manual, allow_failure: false}\n");
        RunId upstream = new RunId(library.id(), 1);
        Await.until(PATIENCE, () -> server.services().store().runs().load(upstream));
        push("shop", MIRROR);
        push("shop", MIRROR);
        for (long run : List.of(2L, 3L)) {
            Await.until(PATIENCE, () -> server.services()
                    .store()
                    .runs()
                    .load(new RunId(shop.id(), run))
                    .filter(_ -> mirror(run).status() == JobStatus.RUNNING));
        }
        server.services()
                .commands()
                .send(new RunId(shop.id(), 3), new RunEvent.CancelRequested("admin", Instant.now()));
        assertThat(server.finished(new RunId(shop.id(), 3)).status()).isEqualTo(RunStatus.CANCELED);
        assertThat(server.services()
                        .store()
                        .runs()
                        .load(upstream)
                        .orElseThrow()
                        .state()
                        .status())
                .as("the other run is left alone")
                .isEqualTo(RunStatus.BLOCKED);

        server.services().commands().send(upstream, new RunEvent.JobStartRequested("gate", "admin", Instant.now()));
        assertThat(server.finished(new RunId(shop.id(), 2)).status()).isEqualTo(RunStatus.FAILED);
        assertThat(mirror(2).current().map(JobState.Attempt::message))
                .isEqualTo(Optional.of("the run 1 of library failed"));
    }
}
