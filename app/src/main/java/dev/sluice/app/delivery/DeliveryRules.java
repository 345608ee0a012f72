package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.delivery.DeliveryStore.WentLive;
import dev.sluice.app.delivery.Deployment.CastVote;
import dev.sluice.app.delivery.EnvironmentGates.Gate;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.ApprovalRule;
import dev.sluice.core.delivery.EnvironmentSpec.OnFailure;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.EnvironmentSpec.Target;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutStep;
import dev.sluice.core.delivery.Strategy;
import dev.sluice.dialects.yaml.NearName;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Who may do what with which deployment, and why not. Asks the store and the roles anew each time; changes nothing. */
public final class DeliveryRules {
    private static final int HISTORY = 200;

    private final DeliveryStore store;
    private final DeployRoles roles;
    private final ReleaseFiles files;

    public DeliveryRules(DeliveryStore store, DeployRoles roles, ReleaseFiles files) {
        this.store = store;
        this.roles = roles;
        this.files = files;
    }

    /** The environment's full name for a release: {@code review/{slug}} has the branch in it. */
    String fullName(EnvironmentSpec spec, Release release) {
        return EnvironmentGates.fullName(spec, release);
    }

    /** The gate between a release and an environment; empty where the release's own file does not have it. */
    Optional<Gate> gate(StoredRelease stored, String environment) {
        return own(stored, environment).map(spec -> EnvironmentGates.of(store, stored.release(), spec));
    }

    private Optional<EnvironmentSpec> own(StoredRelease stored, String environment) {
        String wanted = EnvironmentNames.normalized(environment);
        return stored.config().environments().stream()
                .filter(spec -> fullName(spec, stored.release()).equals(wanted))
                .findFirst();
    }

    /** An environment that only jobs of pipeline files know. */
    static EnvironmentSpec unmanaged(String name) {
        return new EnvironmentSpec(
                name,
                name,
                new Source.ByHand(),
                Optional.empty(),
                new Target.Process(),
                Optional.empty(),
                new Strategy.Rolling(),
                OnFailure.ROLLBACK,
                Duration.ZERO,
                Map.of());
    }

    Optional<Refusal> mayAct(long project, String login) {
        if (login.isEmpty()) {
            return Optional.of(new Refusal.SignIn());
        }
        return roles.mayDeploy(project, login)
                ? Optional.empty()
                : Optional.of(new Refusal.NeedsRole(List.of("developer")));
    }

    /** Why this person may not deploy this release there; empty where he may. */
    Optional<Refusal> mayDeploy(long project, String environment, String version, String login) {
        Optional<Refusal> person = mayAct(project, login);
        if (person.isPresent()) {
            return person;
        }
        Optional<StoredRelease> stored = store.release(project, version);
        if (stored.isEmpty()) {
            List<String> known = store.releases(project, HISTORY).stream()
                    .map(one -> one.release().version())
                    .toList();
            return Optional.of(new Refusal.Unknown(
                    "release " + version, NearName.of(version, known).orElse("")));
        }
        Optional<Gate> gate = gate(stored.get(), environment);
        if (gate.isEmpty()) {
            List<String> known = stored.get().config().environments().stream()
                    .map(one -> fullName(one, stored.get().release()))
                    .toList();
            return Optional.of(new Refusal.Unknown(
                    "environment " + environment,
                    NearName.of(environment, known).orElse("")));
        }
        return switch (gate.get()) {
            case Gate.Shut(var why) -> Optional.of(why);
            case Gate.Open(var spec) -> mayDeploy(stored.get().release(), spec);
        };
    }

    private Optional<Refusal> mayDeploy(Release release, EnvironmentSpec spec) {
        String name = fullName(spec, release);
        if (spec.source() instanceof Source.OnBranch(var pattern)
                && !BranchPattern.matches(pattern, release.branch())) {
            return Optional.of(new Refusal.WrongBranch(pattern));
        }
        if (spec.source() instanceof Source.After(var before) && !wasLive(release, before)) {
            return Optional.of(new Refusal.NotLiveIn(before));
        }
        Optional<StoredDeployment> asked = store
                .withStatus(
                        release.project(),
                        name,
                        List.of(
                                DeploymentStatus.NEEDS_APPROVAL,
                                DeploymentStatus.QUEUED,
                                DeploymentStatus.ROLLING,
                                DeploymentStatus.ROLLING_BACK))
                .stream()
                .filter(one -> one.deployment().release().equals(release.version())
                        && one.deployment().cause() != DeploymentCause.DOWN)
                .findFirst();
        if (asked.isPresent()) {
            return Optional.of(
                    new Refusal.AlreadyAskedFor(asked.get().deployment().number()));
        }
        return files.missing(release).map(Refusal.FilesExpired::new);
    }

