package dev.sluice.cli.serve;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.deploy.release.GitReleaseSource;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.include.IncludeSources;
import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.adapters.runner.session.RunnerSettings;
import dev.sluice.adapters.runner.workspace.CommitSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.adapters.store.DataFolder;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.access.Access;
import dev.sluice.app.delivery.ReleasePublisher;
import dev.sluice.app.identity.JobIdentities;
import dev.sluice.app.identity.TokenSigner;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.DownstreamExecutor;
import dev.sluice.app.run.EmbeddedRunner;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.JobVariables;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.run.StopChannel;
import dev.sluice.app.trigger.CrossProjectPlanner;
import dev.sluice.app.trigger.DownstreamRuns;
import dev.sluice.app.trigger.GitlabPlanner;
import dev.sluice.app.trigger.GuardedPlanner;
import dev.sluice.app.trigger.HostedJobs;
import dev.sluice.app.trigger.HostedSources;
import dev.sluice.app.trigger.HostedUpstreams;
import dev.sluice.app.trigger.Planner;
import dev.sluice.app.trigger.ProjectAddresses;
import dev.sluice.app.variable.HandedDownVariables;
import dev.sluice.app.variable.KeptForJobs;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.cli.containers.JobPlace;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.log.LogViewer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of the server that run jobs: loop, embedded runner, logs, artifacts. {@link #start} after everything that hears
 * of runs is wired; closed through the {@link Shutdown}. Safe for many threads.
 */
final class RunParts {
    private static final Logger LOG = LoggerFactory.getLogger(RunParts.class);
    private static final String RUNNER = "embedded";
    /** Holds the jobs that start other runs; it does no work of its own. */
    private static final String STARTER = "server";

    private static final int STARTED_MAX = 10_000;
    /** What such a job waits for may take as long as it likes, over restarts too. */
    private static final Duration STARTER_LEASE = Duration.ofDays(3650);

    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final long CACHE_BYTES_MAX = 10L << 30;

    private final Around around;
    private final Planner planner;
    private final FileLogStore logs;
    private final LogViewer viewer;
    private final FileArtifactStore artifacts;
    private final EmbeddedRunner runner;
    private final EmbeddedRunner starter;
    private final RunLoop loop;
    private final JobVariables variables;
    private final ReleasePublisher publisher;

    private RunParts(
            Around around,
            Planner planner,
            FileLogStore logs,
            FileArtifactStore artifacts,
            EmbeddedRunner runner,
            EmbeddedRunner starter,
            RunLoop loop,
            JobVariables variables,
            ReleasePublisher publisher) {
        this.around = around;
        this.planner = planner;
        this.logs = logs;
        this.viewer = new LogViewer(logs);
        this.artifacts = artifacts;
        this.runner = runner;
        this.starter = starter;
        this.loop = loop;
        this.variables = variables;
        this.publisher = publisher;
    }

    /** What running is made of. */
    record Around(
            ServerSettings settings,
            DataFolder data,
            Store store,
            ServerRepositories repositories,
            ValueCipher cipher,
            TokenSigner signer,
            Supplier<String> url,
            Clock clock) {}

    static RunParts open(Around around, Shutdown shutdown) throws IOException {
        ServerSettings settings = around.settings();
        Store store = around.store();
        FileLogStore logs = new FileLogStore(around.data().folder("logs"));
        FileArtifactStore artifacts = new FileArtifactStore(
                around.data().folder("artifacts"), Durability.SYNCED, ArtifactLimits.forArtifacts(), around.clock());
        KeptForJobs kept = new KeptForJobs(store.variables(), around.cipher());
        JobPlace place = shutdown.add(JobPlace.open(settings.containers(), System.getenv()));
        ProtectedRefRules protection =
                new ProtectedRefRules(store.protectedRefs(), new Access(store.accounts()), store.audit());
        ReleasePublisher publisher = new ReleasePublisher(new ReleasePublisher.Parts(
                store.publishedReleases(),
                new GitReleaseSource(around.repositories()::of, artifacts, around.clock()),
                store.projects(),
                store.runs(),
                store.accounts(),
                protection,
                store.audit(),
                around.clock()));
        Workspaces workspaces = shutdown.add(Workspaces.open(around.data().folder("workspaces")));
        EmbeddedRunner runner = new EmbeddedRunner(
                new EmbeddedRunner.Settings(
                        RUNNER,
                        Set.of(),
                        settings.limits().slots(),
                        LEASE,
                        settings.limits().jobTimeout()),
                store.queue(),
                place.executor(parts(around, workspaces, logs, artifacts, publisher)),
                new JobIdentities(
                        kept,
                        new JobIdentities.Parts(
                                around.signer(),
                                store.accounts(),
                                around.url(),
                                settings.limits().jobTimeout(),
                                around.clock())),
                around.clock());
        DownstreamStarter downstreams = new DownstreamStarter(store.runs(), around.clock());
        HostedSources sources = new HostedSources(
                store.projects(),
                around.repositories(),
                store.accounts(),
                new ProjectAddresses(around.url(), store.protectedRefs()),
                protection);
        Planner planner = new GuardedPlanner(new CrossProjectPlanner(
                new GitlabPlanner(kept::rules),
                sources,
                new IncludeSources(settings.includes(), around.clock())::forPlan));
        DownstreamExecutor starting = new DownstreamExecutor(
                new DownstreamRuns(new DownstreamRuns.Parts(
                        sources,
                        artifacts,
                        planner,
                        store.runs(),
                        downstreams,
                        new HandedDownVariables(around.cipher()))),
                store.runs(),
                login -> store.accounts().byLogin(login).map(Pushes::actor),
                new HostedUpstreams(store.projects(), store.runs(), store.runQueries(), store.accounts()));
        EmbeddedRunner starter = new EmbeddedRunner(
                new EmbeddedRunner.Settings(
                        STARTER,
                        Set.of(DownstreamProgram.LABEL),
                        STARTED_MAX,
                        STARTER_LEASE,
                        settings.limits().jobTimeout(),
                        true),
                store.queue(),
                starting,
                kept,
                around.clock());
        RunLoop loop =
                shutdown.add(new RunLoop(store.runs(), store.queue(), StopChannel.of(runner, starter), around.clock()));
        downstreams.connect(loop);
        loop.addListener(starting);
        return new RunParts(around, planner, logs, artifacts, runner, starter, loop, kept, publisher);
    }

    private static RunnerParts parts(
            Around around,
            Workspaces workspaces,
            FileLogStore logs,
            FileArtifactStore artifacts,
            ReleasePublisher publisher) {
        return new RunnerParts(
                workspaces,
                order -> new CommitSource(
                        around.repositories().of(order.run().project()),
                        order.trigger().commit().sha(),
                        order.trigger().project().gitUrl()),
                logs,
                artifacts,
                new FileCacheStore(artifacts, ArtifactLimits.forCaches(), CACHE_BYTES_MAX),
                RunParts::cacheScope,
                RunnerSettings.of(RUNNER, version()),
                around.clock(),
                new HostedJobs(
                        around.store().projects(),
                        around.store().runs(),
                        around.store().runQueries(),
                        around.store().accounts()),
                publisher);
    }

    /** What protected branches cache, no other branch can have written. */
    private static FileCacheStore.Scope cacheScope(Trigger trigger) {
        return trigger.refProtected() ? FileCacheStore.Scope.PROTECTED : FileCacheStore.Scope.OPEN;
    }

    private static String version() {
        return Optional.ofNullable(RunParts.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }

    Supplier<String> url() {
        return around.url();
    }

    /** Signs the tokens of jobs. */
    TokenSigner signer() {
        return around.signer();
    }

    Planner planner() {
        return planner;
    }

    FileLogStore logs() {
        return logs;
    }

    LogViewer viewer() {
        return viewer;
    }

    FileArtifactStore artifacts() {
        return artifacts;
    }

    /** What jobs get of what is kept outside of the file. */
    JobVariables variables() {
        return variables;
    }

    RunLoop loop() {
        return loop;
    }

    /** Makes the releases that jobs announce. */
    ReleasePublisher publisher() {
        return publisher;
    }

    RunnerQueries runners() {
        return new EmbeddedRunners(
                RUNNER,
                around.settings().limits().slots(),
                runner,
                around.store().queue(),
                around.clock());
    }

    /** Takes up what an earlier server left, and begins to claim jobs. */
    void start(Shutdown shutdown) {
        repairLogs();
        loop.recover(Set.of(RUNNER));
        shutdown.add(runner).start(loop);
        shutdown.add(starter).start(loop);
    }

    /** Logs of attempts that were under way when an earlier server died: nobody else opens them again. */
    private void repairLogs() {
        for (JobQueue.Claim claim : around.store().queue().heldBy(RUNNER)) {
            try {
                logs.repair(new LogStore.LogId(claim.run(), claim.job(), claim.attempt()));
            } catch (UncheckedIOException e) {
                LOG.error("run={} job={} its log could not be repaired", claim.run(), claim.job(), e);
            }
        }
    }
}
