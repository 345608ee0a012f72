package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.run.TestProject.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice run --executor docker} as a process, on a real engine. What needs one is skipped where none answers. */
@Timeout(300)
class ContainerRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LONG_JOB = """
        slow job %s:
          image: busybox:latest
          services: ["busybox:latest"]
          variables: {FF_NETWORK_PER_BUILD: "true"}
          script: [sleep 1000]
        """;

    @TempDir
    private Path folder;

    private String mark;

    @BeforeEach
    void nameTheJob() {
        mark = Long.toHexString(System.nanoTime());
    }

    private static void assumeEngine() throws Exception {
        Assumptions.assumeTrue(
                docker("image", "inspect", "busybox:latest").startsWith("["),
                "no container engine with busybox:latest");
    }

    private static String docker(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** What is on the engine for the job of this test: its containers, and its networks. */
    private String made() throws Exception {
        String label = "label=sluice.job=slow job " + mark;
        return docker("ps", "-aq", "--filter", label) + docker("network", "ls", "-q", "--filter", label);
    }

    private Process startLongJob() throws Exception {
        TestProject project = TestProject.with(folder, LONG_JOB.formatted(mark));
        Process run = project.start(Map.of(), List.of("run", "--executor", "docker"));
        String running = "label=sluice.role=job";
        await(() -> !docker("ps", "-q", "--filter", "label=sluice.job=slow job " + mark, "--filter", running)
                .isEmpty());
        return run;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(until);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Test
    void whatAKilledRunLeftIsRemovedByTheNext() throws Exception {
        assumeEngine();
        Process run = startLongJob();

        run.destroyForcibly().waitFor();
        String left = made();
        TestProject other = TestProject.with(folder.resolve("other"), "job: {script: 'true'}\n");
        Outcome next = other.sluice("run", "--executor", "docker", "--docker-image", "busybox:latest");

        assertThat(left.lines()).as("two containers and a network").hasSizeGreaterThanOrEqualTo(2);
        assertThat(next.exit()).as(next.err() + next.out()).isZero();
        assertThat(made()).isEmpty();
    }

    @Test
    void ctrlCEndsTheJobsAndLeavesNothing() throws Exception {
        assumeEngine();
        Process run = startLongJob();

        run.destroy();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(3);
        assertThat(made()).isEmpty();
    }

    @Test
    void aShellOpensInTheContainerWithItsServicesUp() throws Exception {
        assumeEngine();
        TestProject project = TestProject.with(folder, """
            fails:
              image: busybox:latest
              services:
                - name: busybox:latest
                  alias: side
                  command: [sh, -c, "echo from the service > /tmp/x; while :; do nc -l -p 8080 < /tmp/x; done"]
                  variables: {HEALTHCHECK_TCP_PORT: "8080"}
              variables: {GREETING: "hello there"}
              script: [echo one > made.txt, exit 4]
              after_script: [cat more.txt]
            """);
        Process run = project.start(Map.of(), List.of("run", "--executor", "docker", "--shell-into", "fails"));

        try (OutputStream in = run.getOutputStream()) {
            in.write("cat made.txt; echo \"<$GREETING>\"; nc side 8080 </dev/null; echo two > more.txt; exit\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        String out = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).as(out).isEqualTo(1);
        assertThat(out)
                .contains("ended with exit code 4; a shell in /builds/")
                .contains("\none\n<hello there>\nfrom the service\n")
                .contains("fails | two");
        assertThat(docker("ps", "-aq", "--filter", "label=sluice.job=fails")).isEmpty();
    }

    /** Its addresses may be those of another machine: the ports of services are asked for from inside. */
    @Test
    void anEngineIsReachedByTcp() throws Exception {
        assumeEngine();
        TestProject project = TestProject.with(folder, """
            job:
              image: busybox:latest
              services:
                - name: busybox:latest
                  alias: side
                  command: [sh, -c, "while :; do echo from the service | nc -l -p 8080; done"]
                  variables: {HEALTHCHECK_TCP_PORT: "8080"}
              script: [nc side 8080 </dev/null, echo made > file]
              artifacts: {paths: [file]}
            """);

        Outcome run;
        try (EngineRelay engine = EngineRelay.at("127.0.0.1")) {
            run = project.sluice(
                    Map.of("DOCKER_HOST", "tcp://127.0.0.1:" + engine.port()), "run", "--executor", "docker");
        }

        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("job | from the service", "job | file: found 1 matching")
                .doesNotContain("does not answer");
    }

    @Test
    void aMissingEngineIsToldOfWithWhatToDo() throws Exception {
        TestProject project = TestProject.with(folder, "job: {script: 'true'}\n");

        Outcome refused = project.sluice(
                Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock", "XDG_RUNTIME_DIR", "/nowhere", "HOME", "/nowhere"),
                "run",
                "--executor",
                "docker");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .contains("no container engine answers", "/nowhere/docker.sock", "DOCKER_HOST", "Podman");
    }

    @Test
    void withoutContainersNothingOfTheirClientIsLoaded() throws Exception {
        TestProject project = TestProject.with(folder, "job: {image: alpine, script: 'true'}\n");

        Outcome run = project.sluice(Map.of("_JAVA_OPTIONS", "-Xlog:class+load:stderr"), "run");

        assertThat(run.exit()).isZero();
        assertThat(run.err())
                .contains("dev.sluice.cli.run.LocalRun ")
                .doesNotContain("com.github.dockerjava", "com.fasterxml.jackson");
    }
}
