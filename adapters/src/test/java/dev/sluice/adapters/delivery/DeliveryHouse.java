package dev.sluice.adapters.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.deploy.release.FolderReleaseFiles;
import dev.sluice.adapters.deploy.release.GitReleaseSource;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.git.GitSandbox;
import dev.sluice.adapters.store.Store;
import dev.sluice.adapters.store.delivery.SqlDeliveryStore;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Role;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.delivery.AccountRoles;
import dev.sluice.app.delivery.Delivery;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Cell;
import dev.sluice.app.delivery.DeliveryQueries.CellState;
import dev.sluice.app.delivery.DeliveryStore;
import dev.sluice.app.delivery.DeployTarget;
import dev.sluice.app.delivery.DeployTargets;
import dev.sluice.app.delivery.Deployment;
import dev.sluice.app.delivery.Deployments;
import dev.sluice.app.delivery.EnvironmentStops;
import dev.sluice.app.delivery.HealthProbe;
import dev.sluice.app.delivery.ReleaseFiles;
import dev.sluice.app.delivery.ReleaseSource;
import dev.sluice.app.delivery.TrafficRouter;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.run.MemoryRunStore;
import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Trigger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Delivery with real git, real files and a real database; machines as the test gives them. */
final class DeliveryHouse implements AutoCloseable {
    static final long PROJECT = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Path folder;
    private final DeployTarget target;
    private final TrafficRouter router;
    private final HealthProbe probe;
    private final GitSandbox sandbox;
    private final MemoryRunStore runs = new MemoryRunStore();
    private final List<String> expired = new CopyOnWriteArrayList<>();
    private final Faults faults = new Faults();
    private Store store;
    private DeliveryStore deliveries;
    private Delivery delivery;

    DeliveryHouse(Path folder, DeployTarget target, TrafficRouter router, HealthProbe probe) {
        this.folder = folder;
        this.target = target;
        this.router = router;
        this.probe = probe;
        this.sandbox = GitSandbox.in(folder.resolve("work"));
        open();
        store.projects().create("shop", "main", Instant.EPOCH);
        for (String login : List.of("anna", "olga", "ivan")) {
            Account account = store.accounts()
                    .create(login, login, "", false, "", Instant.EPOCH)
                    .orElseThrow();
            store.accounts().setRole(account.id(), PROJECT, login.equals("ivan") ? Role.DEVELOPER : Role.MAINTAINER);
        }
    }

