package dev.sluice.cli.run;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.git.WorkingTree;
import dev.sluice.adapters.logs.ListenedLogs;
import dev.sluice.adapters.logs.TextLogs;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.adapters.runner.session.RunnerSettings;
import dev.sluice.adapters.runner.shell.ShellExecutor;
import dev.sluice.adapters.runner.workspace.WorkingTreeSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.app.run.EmbeddedRunner;
import dev.sluice.app.run.MemoryJobQueue;
import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.cli.Exit;
import dev.sluice.cli.term.Signals;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run on this machine: the engine, a queue and a store in memory, the embedded runner, files below {@code .sluice/}.
 * The composition root of {@code sluice run}.
 */
final class LocalRun implements AutoCloseable {
    private static final String RUNNER = "this machine";
    private static final long CACHE_BYTES_MAX = 10L << 30;
    private static final long PROJECT = 1;

    private final RunFolder folder;
    private final RunRequest request;
    private final RunReporter reporter;
    private final MemoryJobQueue queue = new MemoryJobQueue();
    private final Workspaces workspaces;
    private final FileArtifactStore artifacts;
    private final ShellExecutor executor;
    private final CutOff onCutOff;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private LocalRun(
            RunFolder folder,
            RunRequest request,
            RunReporter reporter,
            Workspaces workspaces,
            FileArtifactStore artifacts,
            ShellExecutor executor,
            CutOff onCutOff) {
        this.folder = folder;
        this.request = request;
        this.reporter = reporter;
        this.workspaces = workspaces;
        this.artifacts = artifacts;
        this.executor = executor;
        this.onCutOff = onCutOff;
    }

    /** What to do when the output no longer arrives: known only once the run exists, asked for by its log. */
    private static final class CutOff {
        private volatile Runnable action = () -> {};
    }

    static LocalRun open(
            RunFolder folder,
            Map<String, String> environment,
            RunRequest request,
            LocalRepository repository,
            WorkingTree tree,
            RunReporter reporter)
            throws IOException {
        Workspaces workspaces = Workspaces.open(folder.workspaces());
        Clock clock = Clock.systemUTC();
        FileArtifactStore artifacts =
                new FileArtifactStore(folder.artifacts(), Durability.CACHED, ArtifactLimits.forArtifacts(), clock);
        FileArtifactStore cacheFiles = new FileArtifactStore(
                cacheFolder(folder, environment), Durability.CACHED, ArtifactLimits.forCaches(), clock);
        FileCacheStore caches = new FileCacheStore(cacheFiles, ArtifactLimits.forCaches(), CACHE_BYTES_MAX);
        CutOff onCutOff = new CutOff();
        ListenedLogs logs = new ListenedLogs(new TextLogs(folder.logs()), (id, lines, at) -> {
            reporter.lines(id.job(), lines);
            if (reporter.isCutOff()) {
                onCutOff.action.run();
            }
        });
        WorkingTreeSource source = new WorkingTreeSource(repository, tree);
        ShellExecutor executor = new ShellExecutor(new RunnerParts(
                workspaces,
                order -> source,
                logs,
                artifacts,
                caches,
                trigger -> FileCacheStore.Scope.PROTECTED,
                RunnerSettings.of(RUNNER, version()),
                clock));
        return new LocalRun(folder, request, reporter, workspaces, artifacts, executor, onCutOff);
    }

    /** Caches of several clones of a project are told apart by the path of the clone. */
    private static Path cacheFolder(RunFolder folder, Map<String, String> environment) {
        String home = environment.getOrDefault("SLUICE_HOME", "");
        if (home.isEmpty()) {
            return folder.caches();
        }
        String clone = Integer.toHexString(folder.root().toString().hashCode());
        return Path.of(home).toAbsolutePath().resolve("caches").resolve(clone);
    }

    private static String version() {
        String version = LocalRun.class.getPackage().getImplementationVersion();
        return version == null ? "unpacked" : version;
    }

    /** Runs the pipeline until nothing more happens by itself. */
    RunStatus run(Trigger trigger, Pipeline pipeline) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        EmbeddedRunner runner = new EmbeddedRunner(
                new EmbeddedRunner.Settings(
                        RUNNER, tags(pipeline), request.concurrency(), Duration.ofDays(1), Duration.ofHours(1)),
                queue,
                executor,
                (run, job) -> request.projectVariables(),
                clock);
        MemoryRunStore store = new MemoryRunStore(folder.number());
        try (RunLoop loop = new RunLoop(store, queue, runner, clock);
                runner) {
            RunProgress progress = new RunProgress(reporter);
            loop.addListener(progress);
            // A signal finds a run that it can cancel: the run is made before, its first job starts after.
            loop.start(PROJECT, "run", trigger, pipeline);
            try (Signals.Registration interrupt = Signals.on("INT", () -> interrupted(loop));
                    Signals.Registration terminate = Signals.on("TERM", () -> interrupted(loop));
                    Signals.Registration hangUp = Signals.on("HUP", () -> interrupted(loop))) {
                onCutOff.action = () -> cancel(loop, "a reader that left");
                runner.start(loop);
                RunStatus status = progress.await();
                runner.drain(Duration.ofSeconds(30));
                return status;
            }
        }
    }

    /** This machine takes every job: the labels of the team's runners say nothing about it. */
    private static Set<String> tags(Pipeline pipeline) {
        Set<String> tags = new HashSet<>();
        for (Job job : pipeline.jobs()) {
            tags.addAll(job.tags());
        }
        return tags;
    }

    /** The first time the run is cancelled and its jobs are ended in order; the second time everything is killed. */
    private void interrupted(RunLoop loop) {
        if (cancelled.get()) {
            workspaces.killAll();
            Runtime.getRuntime().halt(Exit.CANCELED);
        }
        cancel(loop, "Ctrl-C");
    }

    /** Cancels the run once; on a thread of its own, as this may be called by what the run's end waits for. */
    private void cancel(RunLoop loop, String by) {
        if (cancelled.compareAndSet(false, true)) {
            reporter.cancelling();
            RunId id = new RunId(PROJECT, folder.number());
            Thread.ofVirtual()
                    .name("cancel")
                    .start(() -> loop.send(
                            id,
                            new RunEvent.CancelRequested(
                                    by, InstantSource.system().instant())));
        }
    }

    /** Copies the artifacts to where they were asked for; later jobs win. */
    void leaveArtifacts(Pipeline pipeline) throws IOException {
        if (request.artifactsTo().isPresent()) {
            List<String> jobs = pipeline.jobs().stream().map(Job::name).toList();
            artifacts.export(
                    new RunId(PROJECT, folder.number()),
                    jobs,
                    request.artifactsTo().get());
        }
    }

    /** Waits until the workspaces are removed. */
    @Override
    public void close() {
        workspaces.close();
    }
}
