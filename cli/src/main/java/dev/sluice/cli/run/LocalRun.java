package dev.sluice.cli.run;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.ArtifactTakeOver;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.LocalRepository;
import dev.sluice.adapters.git.WorkingTree;
import dev.sluice.adapters.logs.ListenedLogs;
import dev.sluice.adapters.logs.TextLogs;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.adapters.runner.session.RunnerSettings;
import dev.sluice.adapters.runner.workspace.WorkingTreeSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.app.run.DownstreamExecutor;
import dev.sluice.app.run.EmbeddedRunner;
import dev.sluice.app.run.FamilyJobs;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.app.run.MemoryJobQueue;
import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.StopChannel;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.run.Upstreams;
import dev.sluice.app.trigger.DownstreamRuns;
import dev.sluice.app.trigger.DownstreamSources;
import dev.sluice.app.trigger.GitlabPlanner;
import dev.sluice.app.trigger.Planner;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.containers.JobPlace;
import dev.sluice.cli.term.Signals;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

/**
 * One run on this machine: the engine, a queue and a store in memory, the embedded runner, files below {@code .sluice/}.
 * The composition root of {@code sluice run}.
 */
final class LocalRun implements AutoCloseable {
    private static final String RUNNER = "this machine";
    private static final String STARTER = "this run";
    private static final int DOWNSTREAMS_MAX = 1000;
    private static final long CACHE_BYTES_MAX = 10L << 30;
    private static final long PROJECT = 1;

    private final RunFolder folder;
    private final RunRequest request;
    private final RunReporter reporter;
    private final LocalVariables variables;
    private final MemoryJobQueue queue = new MemoryJobQueue();
    private final Workspaces workspaces;
    private final FileArtifactStore artifacts;
    private final TextLogs files;
    private final JobPlace place;
    private final JobExecutor executor;
    private final DownstreamSources sources;
    private final MemoryRunStore store;
    private final Heard heard;
    private final Interruption interruption;
    private final RunProgress progress;
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private LocalRun(
            RunFolder folder,
            RunRequest request,
            RunReporter reporter,
            Workspaces workspaces,
            FileArtifactStore artifacts,
            TextLogs files,
            JobPlace place,
            JobExecutor executor,
            DownstreamSources sources,
            MemoryRunStore store,
            Heard heard,
            Interruption interruption) {
        this.folder = folder;
        this.request = request;
        this.variables = new LocalVariables(request);
        this.reporter = reporter;
        this.workspaces = workspaces;
        this.artifacts = artifacts;
        this.files = files;
        this.place = place;
        this.executor = executor;
        this.sources = sources;
        this.store = store;
        this.heard = heard;
        this.interruption = interruption;
        this.progress = new RunProgress(reporter);
        heard.names = progress::nameOf;
    }

    /** What the logs ask for, known only once the run exists. */
    private static final class Heard {
        /** A person is in a shell on our terminal: its Ctrl-C is not for us. */
        private final AtomicBoolean shellOpen = new AtomicBoolean();

        /** What to do when the output no longer arrives. */
        private volatile Runnable onCutOff = () -> {};

        private volatile BiFunction<RunId, String, String> names = (_, job) -> job;
    }

