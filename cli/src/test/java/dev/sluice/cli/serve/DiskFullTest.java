package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the data folder runs full: what needs space is refused and says why, what is there can be read, and with
 * space again everything goes on, nothing damaged.
 */
@Timeout(120)
final class DiskFullTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private SmallDisk disk;
    private TestServer server;
    private Project project;
    private Clone clone;
    private String token;

    @BeforeEach
    void start() throws Exception {
        disk = SmallDisk.mount(folder.resolve("disk"), 48);
        server = TestServer.start(disk.folder().resolve("data"));
        project = server.project("shop");
        token = server.token();
        clone = Clone.init(folder.resolve("clone"));
        clone.must("remote", "add", "origin", server.gitUrl("shop"));
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (disk != null) {
            disk.close();
        }
    }

    @Test
    void aPushIsRefusedAndTakenWhenThereIsSpaceAgain() throws Exception {
        green(1, "Begin");
        byte[] bytes = new byte[2 * MEGABYTE];
        new Random(7).nextBytes(bytes);
        Files.write(clone.folder().resolve("large"), bytes);
        clone.commit("Large");
        disk.fill(MEGABYTE / 2);

        Clone.Said refused = clone.git("push", "origin", "main");

        assertThat(refused.exitCode()).as(refused.text()).isNotZero();
        assertReadable();
        disk.free();
        clone.must("push", "origin", "main");
        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
        assertNothingIsDamaged();
    }

    @Test
    void whatTheDatabaseCannotStoreIsRefusedAndNothingIsChanged() throws Exception {
        green(1, "Begin");
        disk.fill(0);

        HttpResponse<String> refused = post("/api/v1/projects", "{\"path\":\"other\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
        assertThat(refused.body()).contains("try again later");
        assertReadable();
        assertThat(server.get("/api/v1/projects/other", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
        disk.free();
        HttpResponse<String> made = post("/api/v1/projects", "{\"path\":\"other\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        green(2, "Again");
        assertNothingIsDamaged();
    }

    @Test
    void aJobWhoseLogCannotBeWrittenFailsAndSaysWhy() throws Exception {
        green(1, "Begin");
        clone.write(".gitlab-ci.yml", "flood: {script: [\"yes many words of a line | head -n 400000\"]}")
                .commit("Flood");
        disk.fill(4 * MEGABYTE);
        clone.must("push", "origin", "main");
        RunId flood = new RunId(project.id(), 2);

        assertThat(server.finished(flood).status()).isEqualTo(RunStatus.FAILED);

        assertReadable();
        disk.free();
        JobState job = server.services()
                .store()
                .runs()
                .load(flood)
                .orElseThrow()
                .state()
                .job("flood")
                .orElseThrow();
        assertThat(job.current().orElseThrow().failure()).contains(FailureReason.RUNNER_SYSTEM_FAILURE);
        assertThat(job.current().orElseThrow().message())
                .contains("log cannot be written")
                .contains("No space left");
        List<Line> lines = log(flood, "flood");
        assertThat(lines.stream()
                        .map(Line::text)
                        .filter(line -> line.startsWith("many"))
                        .distinct())
                .containsExactly("many words of a line");
        green(3, "Again");
        assertNothingIsDamaged();
    }

    @Test
    void aJobWhoseArtifactDoesNotFitFailsAndLeavesNothingOfIt() throws Exception {
        green(1, "Begin");
        clone.write(".gitlab-ci.yml", """
            large:
              script: [head -c 6000000 /dev/urandom > large.bin]
              artifacts: {paths: [large.bin]}
            """).commit("Large artifact");
        disk.fill(10 * MEGABYTE);
        clone.must("push", "origin", "main");

        RunSummary run = server.finished(new RunId(project.id(), 2));

        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(log(run.id(), "large").stream().map(Line::text)).anyMatch(line -> line.contains("No space left"));
        assertReadable();
        disk.free();
        green(3, "Again");
        assertNothingIsDamaged();
    }

    private void green(int number, String message) throws Exception {
        clone.write(".gitlab-ci.yml", "build: {script: [echo hello > out], artifacts: {paths: [out]}}")
                .commit(message);
        clone.must("push", "origin", "main");
        assertThat(server.finished(new RunId(project.id(), number)).status()).isEqualTo(RunStatus.SUCCESS);
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .headers("Authorization", "Bearer " + token, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return server.http().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Pages, the API, logs and git's reading side answer. */
    private void assertReadable() throws Exception {
        for (String path : List.of("/api/v1/projects", "/p/shop", "/p/shop/runs/1", "/health")) {
            HttpResponse<String> answer = server.get(path, "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
        }
        assertThat(log(new RunId(project.id(), 1), "build")).isNotEmpty();
        assertThat(clone.must("ls-remote", "origin")).contains("refs/heads/main");
    }

    private List<Line> log(RunId run, String job) {
        return new FileLogStore(disk.folder().resolve("data/logs")).lines(new LogId(run, job, 1), 0, 100_000);
    }

    /** After a stop: database and repository are whole, and a new server starts on them. */
    private void assertNothingIsDamaged() throws Exception {
        assertThat(server.services().store().audit().firstBroken()).isEmpty();
        server.close();
        Path data = disk.folder().resolve("data");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("sluice.db"));
                ResultSet check = connection.createStatement().executeQuery("pragma integrity_check")) {
            assertThat(check.next()).isTrue();
            assertThat(check.getString(1)).isEqualTo("ok");
        }
        Clone repository = new Clone(data.resolve("repositories/" + project.id() + ".git"));
        assertThat(repository.must("fsck", "--strict")).doesNotContain("missing", "corrupt");
        server = TestServer.start(data);
        assertThat(server.services().store().runs().unfinished()).isEmpty();
    }
}
