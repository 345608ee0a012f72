package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.store.Store;
import dev.sluice.adapters.store.delivery.SqlDeliveryStore;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.dialects.gitlab.GitlabDialect;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server that dies at chosen durable steps of the way from a push to a deployment, is started again each time, and has
 * to come to the same end as one that never died.
 */
final class FaultScenario implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<DeploymentStatus> ACTIVE =
            List.of(DeploymentStatus.QUEUED, DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK);
    private static final int LOG_LINES = 30;

    private static final String PIPELINE = """
        stages: [check, package]
        .job:
          before_script: ["echo begin $CI_JOB_NAME $CI_COMMIT_SHA >> %1$s"]
          script: ["for i in $(seq 1 %2$d); do echo line $i; done", "echo end $CI_JOB_NAME $CI_COMMIT_SHA >> %1$s"]
        check: {extends: .job, stage: check}
        package: {extends: .job, stage: package, artifacts: {paths: [dist]}}
        """;

    private static final String DELIVERY = """
        services:
          shop:
            run: %s
            health: {path: /health, within: 60s}
        releases: {branch: main}
        environments:
          staging:
            on: release
            route: staging.shop.localhost
            strategy: bluegreen
            observe: 1s
        """;

    private final Path folder;
    private final Path data;
    private final Path marks;
    private final int port;
    private final Clone clone;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> deaths = new ArrayList<>();
    private int died;
    private final Map<String, RunStatus> endedRuns = new HashMap<>();
    private final Map<Long, DeploymentStatus> endedDeployments = new HashMap<>();

    FaultScenario(Path folder) throws Exception {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.marks = folder.resolve("marks");
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        try (TestServer first = TestServer.start(data)) {
            first.project("shop");
        }
        this.clone = Clone.init(folder.resolve("clone"));
        String login = "http://admin:" + TestServer.PASSWORD.replace(" ", "%20") + "@127.0.0.1:" + port;
        clone.must("remote", "add", "origin", login + "/git/shop.git");
        clone.write(".gitlab-ci.yml", PIPELINE.formatted(marks, LOG_LINES));
        clone.write("sluice.yml", DELIVERY.formatted(ShopService.command()));
        ShopService.pack(clone.folder().resolve("dist"), 200);
    }

    /** What happened so far, for the message of a failure. */
    String story() {
        return "died: " + deaths;
    }

    /**
     * Starts the server, pushes, and waits until it has died at the step or everything is done.
     *
     * @param fault see {@link FaultPoint#DIE_AT}; empty text: none
     * @return the steps that it came to
     */
    List<String> round(String fault) throws Exception {
        Path trace = Files.createTempFile(folder, "trace", "");
        String[] options = {
            "-javaagent:" + agent(folder), "-D" + FaultPoint.DIE_AT + "=" + fault, "-D" + FaultPoint.TRACE + "=" + trace
        };
        try (ServerProcess server = ServerProcess.start(data, port, options)) {
            if (server.isUp()) {
                push();
            }
            try (Store store = open()) {
                Boolean unused = Await.until(
                        PATIENCE, () -> server.hasEnded() || done(store) ? Optional.of(true) : Optional.empty());
                died += server.hasEnded() ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError(story() + "; the server said " + server.said() + "; " + state(), e);
            }
        }
        List<String> steps = Files.readAllLines(trace);
        deaths.add(steps.isEmpty() ? "before its first step" : steps.getLast());
        rememberEnds();
        return steps;
    }

    /** In how many rounds the server has died at its step; in the others it never came to it. */
    int died() {
        return died;
    }

    private void push() throws IOException, InterruptedException {
        clone.write("round", Integer.toString(deaths.size())).commit("Round " + deaths.size());
        if (clone.git("push", "origin", "main").exitCode() == 0) {
            accepted.add(clone.head());
        }
    }

    /** Starts the server once more, without a fault, and looks at what has come of everything. */
    void settle() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            Project project =
                    server.services().store().projects().byPath("shop").orElseThrow();
            clone.must("remote", "set-url", "origin", server.gitUrl("shop"));
            push();
            Store store = server.services().store();
            try {
                Boolean unused = Await.until(PATIENCE, () -> done(store) ? Optional.of(true) : Optional.empty());
            } catch (AssertionError e) {
                throw new AssertionError(story() + "; " + state(), e);
            }

            assertThat(accepted).as(story()).hasSizeGreaterThan(0);
            List<RunSummary> runs = server.runs(project);
            assertThat(runs.stream().map(RunSummary::commit))
                    .as("accepted pushes have runs, " + story())
                    .containsAll(accepted);
            assertThat(runs.stream().map(RunSummary::commit))
                    .as("one run a push, " + story())
                    .doesNotHaveDuplicates();
            for (RunSummary run : runs) {
                check(store.runs().load(run.id()).orElseThrow());
            }
            assertThat(store.runs().pendingEffects(1)).as(story()).isEmpty();
            assertThat(store.queue().waiting()).as(story()).isEmpty();
            assertThat(store.queue().heldBy("embedded")).as(story()).isEmpty();
            assertThat(store.audit().firstBroken()).as(story()).isEmpty();
            checkDeployments(store, project, runs.size());
            String live = "v0." + runs.size() + ".0";
            String url = server.url();
            assertThat(Http.get(
                                    Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)),
                                    "staging.shop.localhost",
                                    "/")
                            .body())
                    .as(story())
                    .contains("shop " + live);
            assertThat(clone.must("ls-remote", "--tags", "origin")).as(story()).contains("refs/tags/" + live + "\n");
        }
        assertThat(Slots.running(data.resolve("slots"))).as(story()).hasSize(1);
        checkFiles();
        checkEnds();
    }

    /** Every begin of a job is an attempt that the run shows; attempts beyond the first say that the runner was lost. */
    private void check(StoredRun run) throws IOException {
        assertThat(run.state().status()).as(story()).isEqualTo(RunStatus.SUCCESS);
        List<String> lines = Files.readAllLines(marks);
        FileLogStore logs = new FileLogStore(data.resolve("logs"));
        for (JobState job : run.state().jobs()) {
            String name = job.name() + " " + run.trigger().commit().sha();
            long begun = lines.stream().filter(("begin " + name)::equals).count();
            assertThat(begun).as("%s of %s, %s", name, run.id(), story()).isBetween(1L, (long) job.attempt());
            assertThat(job.attempts().subList(0, job.attempt() - 1)).as(story()).allMatch(attempt -> attempt.failure()
                    .filter(FailureReason.RUNNER_LOST::equals)
                    .isPresent());
            List<String> log = logs.lines(new LogStore.LogId(run.id(), job.name(), job.attempt()), 0, 1000).stream()
                    .map(LogStore.Line::text)
                    .filter(line -> line.startsWith("line "))
                    .toList();
            assertThat(log)
                    .as("log of %s, %s", name, story())
                    .hasSize(LOG_LINES)
                    .endsWith("line " + LOG_LINES);
        }
    }

    private void checkDeployments(Store store, Project project, int expected) {
        List<Deployment> all = deployments(store, project.id());
        assertThat(all).as(story()).hasSize(expected);
        assertThat(all).as(story()).allMatch(one -> one.status() == DeploymentStatus.SUCCEEDED);
        assertThat(all.stream().map(Deployment::release)).as(story()).doesNotHaveDuplicates();
    }

    private static List<Deployment> deployments(Store store, long project) {
        DeliveryStore deliveries = SqlDeliveryStore.of(store.database(), store.codec());
        return deliveries.deployments(project, "staging", 100).stream()
                .map(StoredDeployment::deployment)
                .toList();
    }

    /** No log ends within a line or has lines that its index does not know, and nothing half made is in the way. */
    private void checkFiles() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all.stream().filter(FaultScenario::isInTheWay))
                    .as("in the way, " + story())
                    .isEmpty();
            for (Path log : all.stream()
                    .filter(file -> file.startsWith(data.resolve("logs")))
                    .filter(file -> file.toString().endsWith(".log"))
                    .toList()) {
                String text = Files.readString(log);
                long ends = text.chars().filter(sign -> sign == '\n').count();
                Path index = Path.of(log.toString().replaceAll("log$", "idx"));
                assertThat(text.isEmpty() || text.endsWith("\n"))
                        .as("half a line in %s, %s", log, story())
                        .isTrue();
                assertThat(Files.size(index))
                        .as("index of %s, %s", log, story())
                        .isEqualTo(ends * 16);
            }
        }
    }

    /** A temporary file that a write left behind is nobody's, and housekeeping removes it; these would be in the way. */
    private static boolean isInTheWay(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".part")
                || name.endsWith(".lock") && file.toString().contains("repositories");
    }

    /** Runs and deployments that were over at a death are as they were. */
    private void checkEnds() {
        Map<String, RunStatus> runs = new HashMap<>(endedRuns);
        Map<Long, DeploymentStatus> deployments = new HashMap<>(endedDeployments);
        rememberEnds();
        assertThat(endedRuns).as(story()).containsAllEntriesOf(runs);
        assertThat(endedDeployments).as(story()).containsAllEntriesOf(deployments);
    }

    private void rememberEnds() {
        try (Store store = open()) {
            runs(store).stream()
                    .filter(run -> run.status().isFinal())
                    .forEach(run -> endedRuns.put(run.id().toString(), run.status()));
            deployments(store, 1).stream()
                    .filter(one -> !ACTIVE.contains(one.status()))
                    .forEach(one -> endedDeployments.put(one.number(), one.status()));
        }
    }

    /** Whether nothing is left to do: every accepted push has its run, every run its deployment, and all are over. */
    private boolean done(Store store) {
        List<RunSummary> runs = runs(store);
        List<Deployment> deployments = deployments(store, 1);
        return !runs.isEmpty()
                && runs.stream()
                        .map(RunSummary::commit)
                        .collect(Collectors.toSet())
                        .containsAll(accepted)
                && runs.stream().allMatch(run -> run.status().isFinal())
                && deployments.size() == runs.size()
                && deployments.stream().noneMatch(one -> ACTIVE.contains(one.status()))
                && store.runs().pendingEffects(1).isEmpty();
    }

    private String state() {
        try (Store store = open()) {
            return "accepted " + accepted + ", runs "
                    + runs(store).stream()
                            .map(run -> run.commit() + " " + run.status())
                            .toList()
                    + ", deployments "
                    + deployments(store, 1).stream()
                            .map(one -> one.release() + " " + one.status() + " " + one.reason())
                            .toList()
                    + ", effects " + store.runs().pendingEffects(10);
        }
    }

    private static List<RunSummary> runs(Store store) {
        return store.runQueries().runs(1, RunFilter.any(), Long.MAX_VALUE, 100);
    }

    private Store open() {
        return Store.open(data.resolve("sluice.db"), GitlabDialect.PROGRAMS, InstantSource.system());
    }

    /** A jar that says only which class is the agent; the class itself lies on the class path. */
    private static Path agent(Path folder) {
        Path jar = folder.resolve("agent.jar");
        if (!Files.exists(jar)) {
            Manifest manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
            try (OutputStream out = Files.newOutputStream(jar);
                    JarOutputStream unused = new JarOutputStream(out, manifest)) {
                // Closing it writes the manifest.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return jar;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Slots.stopAll(data.resolve("slots"));
    }
}