    private void open() {
        InstantSource clock = InstantSource.system();
        store = Store.open(folder.resolve("sluice.db"), Map.of(), clock);
        deliveries = SqlDeliveryStore.of(store.database(), store.codec());
        FileArtifactStore artifacts = new FileArtifactStore(
                folder.resolve("artifacts"), Durability.CACHED, ArtifactLimits.forArtifacts(), Clock.systemUTC());
        BareRepository repository = BareRepository.at(folder.resolve("work/.git"));
        delivery = new Delivery(
                new Delivery.Ports(
                        faults.around(DeliveryStore.class, deliveries),
                        faults.around(ReleaseSource.class, new GitReleaseSource(_ -> repository, artifacts, clock)),
                        expiring(new FolderReleaseFiles(folder.resolve("releases"), _ -> repository, artifacts, clock)),
                        new AccountRoles(store.accounts()),
                        new DeployTargets(faults.around(DeployTarget.class, target)),
                        router,
                        probe,
                        runs,
                        store.projects(),
                        store.audit(),
                        new LiveEvents(100, 0)),
                new Delivery.Settings(
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200),
                        host -> "http://" + host + ":8080/",
                        "sluice.localhost"::equals),
                clock);
        delivery.start();
    }

    /** From now on the files of this version are gone. */
    void expire(String version) {
        expired.add(version);
    }

    private ReleaseFiles expiring(ReleaseFiles real) {
        return new ReleaseFiles() {
            @Override
            public Path prepare(Release release) {
                missing(release).ifPresent(why -> {
                    throw new ReleaseFilesMissing(why);
                });
                return real.prepare(release);
            }

            @Override
            public Optional<String> missing(Release release) {
                return expired.contains(release.version())
                        ? Optional.of("artifact \"dist\" has expired")
                        : real.missing(release);
            }
        };
    }

    /** As if the server had been killed and started again: nothing but the disk and the machines is left. */
    void restart() {
        delivery.close();
        store.close();
        open();
    }

    /** Closes the delivery as a crash would, in the middle of whatever it does. */
    void crash() {
        delivery.close();
        store.close();
    }

    /** The server stops, as far as deliveries go; persons' wishes still come in. */
    void stopDelivery() {
        delivery.close();
    }

    void startAgain() {
        open();
    }

    /** What shall fail from now on, also after a restart. */
    Faults faults() {
        return faults;
    }

    GitSandbox sandbox() {
        return sandbox;
    }

    /** Environments are stopped by jobs of this house's runs; of branches it has these. */
    void stopsBy(Set<String> branches) {
        delivery.stopBy(new EnvironmentStops.Outside() {
            @Override
            public void send(RunId run, RunEvent event) {
                DeliveryHouse.this.send(run, event);
            }

            @Override
            public boolean hasBranch(long project, String branch) {
                return branches.contains(branch);
            }
        });
    }

    StoredRun run(RunId id) {
        return runs.load(id).orElseThrow();
    }

    void stopWhatIsDue() {
        delivery.stopWhatIsDue();
    }

    Deployments deployments() {
        return delivery.deployments();
    }

    DeliveryQueries queries() {
        return delivery.queries();
    }

    DeliveryStore deliveries() {
        return deliveries;
    }

    /** The same deployment is live in another project. */
    void liveElsewhere(Deployment like) {
        long other = store.projects()
                .create("other", "main", Instant.EPOCH)
                .orElseThrow()
                .id();
        Deployment copy = new Deployment(
                0,
                new Deployment.Request(
                        other,
                        like.environment(),
                        like.release(),
                        like.cause(),
                        like.by(),
                        like.requestedAt(),
                        like.spec(),
                        like.services()),
                new Deployment.Progress(
                        DeploymentStatus.SUCCEEDED,
                        "",
                        Optional.empty(),
                        Optional.of(Instant.EPOCH),
                        Optional.of(Instant.EPOCH),
                        List.of(),
                        List.of(),
                        Optional.empty()));
        long number = deliveries.addDeployment("elsewhere", copy).deployment().number();
        deliveries.saveEnvironment(new DeliveryStore.EnvironmentRecord(
                other, copy.environment(), Optional.of(number), Optional.of(Instant.EPOCH), Optional.empty()));
    }

    /** What the audit record says, oldest first. */
    List<String> audited() {
        return store.audit().entries(AuditQueries.AuditFilter.any(), Long.MAX_VALUE, 100).reversed().stream()
                .map(entry -> entry.action() + " " + entry.project() + " " + entry.object() + ": " + entry.detail())
                .toList();
    }

    void setRole(String login, Role role) {
        store.accounts().setRole(store.accounts().byLogin(login).orElseThrow().id(), PROJECT, role);
    }

    /** Commits what is in the working tree and ends a green run of it on the branch that is checked out. */
    RunId green(String message) {
        sandbox.git("add", "-A");
        sandbox.git("commit", "-q", "--allow-empty", "-m", message);
        return greenHead(message);
    }

    /** Ends a green run that somebody started with variables. */
    RunId greenWith(Map<String, String> variables, String message) {
        sandbox.git("add", "-A");
        sandbox.git("commit", "-q", "--allow-empty", "-m", message);
        RunId run = run(message, RunStatus.SUCCESS, variables);
        delivery.runListener().finished(run, RunStatus.SUCCESS, 1);
        return run;
    }

    /** Ends a green run of the commit that is checked out. */
    RunId greenHead(String message) {
        RunId run = run(message, RunStatus.SUCCESS);
        delivery.runListener().finished(run, RunStatus.SUCCESS, 1);
        return run;
    }

    /** The end of a run is told once more. */
    void toldAgain(RunId run) {
        delivery.runListener().finished(run, RunStatus.SUCCESS, 1);
    }

    private RunId run(String message, RunStatus status) {
        return run(message, status, Map.of());
    }

    private RunId run(String message, RunStatus status, Map<String, String> variables) {
        Pipeline none = new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), List.of(), List.of());
        return create(
                message,
                new RunState(none, status, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), 1),
                variables);
    }

    /** A run of the commit that is checked out, in that state; nobody is told. */
    RunId create(String message, RunState state) {
        return create(message, state, Map.of());
    }

    private RunId create(String message, RunState state, Map<String, String> variables) {
        String commit = sandbox.git("rev-parse", "HEAD");
        String branch = sandbox.git("rev-parse", "--abbrev-ref", "HEAD");
        Trigger trigger = new Trigger(
                Trigger.Event.PUSH,
                new Trigger.GitRef.Branch(branch),
                new Trigger.Commit(commit, message, "Ivan <ivan@example.com>", "2026-01-02T03:04:05Z"),
                BareRepository.NO_COMMIT,
                "main",
                new Trigger.Actor("ivan", "Ivan", "ivan@example.com"),
                new Trigger.ProjectInfo(PROJECT, "shop", "http://localhost/p/shop", "", "http://localhost"),
                Optional.empty(),
                variables);
        StoredRun stored = runs.create(PROJECT, commit + message, trigger, state, List.of(), Instant.now());
        return stored.id();
    }

    /** The run takes an event; its listener hears what it would from the loop. */
    void send(RunId id, RunEvent event) {
        StoredRun before = runs.load(id).orElseThrow();
        Step<RunState, RunEffect> step = RunEngine.step(before.state(), event);
        assertThat(runs.commit(id, before.version(), step.state(), List.of())).isTrue();
        StoredRun after = runs.load(id).orElseThrow();
        delivery.runListener()
                .changed(new RunChange(
                        false,
                        before.state().status(),
                        after,
                        after.state().jobs().stream()
                                .filter(job -> !before.state().jobs().contains(job))
                                .toList()));
        for (RunEffect effect : step.effects()) {
            if (effect instanceof RunEffect.Finished(var status, int round)) {
                delivery.runListener().finished(id, status, round);
            }
        }
    }

    Deployment deployment(long number) {
        return deliveries.deployment(PROJECT, number).orElseThrow().deployment();
    }

    /** What the board says about a release in an environment. */
    Cell cell(String version, String environment) {
        return queries().board(PROJECT, "anna", 50).rows().stream()
                .filter(row -> row.release().version().equals(version))
                .flatMap(row -> row.cells().stream())
                .filter(cell -> cell.environment().equals(environment))
                .findFirst()
                .orElseThrow();
    }

    void await(String version, String environment, CellState wanted) {
        await(
                version + " in " + environment + " is " + wanted,
                () -> queries().board(PROJECT, "anna", 50).rows().stream()
                                .anyMatch(row -> row.release().version().equals(version))
                        && cell(version, environment).state() == wanted);
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what + "; deployments: "
                        + deliveries.deployments(PROJECT, 20).stream()
                                .map(one -> one.deployment().number() + " "
                                        + one.deployment().release() + " "
                                        + one.deployment().environment() + " "
                                        + one.deployment().status() + " "
                                        + one.deployment().reason())
                                .toList());
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() {
        delivery.close();
        store.close();
    }
}