    static LocalRun open(
            RunFolder folder,
            Map<String, String> environment,
            RunRequest request,
            LocalRepository repository,
            WorkingTree tree,
            SourceTree sight,
            RunReporter reporter,
            Interruption interruption)
            throws IOException, CommandFailed {
        JobPlace place = place(request, environment);
        Workspaces workspaces = Workspaces.open(folder.workspaces());
        Clock clock = Clock.systemUTC();
        FileArtifactStore artifacts =
                new FileArtifactStore(folder.artifacts(), Durability.CACHED, ArtifactLimits.forArtifacts(), clock);
        FileArtifactStore cacheFiles = new FileArtifactStore(
                cacheFolder(folder, environment), Durability.CACHED, ArtifactLimits.forCaches(), clock);
        FileCacheStore caches = new FileCacheStore(cacheFiles, ArtifactLimits.forCaches(), CACHE_BYTES_MAX);
        Heard heard = new Heard();
        TextLogs files = new TextLogs(folder.logs());
        ListenedLogs logs = new ListenedLogs(files, (id, lines, at) -> {
            reporter.lines(heard.names.apply(id.run(), id.job()), lines);
            if (reporter.isCutOff()) {
                heard.onCutOff.run();
            }
        });
        MemoryRunStore store = new MemoryRunStore(folder.number());
        DownstreamSources sources = new LocalSources(sight, Optional.of(repository));
        WorkingTreeSource source = new WorkingTreeSource(repository, tree);
        JobExecutor executor = place.executor(new RunnerParts(
                workspaces,
                order -> source,
                logs,
                artifacts,
                caches,
                trigger -> FileCacheStore.Scope.PROTECTED,
                RunnerSettings.of(RUNNER, version()),
                clock,
                new LocalJobs(new FamilyJobs(store)),
                (release, _) -> new Publication.Answer.NoEffect("no tag and no release \"" + release.tag()
                        + "\" is made here: sluice run leaves the repository as it is; a server makes them"),
                new ShellOnFailure(request.shellInto(), reporter, heard.shellOpen)));
        return new LocalRun(
                folder,
                request,
                reporter,
                workspaces,
                artifacts,
                files,
                place,
                executor,
                sources,
                store,
                heard,
                interruption);
    }

    private static JobPlace place(RunRequest request, Map<String, String> environment) throws CommandFailed {
        try {
            return JobPlace.open(request.containers(), environment);
        } catch (JobPlace.Unavailable e) {
            throw new CommandFailed(
                    Exit.INVALID, String.valueOf(e.getMessage()), "without --executor docker jobs run as processes");
        }
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

    /** Runs what was chosen until nothing more happens by itself, and keeps how it ended. */
    RunStatus run(Trigger trigger, Chosen chosen) throws InterruptedException, IOException {
        RunId id = new RunId(PROJECT, folder.number());
        Map<String, JobState> done = new LinkedHashMap<>();
        for (Chosen.Taken taken : chosen.taken().values()) {
            FileArtifactStore from = new FileArtifactStore(
                    folder.artifacts(taken.run()), Durability.CACHED, ArtifactLimits.forArtifacts(), Clock.systemUTC());
            String job = taken.job().name();
            ArtifactTakeOver.of(from, new RunId(PROJECT, taken.run()), artifacts, id, job);
            done.put(job, taken.state());
        }
        RunStatus status = run(trigger, RunEngine.begin(withoutLabels(chosen.pipeline()), done));
        RunRecord.of(progress.runs().getFirst(), chosen.whole()).write(folder.own());
        return status;
    }

    private RunStatus run(Trigger trigger, RunState begun) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        EmbeddedRunner runner = runner(RUNNER, Set.of(), request.concurrency(), executor);
        LocalDownstreams downstreams = new LocalDownstreams();
        DownstreamExecutor starting = new DownstreamExecutor(
                new DownstreamRuns(new DownstreamRuns.Parts(
                        sources,
                        artifacts,
                        new GitlabPlanner(variables::rules),
                        store,
                        downstreams,
                        variables.handedDown())),
                store,
                _ -> Optional.empty(),
                (_, _, _) -> new Upstreams.Newest.None());
        EmbeddedRunner starter = runner(STARTER, Set.of(DownstreamProgram.LABEL), DOWNSTREAMS_MAX, starting);
        try (RunLoop loop = new RunLoop(store, queue, StopChannel.of(runner, starter), clock);
                starter;
                runner) {
            downstreams.loop = Optional.of(loop);
            loop.addListener(progress);
            loop.addListener(starting);
            // A signal finds a run that it can cancel: the run is made before, its first job starts after.
            loop.start(PROJECT, "run", trigger, begun);
            try (Signals.Registration interrupt = Signals.on("INT", () -> keyed(loop));
                    Signals.Registration terminate = Signals.on("TERM", () -> interrupted(loop));
                    Signals.Registration hangUp = Signals.on("HUP", () -> interrupted(loop))) {
                heard.onCutOff = () -> cancel(loop, "a reader that left");
                interruption.arm(() -> cancel(loop, "a change"));
                runner.start(loop);
                starter.start(loop);
                RunStatus status = progress.await();
                runner.drain(Duration.ofSeconds(30));
                return status;
            }
        }
    }

