package dev.sluice.cli.serve;

import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.secrets.KeyFileCipher;
import dev.sluice.adapters.secrets.RsaTokenSigner;
import dev.sluice.adapters.store.DataFolder;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Secret;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.identity.TokenSigner;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Projects;
import dev.sluice.app.retention.Retention;
import dev.sluice.app.run.GroupWatch;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.variable.ValueCipher;
import dev.sluice.dialects.gitlab.GitlabDialect;
import dev.sluice.server.api.Api;
import dev.sluice.server.http.HttpServer;
import dev.sluice.server.http.Routes;
import dev.sluice.server.live.LiveRoutes;
import dev.sluice.server.live.OpenStreams;
import dev.sluice.server.page.PageSources;
import dev.sluice.server.page.Pages;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A server, put together: the list of its parts in the order in which they start. {@link #close} ends them in the
 * opposite order: no new requests, no new jobs, jobs under way handed back, store closed.
 */
public final class ServerApp implements AutoCloseable {
    /** Between two looks at the environments that end by themselves. */
    private static final Duration STOPS_PAUSE = Duration.ofSeconds(15);

    private static final Duration HOUSEKEEPING_AFTER = Duration.ofMinutes(5);
    private static final Duration HOUSEKEEPING_PAUSE = Duration.ofHours(1);
    private static final Duration QUEUE_KEPT = Duration.ofDays(1);
    private static final int STREAMS_OF_ACCOUNT_MAX = 250;
    private static final int STREAMS_MAX = 2_000;
    private static final int EVENTS_KEPT = 10_000;

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
            LogIn logIn,
            Tokens tokens,
            Routes routes,
            DeliveryParts delivery,
            RunCommands commands,
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
        AtomicReference<String> url = new AtomicReference<>(addressAt(settings, settings.port()));
        DataFolder data = shutdown.add(DataFolder.take(settings.data()));
        Store store = shutdown.add(Store.open(data.database(), GitlabDialect.PROGRAMS, clock));
        ServerRepositories repositories = new ServerRepositories(data.folder("repositories"));
        LiveEvents events = new LiveEvents(EVENTS_KEPT, clock.millis() * 1000);
        ValueCipher cipher =
                KeyFileCipher.open(data.file("variables.key"), store.variables().hasAny());
        TokenSigner signer = RsaTokenSigner.at(data.file("identity.key"));
        AccessParts access = AccessParts.of(store, repositories, cipher, clock);
        RunParts runs = RunParts.open(
                new RunParts.Around(settings, data, store, repositories, cipher, signer, url::get, clock), shutdown);
        DeliveryParts delivery = DeliveryParts.open(
                new DeliveryParts.Around(
                        data,
                        store,
                        repositories,
                        runs.artifacts(),
                        events,
                        access.access(),
                        url::get,
                        new OwnHosts(url::get, settings.host())),
                shutdown,
                clock);
        PushParts pushes = PushParts.open(
                new PushParts.Around(
                        settings,
                        store,
                        repositories,
                        access,
                        runs.loop(),
                        runs.planner(),
                        delivery.queries(),
                        url::get,
                        clock),
                shutdown);
        runs.publisher().connect(pushes::tagMade, project -> events.publish(LiveTopics.environments(project)));
        ReportParts reports = ReportParts.open(store, repositories, runs, events);
        runs.loop().addListener(new GroupWatch(access.settings().groups(), store.queue()));
        runs.loop().addListener(new LiveRuns(events));
        runs.loop().addListener(reports.collector());
        runs.loop().addListener(delivery.listener());

        Routes routes = new Routes();
        Pages pages = pages(settings, store, access, runs, reports, delivery, pushes, events, clock);
        pushes.addTo(routes);
        live(store, access, runs, events).addTo(routes);
        api(store, access, runs, reports, pushes, clock).addTo(routes);
        delivery.addTo(routes);
        pages.addTo(routes);

        Housekeeping stops = shutdown.add(delivery.stopsBy(runs.loop(), repositories));
        delivery.start();
        stops.start(STOPS_PAUSE, STOPS_PAUSE);
        shutdown.add(reports.collector()).start();
        runs.start(shutdown);
        // Who gave the password may log in as soon as the server answers.
        Optional<Secret> givenPassword = settings.adminPassword().isEmpty()
                ? Optional.empty()
                : access.accounts().makeFirstAdministrator(settings.adminPassword());
        HttpServer http = shutdown.add(HttpServer.start(
                new HttpServer.Settings(settings.host(), settings.port(), isSecure(settings), settings.proxies()),
                new HttpServer.Site(
                        routes,
                        pages.errorPages(),
                        delivery::forHost,
                        access.logIn(),
                        access.access(),
                        access.projects())));
        String reachedAt = addressAt(settings, http.port());
        url.set(reachedAt);
        pushes.start();
        shutdown.add(housekeeping(settings, store, runs, delivery, pushes, clock))
                .start(HOUSEKEEPING_AFTER, HOUSEKEEPING_PAUSE);
        // One that is made up is the last step: a start that fails would take the only sight of it with it.
        Optional<Secret> firstPassword =
                settings.adminPassword().isEmpty() ? access.accounts().makeFirstAdministrator("") : givenPassword;
        Services services = new Services(
                store,
                access.projects(),
                access.accounts(),
                access.logIn(),
                access.tokens(),
                routes,
                delivery,
                pushes.commands(),
                firstPassword);
        return new ServerApp(shutdown, services, reachedAt);
    }

    private static String addressAt(ServerSettings settings, int port) {
        return settings.url().orElse("http://" + settings.host() + ":" + port);
    }

    private static boolean isSecure(ServerSettings settings) {
        return settings.url().filter(address -> address.startsWith("https:")).isPresent();
    }

    private static LiveRoutes live(Store store, AccessParts access, RunParts runs, LiveEvents events) {
        return new LiveRoutes(new LiveRoutes.Parts(
                events,
                runs.logs(),
                runs.viewer(),
                store.runs(),
                access.logIn(),
                access.access(),
                access.projects(),
                new OpenStreams(STREAMS_OF_ACCOUNT_MAX, STREAMS_MAX)));
    }

    private static Api api(
            Store store, AccessParts access, RunParts runs, ReportParts reports, PushParts pushes, Clock clock) {
        return new Api(new Api.Sources(
                access.projects(),
                access.accounts(),
                access.tokens(),
                access.settings(),
                pushes.triggered(),
                runs.url(),
                runs.signer(),
                store.runQueries(),
                store.runs(),
                pushes.commands(),
                runs.logs(),
                runs.runners(),
                store.audit(),
                store.audit(),
                reports.queries(),
                clock));
    }

    private static Pages pages(
            ServerSettings settings,
            Store store,
            AccessParts access,
            RunParts runs,
            ReportParts reports,
            DeliveryParts delivery,
            PushParts pushes,
            LiveEvents events,
            Clock clock) {
        return new Pages(new PageSources(
                access.projects(),
                access.access(),
                store.runQueries(),
                store.runs(),
                pushes.commands(),
                runs.logs(),
                runs.viewer(),
                runs.artifacts(),
                runs.artifacts(),
                reports.queries(),
                reports.commits(),
                runs.runners(),
                delivery.queries(),
                delivery.commands(),
                delivery.announced(),
                store.audit(),
                store.audit(),
                events,
                access.accounts(),
                access.tokens(),
                access.settings(),
                settings.url(),
                clock));
    }

    private static Housekeeping housekeeping(
            ServerSettings settings,
            Store store,
            RunParts runs,
            DeliveryParts delivery,
            PushParts pushes,
            Clock clock) {
        Retention retention = new Retention(
                settings.kept(),
                store.projects(),
                store.oldRecords(),
                new StoredRunFiles(runs.logs(), runs.artifacts()),
                store.audit(),
                clock);
        return new Housekeeping(List.of(
                new Housekeeping.Chore("sessions", () -> store.sessions().sweep(clock.instant())),
                new Housekeeping.Chore(
                        "queue", () -> store.queue().sweep(clock.instant().minus(QUEUE_KEPT))),
                new Housekeeping.Chore("old records", retention::sweep),
                new Housekeeping.Chore("repositories", () -> lookAtRepositories(store, pushes)),
                new Housekeeping.Chore("releases", delivery.releaseFolders()),
                new Housekeeping.Chore("artifacts", runs.artifacts()::collectGarbage),
                new Housekeeping.Chore("temporary files", runs.artifacts()::removeLeftOver)));
    }

    /** Tags of releases grow a repository without a push, and a push may have come just before the server stopped. */
    private static int lookAtRepositories(Store store, PushParts pushes) {
        store.projects().list().forEach(project -> pushes.upkeep().pushed(project.id()));
        return 0;
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