    /** Why this person may not take this environment down; empty where he may. */
    Optional<Refusal> mayTakeDown(long project, String environment, String login) {
        Optional<Refusal> person = mayAct(project, login);
        if (person.isPresent()) {
            return person;
        }
        Optional<Deployment> running = DeploymentQueue.running(store, project, environment);
        if (running.isEmpty()) {
            return Optional.of(new Refusal.NothingLive(environment));
        }
        return store
                .withStatus(
                        project,
                        environment,
                        List.of(DeploymentStatus.QUEUED, DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))
                .stream()
                .map(StoredDeployment::deployment)
                .filter(one -> one.cause() == DeploymentCause.DOWN)
                .<Refusal>map(one -> new Refusal.AlreadyAskedFor(one.number()))
                .findFirst();
    }

    /** Whether the release has been live and healthy in the environment of that key. */
    private boolean wasLive(Release release, String key) {
        return store.deploymentsOf(release.project(), release.version()).stream()
                .map(StoredDeployment::deployment)
                .anyMatch(one -> one.spec().key().equals(key) && one.status() == DeploymentStatus.SUCCEEDED);
    }

    /**
     * Forward, back, or once more: what deploying this version means there now. Going back needs no approval, so only a
     * release that has been live there counts: one that was rejected or never asked for takes the way of a new one.
     */
    DeploymentCause causeOf(long project, String environment, String version) {
        Optional<Deployment> live = live(project, environment);
        if (live.isPresent() && live.get().release().equals(version)) {
            return DeploymentCause.REDEPLOY;
        }
        Optional<Deployment> from = live.or(() -> takenDown(project, environment));
        if (from.isEmpty()) {
            return DeploymentCause.PROMOTION;
        }
        // What was live when the environment was taken down is gone back to like any earlier one.
        boolean older = run(project, version) <= run(project, from.get().release());
        return older && wasLiveIn(project, environment, version) ? DeploymentCause.ROLLBACK : DeploymentCause.PROMOTION;
    }

    private boolean wasLiveIn(long project, String environment, String version) {
        return store.wentLive(project, EnvironmentNames.normalized(environment), HISTORY).stream()
                .anyMatch(one -> one.release().equals(version));
    }

    /**
     * The version to go back to from the one that is live. A version that somebody went back from is none, nor is what
     * came between: otherwise going back twice would bring the broken one again. Where the environment was taken down it is
     * what was live before that.
     */
    Optional<String> liveBefore(long project, String environment) {
        Optional<Deployment> live = live(project, environment);
        if (live.isEmpty()) {
            return takenDown(project, environment).map(Deployment::release);
        }
        Deque<String> way = new ArrayDeque<>();
        store.wentLive(project, EnvironmentNames.normalized(environment), HISTORY).stream()
                .sorted(Comparator.comparing(WentLive::at).thenComparing(WentLive::number))
                .forEach(one -> follow(way, one));
        return way.stream()
                .filter(version -> !version.equals(live.get().release()))
                .findFirst();
    }

    /** Takes a deployment's step on the way to what is live: forward, or back to where the version was reached before. */
    private static void follow(Deque<String> way, WentLive deployment) {
        if (deployment.cause() == DeploymentCause.ROLLBACK) {
            while (!way.isEmpty() && !way.peek().equals(deployment.release())) {
                way.pop();
            }
        }
        if (!deployment.release().equals(way.peek())) {
            way.push(deployment.release());
        }
    }

    /** The deployment by which an environment was taken down; empty where something is live, or never was. */
    Optional<Deployment> takenDown(long project, String environment) {
        if (live(project, environment).isPresent()) {
            return Optional.empty();
        }
        return store.deployments(project, EnvironmentNames.normalized(environment), HISTORY).stream()
                .map(StoredDeployment::deployment)
                .filter(one -> one.status() == DeploymentStatus.TAKEN_DOWN)
                .findFirst();
    }

    Optional<Deployment> live(long project, String environment) {
        return store.environment(project, EnvironmentNames.normalized(environment))
                .flatMap(EnvironmentRecord::live)
                .flatMap(number -> store.deployment(project, number))
                .map(StoredDeployment::deployment);
    }