    private EmbeddedRunner runner(String name, Set<String> labels, int slots, JobExecutor jobs) {
        return new EmbeddedRunner(
                new EmbeddedRunner.Settings(
                        name,
                        labels,
                        slots,
                        Duration.ofDays(1),
                        Duration.ofHours(1),
                        labels.contains(DownstreamProgram.LABEL)),
                queue,
                jobs,
                variables,
                InstantSource.system());
    }

    /** This machine takes every job: the labels of the team's runners say nothing about it. */
    private static Pipeline withoutLabels(Pipeline pipeline) {
        List<Job> jobs = new ArrayList<>();
        for (Job job : pipeline.jobs()) {
            boolean starts = job.program() instanceof DownstreamProgram;
            jobs.add(starts || job.tags().isEmpty() ? job : job.withTags(Set.of()));
        }
        return pipeline.withJobs(jobs);
    }

    /** Runs below the first one go through the same loop, once there is one. */
    private static final class LocalDownstreams implements DownstreamRuns.Starter {
        private volatile Optional<RunLoop> loop = Optional.empty();

        @Override
        public StoredRun start(long project, String cause, Trigger trigger, Planner.Plan.Ready plan) {
            return loop.orElseThrow().start(project, cause, trigger, withoutLabels(plan.pipeline()));
        }

        @Override
        public void cancel(RunId run, String by) {
            loop.orElseThrow()
                    .send(
                            run,
                            new RunEvent.CancelRequested(
                                    by, InstantSource.system().instant()));
        }
    }

    /** Ctrl-C; while a person is in a shell, it is that one's. */
    private void keyed(RunLoop loop) {
        if (!heard.shellOpen.get()) {
            interrupted(loop);
        }
    }

    /** The first time the run is cancelled and its jobs are ended in order; the second time everything is killed. */
    private void interrupted(RunLoop loop) {
        interruption.signalled();
        if (cancelled.get()) {
            workspaces.killAll();
            place.killAll();
            Runtime.getRuntime().halt(Exit.CANCELED);
        }
        cancel(loop, "Ctrl-C");
    }

    /** Cancels the run once; on a thread of its own, as this may be called by what the run's end waits for. */
    private void cancel(RunLoop loop, String by) {
        if (cancelled.compareAndSet(false, true)) {
            reporter.cancelling();
            Thread.ofVirtual().name("cancel").start(() -> {
                for (StoredRun run : progress.runs()) {
                    loop.send(
                            run.id(),
                            new RunEvent.CancelRequested(
                                    by, InstantSource.system().instant()));
                }
            });
        }
    }

    /** Copies the artifacts to where they were asked for; later jobs win. */
    void leaveArtifacts() throws IOException {
        if (request.artifactsTo().isPresent()) {
            for (StoredRun run : progress.runs()) {
                List<String> jobs =
                        run.state().jobs().stream().map(JobState::name).toList();
                artifacts.export(run.id(), jobs, request.artifactsTo().get());
            }
        }
    }

    /** Shows what the jobs reported beside their outcome. */
    void showReports() throws IOException {
        LocalReports reports = new LocalReports(artifacts, files, variables.mask(progress.runs()));
        for (StoredRun run : progress.runs()) {
            reports.read(run);
        }
        if (reports.isAny()) {
            reporter.reported(reports);
        }
    }

    /** Waits until the workspaces are removed. */
    @Override
    public void close() {
        workspaces.close();
        place.close();
    }
}
