package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.app.delivery.Deployment.CastVote;
import dev.sluice.app.delivery.EnvironmentGates.Gate;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.EnvironmentSpec.Source;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutEvent;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What people and rules do with deployments: ask for one, approve, reject, take back, stop. Everything is checked again
 * here, whatever a page has offered. Safe for many threads.
 */
public final class Deployments {
    private final DeliveryStore store;
    private final DeliveryRules rules;
    private final DeploymentQueue queue;
    private final RolloutLoop loop;
    private final DeliveryAudit audit;
    private final InstantSource clock;
    private final EnvironmentStops stops;

    Deployments(
            DeliveryStore store,
            DeliveryRules rules,
            DeploymentQueue queue,
            RolloutLoop loop,
            DeliveryAudit audit,
            EnvironmentStops stops,
            InstantSource clock) {
        this.store = store;
        this.stops = stops;
        this.rules = rules;
        this.queue = queue;
        this.loop = loop;
        this.audit = audit;
        this.clock = clock;
        loop.onSuccess(this::live);
    }

    /** What came of a wish. */
    public sealed interface Result {
        /** Done; the deployment it is about. */
        record Done(long deployment) implements Result {}

        /** Not done, and why. */
        record Refused(Refusal why) implements Result {}
    }

    // Rules.

    /** A release was made: it is deployed to the environments that follow it. A second call changes nothing. */
    void releaseMade(StoredRelease stored) {
        Release release = stored.release();
        for (EnvironmentSpec own : stored.config().environments()) {
            switch (EnvironmentGates.of(store, release, own)) {
                case Gate.Open(var spec) -> {
                    if (follows(spec, release)) {
                        queue.advance(release.project(), byRule(store, stored, spec));
                    } else if (follows(own, release)) {
                        String why = Sentence.DEFAULT_BRANCH_DECIDES.with(onlyBy(spec.source()));
                        notByRule(stored, spec, DeploymentStatus.REJECTED, why);
                        refused(release, spec, why);
                    }
                }
                case Gate.Shut(var why) -> {
                    if (follows(own, release)) {
                        refused(release, own, RefusalWords.of(why));
                    }
                }
            }
        }
        loop.changed(release.project());
    }

    /** A release could not be made: nothing is deployed, and the environments that wait for it show why. */
    void releaseFailed(StoredRelease stored, String why) {
        Release release = stored.release();
        for (EnvironmentSpec own : stored.config().environments()) {
            if (EnvironmentGates.of(store, release, own) instanceof Gate.Open(var spec) && follows(spec, release)) {
                notByRule(stored, spec, DeploymentStatus.FAILED, why);
            }
        }
        audit.refused(release.project(), "release.failed", release.version(), why);
        loop.changed(release.project());
    }

    private static boolean follows(EnvironmentSpec spec, Release release) {
        return switch (spec.source()) {
            case Source.OnRelease() -> release.kind() == Release.Kind.VERSION;
            case Source.OnBranch(var pattern) ->
                release.kind() == Release.Kind.BUILD && BranchPattern.matches(pattern, release.branch());
            case Source.After(var _) -> false;
            case Source.ByHand() -> false;
        };
    }

    private static String onlyBy(Source source) {
        return switch (source) {
            case Source.OnRelease() -> Sentence.ONLY_VERSIONS.with();
            case Source.OnBranch(var pattern) -> Sentence.ONLY_BRANCH.with(pattern);
            case Source.After(var before) -> Sentence.ONLY_AFTER.with(before);
            case Source.ByHand() -> Sentence.ONLY_BY_HAND.with();
        };
    }

    /** What the release's own rules wanted and may not have, where people look for it: on the board. */
    private void notByRule(StoredRelease stored, EnvironmentSpec spec, DeploymentStatus end, String why) {
        Instant now = clock.instant();
        store.addDeployment(
                "refused/" + spec.key() + "/" + stored.release().version(),
                draft(stored, spec, DeploymentCause.RULE, "system")
                        .ended(end, why, now)
                        .withEvent(new Happening(
                                now, end == DeploymentStatus.REJECTED ? "rejected" : "finished", "system", why)));
    }

    private void refused(Release release, EnvironmentSpec spec, String why) {
        String object = release.version() + " -> " + rules.fullName(spec, release);
        audit.refused(release.project(), "deployment.refused", object, why);
    }

    /** A release went live: it goes on to the environments behind this one, in the same transaction. Their names. */
    private List<String> live(DeliveryStore transaction, Deployment deployment) {
        List<String> names = new ArrayList<>();
        StoredRelease stored =
                transaction.release(deployment.project(), deployment.release()).orElseThrow();
        for (EnvironmentSpec own : stored.config().environments()) {
            if (EnvironmentGates.of(transaction, stored.release(), own) instanceof Gate.Open(var spec)
                    && spec.source() instanceof Source.After(var before)
                    && before.equals(deployment.spec().key())) {
                names.add(byRule(transaction, stored, spec));
            }
        }
        return names;
    }

