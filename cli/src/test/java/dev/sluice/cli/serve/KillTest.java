package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as a process, killed with -9 at random moments while the real git pushes. The seed of a failure is in its
 * message; {@code -Dsluice.kill.seed=N} replays it.
 */
@Timeout(300)
final class KillTest {
    private static final int KILLS = 10;

    /** A round, from the push to the end of its last job, takes about a second. */
    private static final int KILL_WITHIN_MS = 2000;

    @TempDir
    private Path folder;

    /** Each attempt of each job leaves a line when it begins and one when it has ended. */
    private String pipeline(Path marks) {
        return """
            stages: [one, two]
            .job: {script: ["echo begin $CI_JOB_NAME $CI_COMMIT_SHA >> %1$s", sleep 0.2, "echo end $CI_JOB_NAME $CI_COMMIT_SHA >> %1$s"]}
            a: {extends: .job, stage: one}
            b: {extends: .job, stage: one}
            c: {extends: .job, stage: two}
            """.formatted(marks);
    }

    @Test
    void nothingIsLostAndNothingIsStartedTwiceUnseen() throws Exception {
        long seed = Long.getLong("sluice.kill.seed", System.nanoTime());
        Random random = new Random(seed);
        Path data = folder.resolve("data");
        Path marks = folder.resolve("marks");
        int port = freePort();
        try (TestServer first = TestServer.start(data)) {
            first.project("shop");
        }
        Clone clone = Clone.init(folder.resolve("clone"));
        String login = "http://admin:" + TestServer.PASSWORD.replace(" ", "%20") + "@127.0.0.1:" + port;
        clone.must("remote", "add", "origin", login + "/git/shop.git");
        List<String> accepted = new ArrayList<>();

        for (int round = 0; round < KILLS; round++) {
            try (ServerProcess server = ServerProcess.start(data, port)) {
                server.url();
                clone.write(".gitlab-ci.yml", pipeline(marks)).write("round", Integer.toString(round));
                clone.commit("Round " + round);
                Thread killer = Thread.ofPlatform().start(() -> killAfter(server, random.nextInt(KILL_WITHIN_MS)));
                if (clone.git("push", "origin", "main").exitCode() == 0) {
                    accepted.add(clone.head());
                }
                killer.join();
            }
        }

        try (TestServer server = TestServer.start(data)) {
            Project project =
                    server.services().store().projects().byPath("shop").orElseThrow();
            clone.must("push", server.gitUrl("shop"), "main");
            accepted.add(clone.head());
            Await.until(Duration.ofSeconds(100), () -> over(server, project));
            List<RunSummary> runs = server.runs(project);

            assertThat(runs.stream().map(RunSummary::commit).collect(Collectors.toSet()))
                    .as("every accepted push has its run, seed %d", seed)
                    .containsAll(accepted);
            for (RunSummary run : runs) {
                assertThat(run.status()).as("run %s, seed %d", run.id(), seed).isEqualTo(RunStatus.SUCCESS);
                check(server.services().store().runs().load(run.id()).orElseThrow(), marks, seed);
            }
            assertThat(server.services().store().audit().firstBroken()).isEmpty();
        }
    }

    /** Every begin of a job is an attempt that the run shows; attempts beyond the first say that the runner was lost. */
    private static void check(StoredRun run, Path marks, long seed) throws Exception {
        List<String> lines = Files.readAllLines(marks);
        for (JobState job : run.state().jobs()) {
            String name = job.name() + " " + run.trigger().commit().sha();
            long begun = lines.stream().filter(("begin " + name)::equals).count();

            assertThat(begun).as("%s, seed %d", name, seed).isLessThanOrEqualTo(job.attempt());
            assertThat(lines).as("seed %d", seed).contains("end " + name);
            List<JobState.Attempt> lost =
                    job.attempts().subList(0, job.attempts().size() - 1);
            assertThat(lost).as("%s, seed %d", name, seed).allMatch(attempt -> attempt.failure()
                    .filter(FailureReason.RUNNER_LOST::equals)
                    .isPresent());
        }
    }

    private static Optional<Boolean> over(TestServer server, Project project) {
        boolean over = server.services().store().runs().unfinished().isEmpty()
                && !server.runs(project).isEmpty()
                && server.services().store().runs().pendingEffects(1).isEmpty();
        return over ? Optional.of(true) : Optional.empty();
    }

    private static void killAfter(ServerProcess server, int ms) {
        LockSupport.parkNanos(Duration.ofMillis(ms).toNanos());
        try {
            server.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stopsInOrderWhenTold() throws Exception {
        Path data = folder.resolve("data");
        try (ServerProcess server = ServerProcess.start(data, 0)) {
            assertThat(server.url()).startsWith("http://127.0.0.1:");
            assertThat(server.said()).contains("admin_password=***").doesNotContain(TestServer.PASSWORD);

            try (ServerProcess second = ServerProcess.start(data, 0)) {
                assertThat(Await.until(Duration.ofSeconds(30), () -> Optional.of(second.said())
                                .filter(text -> text.contains("--data"))))
                        .contains("another Sluice server (process " + server.pid() + ")");
            }
            int taken = Integer.parseInt(server.url().substring(server.url().lastIndexOf(':') + 1));
            try (ServerProcess third = ServerProcess.start(folder.resolve("other"), taken)) {
                assertThat(Await.until(Duration.ofSeconds(30), () -> Optional.of(third.said())
                                .filter(text -> text.contains("--port"))))
                        .contains("cannot listen on 127.0.0.1:" + taken);
            }
            assertThat(server.stop()).isPresent();
            assertThat(data.resolve("sluice.db-wal"))
                    .as("the write-ahead log is folded into the database")
                    .doesNotExist();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
