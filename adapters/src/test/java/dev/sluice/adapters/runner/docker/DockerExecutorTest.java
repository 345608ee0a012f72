package dev.sluice.adapters.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.sluice.adapters.runner.shell.JobBench;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobContainers.PullPolicy;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real engine. Skipped where none answers, or it lacks the images. */
@Timeout(300)
class DockerExecutorTest {
    private static final List<String> IMAGES =
            List.of("alpine:latest", "busybox:latest", "debian:bookworm-slim", "postgres:13", "nginx:alpine");

    private static Engine engine;

    @TempDir
    private Path folder;

    private JobBench bench;

    @BeforeAll
    static void connect() {
        try {
            engine = Engine.connect(System.getenv());
            IMAGES.forEach(image -> engine.client().inspectImageCmd(image).exec());
        } catch (EngineTrouble | RuntimeException e) {
            Assumptions.abort("no container engine with the images that are needed: " + e.getMessage());
        }
    }

    @AfterAll
    static void disconnect() {
        if (engine != null) {
            engine.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        bench = bench(DockerOptions.ofPerson());
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(ofThisProcess()).isEmpty();
        bench.close();
    }

    private JobBench bench(DockerOptions options) throws IOException {
        Images images = new Images(engine, options, new RegistryLogins(Map.of()));
        return new JobBench(
                folder.resolve(Integer.toString(options.hashCode())),
                parts -> new dev.sluice.adapters.runner.session.AttemptExecutor(
                        parts, attempt -> new DockerCommands(attempt, engine, images, options)));
    }

    private static List<String> ofThisProcess() {
        Map<String, String> own = Map.of(Labels.PROCESS, Labels.process());
        List<String> left = new java.util.ArrayList<>();
        engine.client().listContainersCmd().withShowAll(true).withLabelFilter(own).exec().stream()
                .map(Container::getId)
                .forEach(left::add);
        engine.client()
                .listNetworksCmd()
                .withFilter("label", List.of(Labels.PROCESS + "=" + Labels.process()))
                .exec()
                .forEach(network -> left.add(network.getName()));
        return left;
    }

    private JobResult run(String yaml) throws IOException {
        return bench.run("job", bench.gitlab(yaml, "job"));
    }

    private static void assertSuccess(JobResult result) {
        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
    }

    private static Outcome.Failure failure(JobResult result) {
        return (Outcome.Failure) result.outcome();
    }

    @Test
    void scriptsRunInTheImageOnTheFilesOfTheCommit() throws IOException {
        JobResult result = run("""
            job:
              image: debian:bookworm-slim
              script:
                - cat README
                - test "$PWD" = "$CI_PROJECT_DIR"
                - git log --oneline | wc -l
                - echo bash=${BASH_VERSION:+yes}
                - echo to-error >&2
                - echo to-output
                - exit 7
              after_script: [echo "after $CI_JOB_STATUS"]
            """);

        assertThat(failure(result).exitCode()).hasValue(7);
        assertThat(bench.lines("job"))
                .containsSubsequence("hello", "1", "bash=yes", "to-error", "to-output", "after failed");
    }

    @Test
    void whatAScriptInstalledIsThereForTheNext() throws IOException {
        assertSuccess(run("""
            job:
              image: busybox:latest
              script: [touch /installed]
              after_script: ["test -f /installed && echo still-there"]
            """));

        assertThat(bench.lines("job")).contains("still-there");
    }

    @Test
    void anEntrypointIsKeptOverriddenOrSetAside() throws IOException {
        assertSuccess(run("""
            job:
              image: {name: "busybox:latest", entrypoint: ["env", "FROM_ENTRYPOINT=yes"]}
              script: [test "$FROM_ENTRYPOINT" = yes]
            """));
        assertSuccess(run("""
            job:
              image: {name: "postgres:13", entrypoint: [""]}
              script: [echo "no database"]
            """));
    }

    @Test
    void anImageWithoutAShellIsToldOf() throws Exception {
        build("sluice-test-shellless:1", "FROM scratch\nCOPY Dockerfile /only\n");

        JobResult result = run("job: {image: \"sluice-test-shellless:1\", script: [\"true\"]}");

        assertThat(failure(result).message()).contains("sluice-test-shellless:1 has no shell", "sh or bash");
    }

    private void build(String image, String dockerfile) throws IOException, InterruptedException {
        Path context = Files.createDirectories(folder.resolve("image"));
        Files.writeString(context.resolve("Dockerfile"), dockerfile);
        Process build = new ProcessBuilder("docker", "build", "-q", "-t", image, ".")
                .directory(context.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(build.getInputStream().readAllBytes());
        assertThat(build.waitFor()).as(said).isZero();
    }

    @Test
    void servicesAnswerUnderTheirNamesBeforeTheScript() throws IOException {
        bench.secret("KEPT", "only-for-the-job");

        assertSuccess(run("""
            job:
              image: {name: "postgres:13", entrypoint: [""]}
              variables: {POSTGRES_PASSWORD: pw, POSTGRES_DB: app, PGPASSWORD: pw}
              services:
                - postgres:13
                - {name: "nginx:alpine", alias: "web, www"}
              script:
                - psql -h postgres -U postgres -d app -c "select 'answer ' || 42"
                - getent hosts web www nginx
                - test "$KEPT" = only-for-the-job
            """));

        assertThat(bench.log()).contains("answer 42");
    }

    @Test
    void aServiceThatEndsIsToldOfWithItsLog() throws IOException {
        bench.secret("KEPT", "only-for-the-job");

        assertSuccess(run("""
            job:
              image: busybox:latest
              services:
                - name: busybox:latest
                  alias: broken
                  entrypoint: [sh, -c]
                  command: ["echo no disk, kept is $$KEPT; exit 3"]
                  variables: {HEALTHCHECK_TCP_PORT: "99"}
              script: [echo went on]
            """));

        assertThat(bench.log())
                .contains("probably did not start", "exit code 3", "no disk, kept is", "went on")
                .doesNotContain("only-for-the-job");
    }

    @Test
    void whatServicesPrintIsShownWhereAskedFor() throws IOException {
        assertSuccess(run("""
            job:
              image: busybox:latest
              variables: {CI_DEBUG_SERVICES: "true"}
              services:
                - {name: "busybox:latest", alias: chatty, entrypoint: [sh, -c], command: ["echo good morning; sleep 60"]}
              script: [sleep 0.5]
            """));

        assertThat(bench.lines("job")).contains("[service:busybox:latest] good morning");
    }

    @Test
    void anAccountOfTheImageMayWriteTheWorkspaceAndReadFileVariables() throws IOException {
        assertSuccess(run("""
            job:
              image: {name: "debian:bookworm-slim", docker: {user: nobody}}
              script:
                - id -un
                - mkdir out && echo made > out/file
                - git status --short
              artifacts: {paths: [out]}
            """));

        assertThat(bench.lines("job")).contains("nobody", "out: found 2 matching files and folders");
    }

    @Test
    void secretsAreInNoProcessListAndNoLog() throws IOException {
        bench.secret("TOKEN", "s3cret-value-42");

        assertSuccess(run("""
            job:
              image: busybox:latest
              script:
                - echo "is $TOKEN"
                - cat /proc/*/cmdline | tr '\\0' ' ' > list
                - "! grep -q s3cret list"
            """));

        assertThat(bench.log()).contains("is [MASKED]").doesNotContain("s3cret-value");
    }

    @Test
    void aCancelledJobRunsItsAfterScriptInTheContainer() throws Exception {
        Thread canceller = whenLogged("began", () -> bench.stop.stop());

        JobResult result = run("""
            job:
              image: busybox:latest
              services: ["nginx:alpine"]
              script: [echo began, sleep 1000]
              after_script: [echo status=$CI_JOB_STATUS]
            """);
        canceller.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Canceled());
        assertThat(bench.lines("job")).contains("status=canceled");
    }

    @Test
    void aJobThatIsKilledEndsAtOnce() throws Exception {
        Thread canceller = whenLogged("began", () -> bench.stop.kill());

        JobResult result = run("""
            job:
              image: busybox:latest
              script: ["trap '' TERM; echo began; while :; do sleep 1; done"]
              after_script: [echo never]
            """);
        canceller.join();

        assertThat(result.outcome()).isEqualTo(new Outcome.Canceled());
        assertThat(bench.lines("job")).doesNotContain("never");
    }

    @Test
    void aJobThatTakesTooLongFailsByTimeout() throws IOException {
        bench.timeout(Duration.ofSeconds(8));

        JobResult result = run("job: {image: \"busybox:latest\", script: [echo began, sleep 1000]}");

        assertThat(failure(result).reason()).isEqualTo(FailureReason.TIMEOUT);
    }

    private Thread whenLogged(String line, Runnable action) {
        return Thread.ofVirtual().start(() -> {
            while (!logged(line)) {
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
            }
            action.run();
        });
    }

    private boolean logged(String line) {
        try {
            return bench.lines("job").contains(line);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void memoryAndProcessorsAreLimited() throws IOException {
        bench.close();
        bench = bench(options(Set.of(PullPolicy.NEVER), false, 32L << 20, false));

        JobResult result = run("""
            job:
              image: busybox:latest
              script:
                - cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true
                - cd /sys/fs/cgroup; echo $(cat cpu.max cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us 2>/dev/null)
            """);

        assertSuccess(result);
        assertThat(bench.lines("job")).contains(Long.toString(32L << 20), "50000 100000");
    }

    @Test
    void containersArePrivilegedOnlyWhereTheRunnerSaysSo() throws IOException {
        String yaml = "job: {image: \"busybox:latest\", script: [grep CapEff /proc/self/status]}";
        assertSuccess(run(yaml));
        String ordinary = capabilities();
        bench.close();
        bench = bench(options(Set.of(PullPolicy.NEVER), true, 0, false));

        JobResult privileged = run(yaml);

        if (privileged.outcome() instanceof Outcome.Failure failed) {
            // An engine that is not privileged itself has no such containers to give, and says so.
            assertThat(failed.message()).contains("operation not permitted");
        } else {
            assertThat(capabilities()).isGreaterThan(ordinary);
        }
    }

    private String capabilities() {
        return bench.lines("job").stream()
                .filter(line -> line.startsWith("CapEff"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aReadOnlyImageLeavesTheWorkspaceWritable() throws IOException {
        bench.close();
        bench = bench(options(Set.of(PullPolicy.NEVER), false, 0, true));

        assertSuccess(run("""
            job:
              image: busybox:latest
              script: [touch here, touch "$SLUICE_TEMP/temporary", "! touch /there"]
            """));
    }

    /** As the "debug" variants of distroless images: nothing but one shell in a place of its own, and an account without rights. */
    @Test
    void anImageWithAShellInAnUnusualPlaceAndAnAccountOfItsOwn() throws Exception {
        build("sluice-test-distroless:debug", """
            FROM busybox:latest
            RUN mkdir /busybox && cp /bin/busybox /busybox/ && for one in sh cat id mkdir rm; do \
                ln -s busybox /busybox/$one; done && rm -r /bin /usr
            ENV PATH=/busybox
            USER 65532:65532
            """);

        assertSuccess(run("""
            job:
              image: sluice-test-distroless:debug
              script: [id -u, cat README, mkdir out, echo made > out/file]
              artifacts: {paths: [out]}
            """));

        assertThat(bench.lines("job")).contains("65532", "hello", "out: found 2 matching files and folders");
    }

    @Test
    void whatTheRunnerHandsToAJobCannotBecomeALinkOutOfIt() throws IOException {
        assertSuccess(run("""
            job:
              image: busybox:latest
              script:
                - "! ln -s / $CI_PROJECT_DIR.tmp/variables"
                - "! rm $CI_PROJECT_DIR.tmp/script"
            """));
    }

    @Test
    void aServiceDoesNotSeeTheFilesOfTheJob() throws IOException {
        assertSuccess(run("""
            job:
              image: busybox:latest
              variables: {CI_DEBUG_SERVICES: "true"}
              services:
                - name: busybox:latest
                  alias: curious
                  entrypoint: [sh, -c]
                  command: ["ls /builds || echo sees nothing; sleep 60"]
              script: [sleep 0.5]
            """));

        assertThat(bench.log()).contains("sees nothing");
    }

    private static DockerOptions options(Set<PullPolicy> allowed, boolean privileged, long memory, boolean readOnly) {
        return new DockerOptions(
                "busybox:latest", List.of(PullPolicy.NEVER), allowed, privileged, memory, 0.5, readOnly);
    }

    @Test
    void pullPoliciesAreTriedInOrderAndOnlyThoseAllowed() throws IOException {
        bench.close();
        bench = bench(options(Set.of(PullPolicy.NEVER, PullPolicy.ALWAYS), false, 0, false));

        JobResult first = run("""
            job:
              image: {name: "127.0.0.1:9/none:1", pull_policy: [always, never]}
              script: ["true"]
            """);
        JobResult second = run("""
            job:
              image: {name: "busybox:latest", pull_policy: if-not-present}
              script: ["true"]
            """);

        assertThat(failure(first).message()).contains("no image 127.0.0.1:9/none:1", "always:", "never:");
        assertThat(failure(second).message()).contains("if-not-present is not allowed", "always, never");
    }

    @Test
    void leftoversOfDeadRunnersAreRemovedAndThoseOfLivingOnesStay() {
        DockerClient client = engine.client();
        String dead = sleeping("999999999@1");
        String living = sleeping(Labels.process());
        String network = client.createNetworkCmd()
                .withName("sluice-test-left")
                .withLabels(Map.of(Labels.HOST, Labels.host(), Labels.PROCESS, "999999999@1"))
                .exec()
                .getId();

        Leftovers.ofTheDead(client);

        List<String> all = client.listContainersCmd().withShowAll(true).exec().stream()
                .map(Container::getId)
                .toList();
        assertThat(all).contains(living).doesNotContain(dead);
        assertThat(client.listNetworksCmd().exec())
                .noneMatch(left -> left.getId().equals(network));
        Leftovers.ofThisProcess(client);
    }

    private static String sleeping(String process) {
        Map<String, String> labels = new HashMap<>();
        labels.put(Labels.HOST, Labels.host());
        labels.put(Labels.PROCESS, process);
        String id = engine.client()
                .createContainerCmd("busybox:latest")
                .withLabels(labels)
                .withCmd("sleep", "1000")
                .exec()
                .getId();
        engine.client().startContainerCmd(id).exec();
        return id;
    }

    @Test
    void filesOfAContainersRootAreTakenOver() throws IOException {
        Path files = Files.createDirectory(folder.resolve("files"));
        Path file = Files.writeString(files.resolve("file"), "text");
        Files.setAttribute(file, "unix:uid", 4242);

        Ownership.take(engine.client(), "busybox:latest", files, Map.of());

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(Files.getAttribute(files, "unix:uid"));
    }

    @Test
    void openFilesKeepWhatTheyAllow() throws IOException {
        Path file = Files.writeString(folder.resolve("run"), "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx--x--x"));

        Ownership.open(folder);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rwxrwxrwx");
    }

    @Test
    void aFolderThatTheEngineDoesNotSeeIsRefusedAndNotMadeUp() {
        Assumptions.assumeFalse(
                engine.client().versionCmd().exec().toString().contains("Podman"),
                "Podman makes such a folder; then the script says that it is not there");
        Path missing = Path.of("/nowhere/at/all");
        HostConfig host = HostConfig.newHostConfig()
                .withMounts(List.of(new Mount()
                        .withType(MountType.BIND)
                        .withSource(missing.toString())
                        .withTarget("/x")));

        org.assertj.core.api.Assertions.assertThatThrownBy(() -> engine.client()
                        .createContainerCmd("busybox:latest")
                        .withHostConfig(host)
                        .exec())
                .hasMessageContaining("does not exist");
        assertThat(missing).doesNotExist();
    }
}