    private String byRule(DeliveryStore where, StoredRelease stored, EnvironmentSpec spec) {
        Release release = stored.release();
        String name = rules.fullName(spec, release);
        Deployment draft = draft(stored, spec, DeploymentCause.RULE, "system");
        Optional<Release> newer = rules.newerStarted(where, release, name);
        if (newer.isPresent()) {
            draft = draft.ended(
                    DeploymentStatus.SUPERSEDED,
                    Sentence.REPLACED.with(newer.get().version()),
                    clock.instant());
        }
        where.addDeployment("rule/" + spec.key() + "/" + release.version(), draft);
        return name;
    }

    private Deployment draft(StoredRelease stored, EnvironmentSpec spec, DeploymentCause cause, String by) {
        return draft(stored, spec, cause, by, "");
    }

    private Deployment draft(
            StoredRelease stored, EnvironmentSpec spec, DeploymentCause cause, String by, String comment) {
        Instant now = clock.instant();
        Release release = stored.release();
        boolean approve = spec.approval().isPresent() && cause != DeploymentCause.ROLLBACK;
        return new Deployment(
                0,
                new Deployment.Request(
                        release.project(),
                        rules.fullName(spec, release),
                        release.version(),
                        cause,
                        by,
                        now,
                        spec,
                        stored.config().services()),
                Deployment.Progress.requested(
                        approve ? DeploymentStatus.NEEDS_APPROVAL : DeploymentStatus.QUEUED,
                        new Happening(now, "requested", by, comment)));
    }

    // People.

    /** Deploys a release to an environment, forward or back: which of both, the environment's history says. */
    public Result deploy(long project, String environment, String version, String by) {
        return deploy(project, environment, version, by, "");
    }

    /** As above; {@code comment} says what for, and is kept with the deployment. */
    public Result deploy(long project, String environment, String version, String by, String comment) {
        Optional<Refusal> refusal = rules.mayDeploy(project, environment, version, by);
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        StoredRelease stored = store.release(project, version).orElseThrow();
        if (!(rules.gate(stored, environment).orElseThrow() instanceof Gate.Open(var spec))) {
            // The default branch has given the environment up this very moment.
            return new Result.Refused(new Refusal.Unknown("environment " + environment, ""));
        }
        DeploymentCause cause = rules.causeOf(project, environment, version);
        StoredDeployment made =
                store.addDeployment("person/" + UUID.randomUUID(), draft(stored, spec, cause, by, comment));
        queue.advance(project, made.deployment().environment());
        loop.changed(project);
        return new Result.Done(made.deployment().number());
    }

    /** Goes back to what was live before, or to a given version. */
    public Result rollBack(long project, String environment, Optional<String> version, String by) {
        return rollBack(project, environment, version, by, "");
    }

    /** As above; {@code comment} says why, and is kept with the deployment. */
    public Result rollBack(long project, String environment, Optional<String> version, String by, String comment) {
        Optional<String> target = version.or(() -> rules.liveBefore(project, environment));
        if (target.isEmpty()) {
            return new Result.Refused(new Refusal.Unknown("earlier release in " + environment, ""));
        }
        return deploy(project, environment, target.get(), by, comment);
    }

    /** The ref whose job {@link #takeDown} would start; empty where it would start none. */
    Optional<Trigger.GitRef> stopsByJobOf(long project, String environment) {
        return DeploymentQueue.running(store, project, EnvironmentNames.normalized(environment))
                .filter(live -> live.cause() == DeploymentCause.JOB)
                .flatMap(stops::startsJobOf);
    }

    /** Stops everything that is live in an environment, when its turn has come. */
    public Result takeDown(long project, String environment, String by) {
        String name = EnvironmentNames.normalized(environment);
        Optional<Refusal> refusal = rules.mayTakeDown(project, name, by);
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        Optional<Deployment> running = DeploymentQueue.running(store, project, name);
        if (running.isEmpty()) {
            return new Result.Refused(new Refusal.NothingLive(name));
        }
        if (running.get().cause() == DeploymentCause.JOB) {
            boolean stopping = stops.byHand(running.get(), by);
            loop.changed(project);
            return stopping
                    ? new Result.Done(running.get().number())
                    : new Result.Refused(new Refusal.DeployedByJobs(name));
        }
        Instant now = clock.instant();
        Deployment draft = new Deployment(
                0,
                new Deployment.Request(
                        project,
                        name,
                        running.get().release(),
                        DeploymentCause.DOWN,
                        by,
                        now,
                        running.get().spec(),
                        List.of()),
                Deployment.Progress.requested(DeploymentStatus.QUEUED, new Happening(now, "requested", by, "")));
        StoredDeployment made = store.addDeployment("person/" + UUID.randomUUID(), draft);
        queue.advance(project, name);
        loop.changed(project);
        return new Result.Done(made.deployment().number());
    }

    /** A person agrees. With the last agreement that is needed the deployment takes its turn. */
    public Result approve(long project, long number, String by, String comment) {
        return vote(project, number, new CastVote(by, true, comment, clock.instant()));
    }

