package dev.sluice.cli.serve;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.adapters.runner.shell.RunnerSettings;
import dev.sluice.adapters.runner.shell.ShellExecutor;
import dev.sluice.adapters.runner.workspace.CommitSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.adapters.store.Argon2Hasher;
import dev.sluice.adapters.store.DataFolder;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.access.Access;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.PasswordHasher;
import dev.sluice.app.access.Secret;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.project.Projects;
import dev.sluice.app.run.EmbeddedRunner;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.app.run.JobQueue;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.run.RunnerQueries;
import dev.sluice.app.trigger.GitlabPlanner;
import dev.sluice.app.trigger.PushSynchronizer;
import dev.sluice.app.trigger.RunsByHand;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Trigger;
import dev.sluice.dialects.gitlab.GitlabProgram;
import dev.sluice.server.api.Api;
import dev.sluice.server.git.GitRoutes;
import dev.sluice.server.git.GitService;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.Routes;
import dev.sluice.server.live.LiveRoutes;
import dev.sluice.server.live.OpenStreams;
import dev.sluice.server.page.PageSources;
import dev.sluice.server.page.Pages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server, put together: the list of its parts in the order in which they start. {@link #close} ends them in the
 * opposite order: no new requests, no new jobs, jobs under way handed back, store closed.
 */
public final class ServerApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerApp.class);
    private static final String RUNNER = "embedded";
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final Duration CATCH_UP_AFTER = Duration.ofSeconds(1);
    private static final Duration HOUSEKEEPING_AFTER = Duration.ofMinutes(5);
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofHours(1);
    private static final Duration QUEUE_KEPT = Duration.ofDays(1);
    private static final int STREAMS_OF_ACCOUNT_MAX = 250;
    private static final int STREAMS_MAX = 2_000;
    private static final int EVENTS_KEPT = 10_000;
    private static final long CACHE_BYTES_MAX = 10L << 30;

    private final Shutdown shutdown;
    private final Services services;
    private final String url;

    /**
     * The parts that commands inside the process and tests talk to.
     *
     * @param firstPassword of the administrator that was made at this start
     */
    public record Services(
            Store store,
            Projects projects,
            Accounts accounts,
            Access access,
            LogIn logIn,
            Tokens tokens,
            RunLoop loop,
            PushSynchronizer pushes,
            Routes routes,
            LiveEvents events,
            DeliveryParts delivery,
            Optional<Secret> firstPassword) {}

    private ServerApp(Shutdown shutdown, Services services, String url) {
        this.shutdown = shutdown;
        this.services = services;
        this.url = url;
    }

    /** Starts a server; it answers requests when this returns. */
    public static ServerApp start(ServerSettings settings) throws HttpServer.CannotListen, IOException {
        Shutdown shutdown = new Shutdown();
        try {
            return start(settings, shutdown);
        } catch (HttpServer.CannotListen | IOException | RuntimeException e) {
            shutdown.close();
            throw e;
        }
    }

    private static ServerApp start(ServerSettings settings, Shutdown shutdown)
            throws HttpServer.CannotListen, IOException {
        Clock clock = Clock.systemUTC();
        DataFolder data = shutdown.add(DataFolder.take(settings.data()));
        Store store = shutdown.add(Store.open(data.database(), Map.of("gitlab", GitlabProgram.class), clock));
        PasswordHasher hasher = new Argon2Hasher();
        Access access = new Access(store.accounts());
        Accounts accounts = new Accounts(store.accounts(), hasher, access, store.audit(), clock);
        LogIn logIn = new LogIn(store.accounts(), store.sessions(), store.tokens(), hasher, store.audit(), clock);
        Tokens tokens = new Tokens(store.tokens(), access, store.audit(), clock);
        ServerRepositories repositories = new ServerRepositories(data.folder("repositories"));
        Projects projects = new Projects(store.projects(), repositories, access, store.audit(), clock);
        LiveEvents events = new LiveEvents(EVENTS_KEPT, clock.millis() * 1000);
        FileLogStore logs = new FileLogStore(data.folder("logs"));
        FileArtifactStore artifacts = new FileArtifactStore(
                data.folder("artifacts"), Durability.SYNCED, ArtifactLimits.forArtifacts(), clock);

        EmbeddedRunner runner = new EmbeddedRunner(
                new EmbeddedRunner.Settings(RUNNER, Set.of(), settings.slots(), LEASE, settings.jobTimeout()),
                store.queue(),
                executor(data, shutdown, repositories, logs, artifacts),
                (_, _) -> List.of(),
                clock);
        RunLoop loop = shutdown.add(new RunLoop(store.runs(), store.queue(), runner, clock));
        loop.addListener(new LiveRuns(events));

        AtomicReference<String> url = new AtomicReference<>(settings.url().orElse(""));
        DeliveryParts delivery = DeliveryParts.open(
                new DeliveryParts.Around(
                        data,
                        store,
                        repositories,
                        artifacts,
                        events,
                        access,
                        url::get,
                        new OwnHosts(url::get, settings.host())),
                shutdown,
                clock);
        PushSynchronizer pushes = new PushSynchronizer(
                repositories,
                store.runs(),
                store.runs(),
                new GitlabPlanner(),
                new LoopStarter(loop, clock),
                clock,
                new PushSynchronizer.Settings(
                        url::get,
                        settings.runsPerPush(),
                        (project, tag) -> delivery.queries()
                                .release(project, tag)
                                .filter(release -> release.kind() == Release.Kind.VERSION)
                                .isPresent(),
                        login -> store.accounts().byLogin(login).map(Pushes::actor)));
        CatchUp catchUp = shutdown.add(new CatchUp(() -> store.projects().list(), pushes::synchronize, CATCH_UP_AFTER));
        Routes routes = new Routes();
        GitService git = new GitService(
                new HostedGit(repositories),
                new Pushes(pushes, catchUp, store.audit()),
                new GitService.Limits(settings.pushBytesMax(), settings.gitStall()));
        shutdown.add(new GitRoutes(git, logIn, access, projects)).addTo(routes);
        OpenStreams streams = new OpenStreams(STREAMS_OF_ACCOUNT_MAX, STREAMS_MAX);
        new LiveRoutes(new LiveRoutes.Parts(events, logs, store.runs(), logIn, access, streams)).addTo(routes);
        RunCommands commands = new RunsByHand(new RunsByHand.Parts(
                store.projects(), repositories, store.runs(), new GitlabPlanner(), pushes, loop, clock));
        RunnerQueries runners = new EmbeddedRunners(RUNNER, settings.slots(), runner, store.queue(), clock);
        new Api(new Api.Sources(
                        projects,
                        accounts,
                        tokens,
                        store.runQueries(),
                        store.runs(),
                        commands,
                        logs,
                        runners,
                        store.audit(),
                        store.audit(),
                        clock))
                .addTo(routes);

        delivery.addTo(routes);
        Pages pages = new Pages(new PageSources(
                projects,
                access,
                store.runQueries(),
                store.runs(),
                commands,
                logs,
                artifacts,
                runners,
                delivery.queries(),
                delivery.commands(),
                store.audit(),
                store.audit(),
                events,
                accounts,
                tokens,
                settings.url(),
                clock));
        pages.addTo(routes);
        loop.addListener(delivery.listener());
        delivery.start();

        repairLogs(store, logs);
        loop.recover(Set.of(RUNNER));
        shutdown.add(runner).start(loop);
        HttpServer http = shutdown.add(HttpServer.start(
                new HttpServer.Settings(
                        settings.host(),
                        settings.port(),
                        settings.url()
                                .filter(address -> address.startsWith("https:"))
                                .isPresent()),
                new HttpServer.Site(routes, pages.errorPages(), delivery::forHost, logIn, access, projects)));
        String reachedAt = settings.url().orElse("http://" + settings.host() + ":" + http.port());
        url.set(reachedAt);
        catchUp.start();
        shutdown.add(new Housekeeping(List.of(
                        new Housekeeping.Chore(
                                "sessions", () -> store.sessions().sweep(clock.instant())),
                        new Housekeeping.Chore("queue", () -> store.queue()
                                .sweep(clock.instant().minus(QUEUE_KEPT))),
                        new Housekeeping.Chore("releases", delivery.releaseFolders()),
                        new Housekeeping.Chore("artifacts", artifacts::collectGarbage))))
                .start(HOUSEKEEPING_AFTER, HOUSEKEEPING_PAUSE);
        // The last step: a start that fails before it would take the only sight of the password with it.
        Optional<Secret> firstPassword = accounts.makeFirstAdministrator(settings.adminPassword());
        return new ServerApp(
                shutdown,
                new Services(
                        store,
                        projects,
                        accounts,
                        access,
                        logIn,
                        tokens,
                        loop,
                        pushes,
                        routes,
                        events,
                        delivery,
                        firstPassword),
                reachedAt);
    }

    /** Logs of attempts that were under way when an earlier server died: nobody else opens them again. */
    private static void repairLogs(Store store, FileLogStore logs) {
        for (JobQueue.Claim claim : store.queue().heldBy(RUNNER)) {
            try {
                logs.repair(new LogStore.LogId(claim.run(), claim.job(), claim.attempt()));
            } catch (UncheckedIOException e) {
                LOG.error("run={} job={} its log could not be repaired", claim.run(), claim.job(), e);
            }
        }
    }

    private static JobExecutor executor(
            DataFolder data,
            Shutdown shutdown,
            ServerRepositories repositories,
            FileLogStore logs,
            FileArtifactStore artifacts)
            throws IOException {
        Workspaces workspaces = shutdown.add(Workspaces.open(data.folder("workspaces")));
        return new ShellExecutor(
                workspaces,
                order -> new CommitSource(
                        repositories.of(order.run().project()),
                        order.trigger().commit().sha(),
                        order.trigger().project().gitUrl()),
                logs,
                artifacts,
                new FileCacheStore(artifacts, ArtifactLimits.forCaches(), CACHE_BYTES_MAX),
                ServerApp::cacheScope,
                RunnerSettings.of(RUNNER, version()));
    }

    /** What the default branch caches, no other branch can have written. */
    private static FileCacheStore.Scope cacheScope(Trigger trigger) {
        return trigger.ref().equals(new Trigger.GitRef.Branch(trigger.defaultBranch()))
                ? FileCacheStore.Scope.PROTECTED
                : FileCacheStore.Scope.OPEN;
    }

    private static String version() {
        return Optional.ofNullable(ServerApp.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }

    /** Address of the server as people reach it. */
    public String url() {
        return url;
    }

    public Services services() {
        return services;
    }

    @Override
    public void close() {
        shutdown.close();
    }
}
