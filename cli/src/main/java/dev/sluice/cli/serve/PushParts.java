package dev.sluice.cli.serve;

import dev.sluice.adapters.git.RepositoryUpkeep;
import dev.sluice.adapters.git.ServerRepositories;
import dev.sluice.adapters.store.Store;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunLoop;
import dev.sluice.app.schedule.ScheduledRuns;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.app.trigger.Planner;
import dev.sluice.app.trigger.ProjectAddresses;
import dev.sluice.app.trigger.PushSynchronizer;
import dev.sluice.app.trigger.RunsByHand;
import dev.sluice.app.trigger.TriggeredRuns;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.git.GitRoutes;
import dev.sluice.server.git.GitService;
import dev.sluice.server.http.Routes;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
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
    private final TriggeredRuns triggered;
    private final ScheduleClock schedules;
    private final RepositoryUpkeep upkeep;
    private final Function<String, Trigger.Actor> people;

    private PushParts(
            GitRoutes git,
            CatchUp catchUp,
            RunCommands commands,
            TriggeredRuns triggered,
            ScheduleClock schedules,
            RepositoryUpkeep upkeep,
            Function<String, Trigger.Actor> people) {
        this.people = people;
        this.triggered = triggered;
        this.schedules = schedules;
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
        ProjectAddresses addresses = new ProjectAddresses(around.url(), store.protectedRefs());
        PushSynchronizer pushes = new PushSynchronizer(
                around.repositories(),
                store.runs(),
                around.planner(),
                around.loop()::adopt,
                around.clock(),
                new PushSynchronizer.Settings(
                        addresses,
                        settings.limits().runsPerPush(),
                        (project, tag) -> isVersion(around.deliveries(), project, tag),
                        store.proposedChanges(),
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
        OrderedRuns orders = new OrderedRuns(new OrderedRuns.Parts(
                around.repositories(),
                addresses,
                store.runs(),
                store.runs(),
                around.planner(),
                store.proposedChanges(),
                around.loop()::adopt,
                access.settings().protectedRefs(),
                around.clock()));
        RunCommands commands = new RunsByHand(new RunsByHand.Parts(
                store.projects(), around.repositories(), around.planner(), pushes, orders, around.loop()));
        TriggeredRuns triggered = new TriggeredRuns(new TriggeredRuns.Parts(
                store.triggerTokens(),
                store.projects(),
                store.accounts(),
                access.access(),
                orders,
                store.audit(),
                around.clock()));
        ScheduledRuns scheduled = new ScheduledRuns(new ScheduledRuns.Parts(
                store.schedules(),
                access.settings().schedules(),
                store.projects(),
                store.accounts(),
                access.access(),
                orders));
        ScheduleClock schedules = shutdown.add(new ScheduleClock(scheduled, around.clock()));
        access.settings().schedules().connect(schedules::lookAgain, scheduled::play);
        return new PushParts(git, catchUp, commands, triggered, schedules, upkeep, login -> store.accounts()
                .byLogin(login)
                .map(Pushes::actor)
                .orElseGet(() -> new Trigger.Actor(login, login, "")));
    }

    private static boolean isVersion(DeliveryQueries deliveries, long project, String tag) {
        return deliveries
                .release(project, tag)
                .filter(release -> release.kind() == Release.Kind.VERSION)
                .isPresent();
    }

    /** A job has made a tag: it is looked at like one that its starter has pushed. */
    void tagMade(Project project, String login) {
        catchUp.now(project, people.apply(login));
    }

    void addTo(Routes routes) {
        git.addTo(routes);
    }

    RunCommands commands() {
        return commands;
    }

    /** Makes runs for those who show a trigger token. */
    TriggeredRuns triggered() {
        return triggered;
    }

    /** Keeps repositories in few files. */
    RepositoryUpkeep upkeep() {
        return upkeep;
    }

    /** Begins to keep repositories in order and looks for pushes that an earlier server took and made no runs of. */
    void start() {
        catchUp.start();
        schedules.start();
        upkeep.start();
    }
}