    /** A person says no: the deployment is over. */
    public Result reject(long project, long number, String by, String comment) {
        return vote(project, number, new CastVote(by, false, comment, clock.instant()));
    }

    private Result vote(long project, long number, CastVote vote) {
        Result result = change(project, number, before -> {
            Optional<Refusal> refusal = rules.mayVote(before, vote.by());
            if (refusal.isPresent()) {
                return new Change.No(refusal.get());
            }
            String what = vote.approve() ? "approved" : "rejected";
            Deployment voted =
                    before.withVote(vote).withEvent(new Happening(vote.at(), what, vote.by(), vote.comment()));
            if (!vote.approve()) {
                return new Change.Yes(voted.ended(DeploymentStatus.REJECTED, rejected(vote), vote.at()));
            }
            boolean enough = rules.missingApprovals(voted) == 0;
            return new Change.Yes(enough ? voted.withStatus(DeploymentStatus.QUEUED, "") : voted);
        });
        if (result instanceof Result.Done) {
            queue.advance(project, environmentOf(project, number));
        }
        return result;
    }

    private static String rejected(CastVote vote) {
        return vote.comment().isBlank()
                ? Sentence.REJECTED.with(vote.by())
                : Sentence.REJECTED_BECAUSE.with(vote.by(), vote.comment());
    }

    /** Takes back a deployment that has not started; one under way is stopped, and what ran before is put back. */
    public Result cancel(long project, long number, String by) {
        Optional<StoredDeployment> stored = store.deployment(project, number);
        if (stored.filter(one -> one.deployment().status().isActive()).isPresent()) {
            return steer(project, number, by, Action.ABORT, "");
        }
        Result result = change(project, number, before -> {
            if (before.status() != DeploymentStatus.QUEUED && before.status() != DeploymentStatus.NEEDS_APPROVAL) {
                return new Change.No(new Refusal.NotNow(before.status()));
            }
            Optional<Refusal> refusal = rules.mayAct(project, by);
            if (refusal.isPresent()) {
                return new Change.No(refusal.get());
            }
            Instant now = clock.instant();
            return new Change.Yes(before.ended(DeploymentStatus.CANCELED, Sentence.TAKEN_BACK.with(by), now)
                    .withEvent(new Happening(now, "canceled", by, "")));
        });
        if (result instanceof Result.Done) {
            queue.advance(project, environmentOf(project, number));
        }
        return result;
    }

    /** Pause, continue, promote now or abort a rollout under way. */
    public Result steer(long project, long number, String by, Action action, String why) {
        Optional<StoredDeployment> stored = store.deployment(project, number);
        if (stored.isEmpty()) {
            return new Result.Refused(new Refusal.Unknown("deployment " + number, ""));
        }
        Optional<Refusal> refusal = rules.maySteer(stored.get().deployment(), by, action);
        if (refusal.isPresent()) {
            return new Result.Refused(refusal.get());
        }
        Instant now = clock.instant();
        RolloutEvent event =
                switch (action) {
                    case PAUSE -> new RolloutEvent.PauseRequested(by, now);
                    case CONTINUE -> new RolloutEvent.ContinueRequested(by, now);
                    case PROMOTE_NOW -> new RolloutEvent.PromoteRequested(by, now);
                    case ABORT -> new RolloutEvent.AbortRequested(by, why, now);
                    case PROMOTE, REVIEW, ROLL_BACK, REDEPLOY, TAKE_DOWN, CANCEL ->
                        throw new IllegalArgumentException(action + " is nothing for a rollout");
                };
        return loop.tell(project, number, event) ? new Result.Done(number) : new Result.Refused(new Refusal.TryAgain());
    }

    // Changes by compare-and-set.

    private sealed interface Change {
        record Yes(Deployment next) implements Change {}

        record No(Refusal why) implements Change {}
    }

    private interface Step {
        Change of(Deployment before);
    }

    private Result change(long project, long number, Step step) {
        while (true) {
            Optional<StoredDeployment> stored = store.deployment(project, number);
            if (stored.isEmpty()) {
                return new Result.Refused(new Refusal.Unknown("deployment " + number, ""));
            }
            switch (step.of(stored.get().deployment())) {
                case Change.No(var why) -> {
                    return new Result.Refused(why);
                }
                case Change.Yes(var next) -> {
                    if (store.commit(stored.get(), next)) {
                        loop.changed(project);
                        return new Result.Done(number);
                    }
                }
            }
        }
    }

    private String environmentOf(long project, long number) {
        return store.deployment(project, number).orElseThrow().deployment().environment();
    }

    /** Numbers of the deployments that wait in an environment, in order. */
    public List<Long> waiting(long project, String environment) {
        List<Long> numbers = new ArrayList<>();
        store.withStatus(project, environment, List.of(DeploymentStatus.QUEUED))
                .forEach(stored -> numbers.add(stored.deployment().number()));
        return numbers;
    }
}