    /** A release of a later run whose deployment there has started or ended well: an older one must not follow it by rule. */
    Optional<Release> newerStarted(DeliveryStore where, Release release, String environment) {
        return where.deployments(release.project(), environment, HISTORY).stream()
                .map(StoredDeployment::deployment)
                .filter(one -> one.status() == DeploymentStatus.SUCCEEDED
                        || one.status() == DeploymentStatus.QUEUED
                        || one.status() == DeploymentStatus.ROLLING)
                .flatMap(one -> where.release(one.project(), one.release()).stream())
                .map(StoredRelease::release)
                .filter(other -> other.run() > release.run())
                .findFirst();
    }

    // Approval.

    /** Why this person may not approve or reject; empty where he may. */
    Optional<Refusal> mayVote(Deployment deployment, String login) {
        if (login.isEmpty()) {
            return Optional.of(new Refusal.SignIn());
        }
        if (deployment.status() == DeploymentStatus.SUPERSEDED) {
            return Optional.of(new Refusal.ReplacedBy(deployment.reason().split(" ", 2)[0]));
        }
        Optional<ApprovalRule> rule = deployment.spec().approval();
        if (deployment.status() != DeploymentStatus.NEEDS_APPROVAL || rule.isEmpty()) {
            return Optional.of(new Refusal.NotNow(deployment.status()));
        }
        if (rule.get().by().stream().noneMatch(role -> roles.has(deployment.project(), login, role))) {
            return Optional.of(new Refusal.NeedsRole(rule.get().by()));
        }
        if (!rule.get().author() && isAuthor(deployment, login)) {
            return Optional.of(new Refusal.OwnRelease());
        }
        boolean voted =
                deployment.votes().stream().anyMatch(vote -> vote.by().equals(login) && counts(deployment, vote));
        return voted ? Optional.of(new Refusal.HasVoted()) : Optional.empty();
    }

    /** How many more people must agree; votes of people who have lost the role since do not count. */
    int missingApprovals(Deployment deployment) {
        int required = deployment.spec().approval().map(ApprovalRule::count).orElse(0);
        int given = (int) deployment.votes().stream()
                .filter(vote -> vote.approve() && counts(deployment, vote))
                .count();
        return Math.max(0, required - given);
    }

    boolean counts(Deployment deployment, CastVote vote) {
        return deployment
                .spec()
                .approval()
                .filter(rule -> rule.by().stream().anyMatch(role -> roles.has(deployment.project(), vote.by(), role)))
                .filter(rule -> rule.author() || !isAuthor(deployment, vote.by()))
                .isPresent();
    }

    /** Logins that may still approve. */
    List<String> mayApprove(Deployment deployment) {
        TreeSet<String> logins = new TreeSet<>();
        deployment.spec().approval().ifPresent(rule -> rule.by()
                .forEach(role -> logins.addAll(roles.with(deployment.project(), role))));
        logins.removeIf(login -> mayVote(deployment, login).isPresent());
        return List.copyOf(logins);
    }

    private boolean isAuthor(Deployment deployment, String login) {
        return store.release(deployment.project(), deployment.release())
                .filter(stored -> stored.release().author().equals(login))
                .isPresent();
    }

    // A rollout under way.

    Optional<Refusal> maySteer(Deployment deployment, String login, Action action) {
        Optional<Refusal> person = mayAct(deployment.project(), login);
        if (person.isPresent()) {
            return person;
        }
        boolean under = deployment.status() == DeploymentStatus.ROLLING;
        boolean paused = deployment
                .rollout()
                .filter(state -> state.paused().isPresent()
                        || state.active()
                                .filter(step -> step.step() instanceof RolloutStep.Hold)
                                .isPresent())
                .isPresent();
        boolean fits =
                switch (action) {
                    case PAUSE -> under && !paused;
                    case CONTINUE -> under && paused;
                    case PROMOTE_NOW, ABORT -> under;
                    case PROMOTE, REVIEW, ROLL_BACK, REDEPLOY, TAKE_DOWN, CANCEL -> false;
                };
        return fits ? Optional.empty() : Optional.of(new Refusal.NotNow(deployment.status()));
    }

    private long run(long project, String version) {
        return store.release(project, version)
                .map(stored -> stored.release().run())
                .orElse(0L);
    }
}
