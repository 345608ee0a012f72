package dev.sluice.cli.serve;

import dev.sluice.adapters.git.RepositoryUpkeep;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.trigger.Planner;
import dev.sluice.app.trigger.ProjectAddresses;
import dev.sluice.app.trigger.PushSynchronizer;
import dev.sluice.app.trigger.RunsByHand;
import dev.sluice.core.delivery.Release;
import dev.sluice.server.git.GitRoutes;
import dev.sluice.server.git.GitService;
import dev.sluice.server.http.Routes;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The parts of the server that make runs: git host, what compares refs with the record, and runs by hand. Closed through the
 * {@link Shutdown}. Safe for many threads.
 */
final class PushParts {
    private static final Duration CATCH_UP_AFTER = Duration.ofSeconds(1);

    private final GitRoutes git;
    private final CatchUp catchUp;
    private final RunCommands commands;
    private final RepositoryUpkeep upkeep;

    private PushParts(GitRoutes git, CatchUp catchUp, RunCommands commands, RepositoryUpkeep upkeep) {
        this.git = git;
        this.catchUp = catchUp;
        this.commands = commands;
        this.upkeep = upkeep;
    }

    /** What making runs is made of. */
    record Around(
            ServerSettings settings,
            Store store,
            ServerRepositories repositories,
            AccessParts access,
            RunLoop loop,
            Planner planner,
            DeliveryQueries deliveries,
            Supplier<String> url,
            Clock clock) {}

    static PushParts open(Around around, Shutdown shutdown) {
        ServerSettings settings = around.settings();
        Store store = around.store();
        AccessParts access = around.access();
        PushSynchronizer pushes = new PushSynchronizer(
                around.repositories(),
                store.runs(),
                around.planner(),
                around.loop()::adopt,
                around.clock(),
                new PushSynchronizer.Settings(
                        new ProjectAddresses(around.url(), store.protectedRefs()),
                        settings.limits().runsPerPush(),
                        (project, tag) -> isVersion(around.deliveries(), project, tag),
                        login -> store.accounts().byLogin(login).map(Pushes::actor)));
        CatchUp catchUp = shutdown.add(new CatchUp(() -> store.projects().list(), pushes::synchronize, CATCH_UP_AFTER));
        RepositoryUpkeep upkeep =
                shutdown.add(new RepositoryUpkeep(around.repositories(), RepositoryUpkeep.Thresholds.DEFAULT));
        upkeep.removeStaleLocks();
        GitService service = new GitService(
                new HostedGit(around.repositories()),
                new Pushes(
                        pushes,
                        catchUp,
                        store.audit(),
                        upkeep,
                        access.settings().protectedRefs()),
                new GitService.Limits(
                        settings.limits().pushBytesMax(), settings.limits().gitStall()));
        GitRoutes git = shutdown.add(new GitRoutes(service, access.logIn(), access.access(), access.projects()));
        RunCommands commands = new RunsByHand(new RunsByHand.Parts(
                store.projects(),
                around.repositories(),
                store.runs(),
                around.planner(),
                pushes,
                around.loop(),
                around.clock()));
        return new PushParts(git, catchUp, commands, upkeep);
    }

    private static boolean isVersion(DeliveryQueries deliveries, long project, String tag) {
        return deliveries
                .release(project, tag)
                .filter(release -> release.kind() == Release.Kind.VERSION)
                .isPresent();
    }

    void addTo(Routes routes) {
        git.addTo(routes);
    }

    RunCommands commands() {
        return commands;
    }

    /** Keeps repositories in few files. */
    RepositoryUpkeep upkeep() {
        return upkeep;
    }

    /** Begins to keep repositories in order and looks for pushes that an earlier server took and made no runs of. */
    void start() {
        catchUp.start();
        upkeep.start();
    }
}
