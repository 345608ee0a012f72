package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.LogsCommand;
import dev.sluice.cli.remote.RunActionCommand;
import dev.sluice.cli.remote.StatusCommand;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a real server, seen and steered from a checkout. */
@Timeout(120)
final class RunCommandsTest {
    private static final String PIPELINE = """
        build:
          stage: build
          script: [echo "built it"]
        unit tests:
          stage: test
          script: ['[ -e "%1$s/fixed" ] || { echo "till is broken"; exit 3; }', echo fine]
        slow:
          stage: test
          script: [echo begun, 'while [ ! -e "%1$s/go" ]; do sleep 0.1; done', echo ended]
        extra:
          stage: test
          needs: []
          when: manual
          allow_failure: true
          script: [echo "one more"]
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private RemoteCommands checkout;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("team/shop");
        Clone clone = Clone.init(folder.resolve("clone"));
        clone.must("remote", "add", "origin", server.gitUrl("team/shop"));
        checkout = new RemoteCommands(folder.resolve("clone"), Map.of());
        assertThat(checkout.call(new StatusCommand())).isEqualTo("no runs yet: push a commit with a .gitlab-ci.yml\n0");
        assertThat(checkout.call(new LogsCommand(), "build")).startsWith("failed 1: there are no runs yet");
        clone.write(".gitlab-ci.yml", PIPELINE.formatted(folder)).commit("Begin");
        clone.must("push", "-q", "origin", "main");
    }

    @AfterEach
    void stop() throws Exception {
        Files.writeString(folder.resolve("go"), "");
        server.close();
    }

    private CompletableFuture<String> following(String job) {
        return following(job, new ByteArrayOutputStream());
    }

    private CompletableFuture<String> following(String job, ByteArrayOutputStream printed) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return checkout.call(printed, "", new LogsCommand(), job, "-f");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String awaitStatus(String wanted) {
        return Await.until(Duration.ofSeconds(30), () -> {
            try {
                return Optional.of(checkout.call(new StatusCommand(), "1")).filter(text -> text.contains(wanted));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void aLogIsFollowedToItsEndAndAFailedJobIsStartedAgain() throws Exception {
        CompletableFuture<String> slow = following("slow");

        assertThat(following("unit tests").get(60, TimeUnit.SECONDS))
                .contains("till is broken\n")
                .endsWith("\n1");
        assertThat(slow).isNotDone();
        assertThat(awaitStatus("unit tests  failed"))
                .contains("run 1: running; main ", "\"Begin\", by admin, 20", "/p/team/shop/runs/1\n", "STAGE  JOB")
                .containsPattern("test   unit tests  failed +\\S+ m?s +.*3");
        Files.writeString(folder.resolve("go"), "");
        assertThat(slow.get(60, TimeUnit.SECONDS))
                .contains("Getting the sources\n", "begun\n", "ended\n")
                .doesNotContain("section_")
                .endsWith("\n0");
        server.finished(new RunId(project.id(), 1));
        assertThat(checkout.call(new StatusCommand())).contains("1    failed  main  ", "  Begin  admin  20");
        assertThat(checkout.call(new StatusCommand(), "--format", "json")).startsWith("{\"runs\":[{");

        Files.writeString(folder.resolve("fixed"), "");
        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.RETRY), "1"))
                .startsWith("run 1: ");
        server.finished(new RunId(project.id(), 1));
        awaitStatus("run 1: success");
        assertThat(checkout.call(new LogsCommand(), "1", "unit tests"))
                .contains("fine\n")
                .endsWith("\n0");
        assertThat(checkout.call(new LogsCommand(), "1", "unit tests", "--attempt", "1"))
                .contains("till is broken\n");
        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.RETRY), "1"))
                .isEqualTo("failed 1: there is nothing to start again: no job failed or was canceled");
        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.CANCEL), "1"))
                .isEqualTo("failed 1: the run is over already: success");
    }

    @Test
    void aManualJobIsFollowedOverARestartAndStartedByRetry() throws Exception {
        awaitStatus("slow        running");
        Files.writeString(folder.resolve("go"), "");
        server.finished(new RunId(project.id(), 1));
        int port = URI.create(server.url()).getPort();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        CompletableFuture<String> extra = following("extra", printed);
        Await.until(Duration.ofSeconds(30), () -> Optional.of(printed.toString(StandardCharsets.UTF_8))
                .filter("extra is manual\n"::equals));

        server.close();
        assertThat(checkout.call(new StatusCommand()))
                .isEqualTo("failed 1: the server at " + server.url() + " does not answer; start it with: sluice serve");
        Await.until(Duration.ofSeconds(30), () -> Optional.of(printed.toString(StandardCharsets.UTF_8))
                .filter(text -> text.contains("asking on")));
        server = TestServer.start(folder.resolve("data"), port);
        assertThat(extra).isNotDone();

        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.RETRY), "1", "extra"))
                .startsWith("run 1, job extra: ");
        assertThat(extra.get(60, TimeUnit.SECONDS))
                .startsWith("extra is manual\nthe server at " + server.url() + " does not answer; asking on for 60 s\n")
                .contains("one more\n")
                .doesNotContain("Exception")
                .endsWith("\n0");
    }

    @Test
    void aQuestionForTheNextLinesWaitsForThemAsLongAsItSays() throws Exception {
        String log = "/api/v1/projects/team%2Fshop/runs/1/jobs/slow/log?from=";
        String[] token = {"Authorization", "Bearer " + server.token()};
        awaitStatus("slow        running");
        HttpResponse<String> begun = Await.until(Duration.ofSeconds(30), () -> {
            try {
                return Optional.of(server.get(log + 0, token))
                        .filter(answer -> answer.body().contains("begun\n"));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        String next = begun.headers().firstValue("X-Next-Line").orElseThrow();
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return server.get(log + next + "&wait=30", token);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        long asked = System.nanoTime();

        assertThat(server.get(log + next + "&wait=1", token).body()).isEmpty();

        assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(1_000_000_000);
        assertThat(waiting).isNotDone();
        Files.writeString(folder.resolve("go"), "");
        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).isNotEmpty();
        server.finished(new RunId(project.id(), 1));
        asked = System.nanoTime();
        assertThat(server.get(log + 1_000 + "&wait=30", token).headers().firstValue("X-Job-Status"))
                .hasValue("success");
        assertThat(System.nanoTime() - asked).as("it is over").isLessThan(15_000_000_000L);
        assertThat(server.get(log + "0&wait=31", token).statusCode()).isEqualTo(400);
    }

    @Test
    void aRunIsCancelledAndWrongNamesAreAnsweredWithNearOnes() throws Exception {
        awaitStatus("slow        running");
        assertThat(checkout.call(new LogsCommand(), "slwo"))
                .isEqualTo("failed 2: run 1 has no job \"slwo\"; did you mean \"slow\"?");
        assertThat(checkout.call(new LogsCommand(), "1")).startsWith("failed 2: name a job of run 1");
        assertThat(checkout.call(new StatusCommand(), "seven")).startsWith("failed 2: \"seven\" is no number of a run");
        assertThat(checkout.call(new StatusCommand(), "7")).isEqualTo("failed 1: there is no run 7 in this project");

        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.CANCEL), "#1"))
                .startsWith("run 1: ");
        assertThat(following("slow").get(60, TimeUnit.SECONDS))
                .contains("begun\n")
                .endsWith("\n3");
        assertThat(checkout.call(new RunActionCommand(RunActionCommand.Action.RETRY), "1", "slow"))
                .startsWith("run 1, job slow: ");
    }
}
