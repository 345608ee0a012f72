package dev.sluice.cli.serve;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.deploy.HttpHealthProbe;
import dev.sluice.adapters.deploy.process.ProcessTarget;
import dev.sluice.adapters.deploy.release.FolderReleaseFiles;
import dev.sluice.adapters.deploy.release.GitReleaseSource;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.route.BuiltInRouter;
import dev.sluice.adapters.route.RouterLimits;
import dev.sluice.adapters.store.DataFolder;
import dev.sluice.adapters.store.Store;
import dev.sluice.adapters.store.delivery.SqlDeliveryStore;
import dev.sluice.app.access.Access;
import dev.sluice.app.delivery.AccountRoles;
import dev.sluice.app.delivery.AnnouncedReleases;
import dev.sluice.app.delivery.Delivery;
import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryDesk;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeployTargets;
import dev.sluice.app.delivery.EnvironmentStops;
import dev.sluice.app.delivery.ReleasesInUse;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.RunLoop;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.server.api.DeliveryApi;
import dev.sluice.server.http.Routes;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The parts of the server that deliver: process target, router, store, and the use cases over them. {@link #start} after
 * everything else is wired and before runs go on; closed through the {@link Shutdown}. Safe for many threads.
 */
public final class DeliveryParts {
    private static final long SLOT_LOG_BYTES_MAX = 10L << 20;
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(30);
    private static final Duration FILES_UNUSED = Duration.ofDays(1);
    private static final Duration LIVE_INTERVAL = Duration.ofSeconds(5);

    private final Delivery delivery;
    private final DeliveryCommands commands;
    private final AnnouncedReleases announced;
    private final BuiltInRouter router;
    private final ServiceStop services;
    private final OwnHosts ownHosts;
    private final Housekeeping.Removal releaseFolders;

    private DeliveryParts(
            Delivery delivery,
            DeliveryCommands commands,
            AnnouncedReleases announced,
            BuiltInRouter router,
            ServiceStop services,
            OwnHosts ownHosts,
            Housekeeping.Removal releaseFolders) {
        this.delivery = delivery;
        this.commands = commands;
        this.announced = announced;
        this.router = router;
        this.services = services;
        this.ownHosts = ownHosts;
        this.releaseFolders = releaseFolders;
    }

    /** What delivery is made of. */
    record Around(
            DataFolder data,
            Store store,
            ServerRepositories repositories,
            FileArtifactStore artifacts,
            LiveEvents events,
            Access access,
            Supplier<String> url,
            OwnHosts ownHosts) {}

    static DeliveryParts open(Around around, Shutdown shutdown, Clock clock) throws IOException {
        Store store = around.store();
        DeliveryStore deliveries = SqlDeliveryStore.of(store.database(), store.codec());
        ProcessTarget target = shutdown.add(ProcessTarget.open(around.data().folder("slots"), SLOT_LOG_BYTES_MAX));
        ServiceStop services = shutdown.add(new ServiceStop(target));
        HttpHealthProbe probe = shutdown.add(new HttpHealthProbe());
        BuiltInRouter router = new BuiltInRouter(RouterLimits.standard());
        FolderReleaseFiles files = new FolderReleaseFiles(
                around.data().folder("releases"), around.repositories()::of, around.artifacts(), clock);
        Delivery delivery = shutdown.add(new Delivery(
                new Delivery.Ports(
                        deliveries,
                        new GitReleaseSource(around.repositories()::of, around.artifacts(), clock),
                        files,
                        new AccountRoles(store.accounts()),
                        new DeployTargets(target),
                        router,
                        probe,
                        store.runs(),
                        store.projects(),
                        store.audit(),
                        around.events()),
                new Delivery.Settings(
                        DRAIN_LIMIT, LIVE_INTERVAL, host -> address(around.url().get(), host), around.ownHosts()),
                clock));
        DeliveryDesk desk = new DeliveryDesk(
                delivery.deployments(),
                deliveries,
                store.projects(),
                around.access(),
                new ProtectedRefRules(store.protectedRefs(), around.access(), store.audit()),
                store.audit());
        ReleasesInUse inUse = new ReleasesInUse(store.projects(), deliveries);
        return new DeliveryParts(
                delivery,
                desk,
                new AnnouncedReleases(store.publishedReleases(), around.access(), store.audit(), around.events()),
                router,
                services,
                around.ownHosts(),
                () -> files.removeAllBut(inUse.all(), clock.instant().minus(FILES_UNUSED)));
    }

    /** The server's own address with another host name: the router listens where the pages do. */
    private static String address(String url, String host) {
        URI uri = URI.create(url);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + host + port + "/";
    }

    /** Takes up what an earlier server left. */
    void start() {
        delivery.start();
    }

    /** From now on environments are stopped by their jobs, also by themselves. Called once, before {@link #start}. */
    Housekeeping stopsBy(RunLoop loop, ServerRepositories repositories) {
        delivery.stopBy(new EnvironmentStops.Outside() {
            @Override
            public void send(RunId run, RunEvent event) {
                loop.send(run, event);
            }

            @Override
            public boolean hasBranch(long project, String branch) {
                try {
                    return repositories.of(project).refs("refs/heads/").containsKey("refs/heads/" + branch);
                } catch (IOException e) {
                    // Asked again later; nothing is stopped because a disk does not answer.
                    return true;
                }
            }
        });
        return new Housekeeping(List.of(new Housekeeping.Chore("environments", () -> {
            delivery.stopWhatIsDue();
            return 0;
        })));
    }

    void addTo(Routes routes) {
        new DeliveryApi(delivery.queries(), commands, announced).addTo(routes);
    }

    /** The releases that jobs have announced. */
    AnnouncedReleases announced() {
        return announced;
    }

    /** Removes the folders of releases that nobody needs. */
    Housekeeping.Removal releaseFolders() {
        return releaseFolders;
    }

    /** What must hear of runs that end. */
    RunListener listener() {
        return delivery.runListener();
    }

    /** What answers requests for a host name of a service; never for one of the server's own, whatever the routes say. */
    Optional<HttpHandler> forHost(String host) {
        if (ownHosts.test(host)) {
            return Optional.empty();
        }
        if (router.handles(host)) {
            return Optional.of(router.handler());
        }
        return delivery.hasHost(host) ? Optional.of(BuiltInRouter.nothingLive()) : Optional.empty();
    }

    public DeliveryQueries queries() {
        return delivery.queries();
    }

    public DeliveryCommands commands() {
        return commands;
    }

    /** From now on the services end with the server. */
    public void stopServicesAtClose() {
        services.atClose();
    }

    /** Whether no rollout is under way. */
    public boolean isIdle() {
        return delivery.isIdle();
    }
}
