package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeliveryStore.StoredRelease;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.RolloutPlan;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.ServiceSpec;
import dev.sluice.core.delivery.Slot;
import dev.sluice.core.delivery.Strategy;
import dev.sluice.core.model.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives deployments their turn: one at a time in an environment, in the order of their numbers, none left out. Safe for
 * many threads; two of them never start two deployments, because the start is one transaction.
 */
public final class DeploymentQueue {
    private static final System.Logger LOG = System.getLogger(DeploymentQueue.class.getName());
    private static final List<DeploymentStatus> ACTIVE =
            List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK);

    private final DeliveryStore store;
    private final DeliveryRules rules;
    private final ReleaseFiles files;
    private final RolloutLoop loop;
    private final Duration drainLimit;
    private final InstantSource clock;

    /**
     * @param drainLimit how long requests under way may keep an old version alive
     */
    public DeploymentQueue(
            DeliveryStore store,
            DeliveryRules rules,
            ReleaseFiles files,
            RolloutLoop loop,
            Duration drainLimit,
            InstantSource clock) {
        this.store = store;
        this.rules = rules;
        this.files = files;
        this.loop = loop;
        this.drainLimit = drainLimit;
        this.clock = clock;
        loop.onEnd(this::advance);
    }

    /** Starts what a crash kept from starting. Call once at start, after the loop's own recovery. */
    public void recover() {
        store.withStatus(List.of(DeploymentStatus.QUEUED)).stream()
                .map(StoredDeployment::deployment)
                .forEach(deployment -> advance(deployment.project(), deployment.environment()));
    }

    /** What came of looking at the first in the queue. */
    private sealed interface Turn {
        record Started(long number) implements Turn {}

        record LookAgain() implements Turn {}

        record Nothing() implements Turn {}
    }

    /**
     * Starts the next deployment of an environment if its turn has come. Where git or the store does not answer it is
     * tried again later, as long as the server runs: nobody else would.
     */
    public void advance(long project, String environment) {
        advance(project, environment, 1);
    }

    private void advance(long project, String environment, int tries) {
        try {
            if (tries > 1) {
                // The start may be stored although the store seemed not to answer: then only its worker is missing.
                store.withStatus(project, environment, ACTIVE)
                        .forEach(stored ->
                                loop.start(project, stored.deployment().number()));
            }
            startNext(project, environment);
        } catch (RuntimeException failed) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "project=" + project + " environment=" + environment + " queue not advanced, trying again",
                    failed);
            loop.later(tries, () -> advance(project, environment, tries + 1));
        }
    }

    private void startNext(long project, String environment) {
        while (true) {
            Optional<StoredDeployment> first = first(store, project, environment);
            if (first.isEmpty()) {
                return;
            }
            // Looked at outside of the transaction: it may ask the disk and git.
            Optional<String> missing = missing(first.get().deployment());
            Turn turn = store.atomically(transaction -> start(transaction, first.get(), missing));
            switch (turn) {
                case Turn.Started(var number) -> {
                    loop.start(project, number);
                    loop.changed(project);
                    return;
                }
                case Turn.LookAgain() -> loop.changed(project);
                case Turn.Nothing() -> {
                    return;
                }
            }
        }
    }

    /** What of the release's files is gone; nothing is needed to stop what runs. */
    private Optional<String> missing(Deployment deployment) {
        return deployment.cause() == DeploymentCause.DOWN
                ? Optional.empty()
                : store.release(deployment.project(), deployment.release())
                        .map(StoredRelease::release)
                        .flatMap(files::missing);
    }

    /** The deployment whose slots run in an environment: what is live, else what ended uncertain with nothing live before. */
    static Optional<Deployment> running(DeliveryStore store, long project, String environment) {
        return store.environment(project, environment)
                .flatMap(record -> record.live().or(record::uncertain))
                .flatMap(number -> store.deployment(project, number))
                .map(StoredDeployment::deployment);
    }

    /** The first in the queue, if nothing is under way. After an uncertain end only a person's wish is a first. */
    static Optional<StoredDeployment> first(DeliveryStore store, long project, String environment) {
        if (!store.withStatus(project, environment, ACTIVE).isEmpty()) {
            return Optional.empty();
        }
        boolean uncertain = store.environment(project, environment)
                .flatMap(EnvironmentRecord::uncertain)
                .isPresent();
        return store.withStatus(project, environment, List.of(DeploymentStatus.QUEUED)).stream()
                .filter(stored -> !uncertain || stored.deployment().cause() != DeploymentCause.RULE)
                .min(Comparator.comparingLong(stored -> stored.deployment().number()));
    }

    private Turn start(DeliveryStore transaction, StoredDeployment candidate, Optional<String> missing) {
        Deployment deployment = candidate.deployment();
        Optional<StoredDeployment> first = first(transaction, deployment.project(), deployment.environment());
        if (first.filter(candidate::equals).isEmpty()) {
            return first.isPresent() ? new Turn.LookAgain() : new Turn.Nothing();
        }
        Instant now = clock.instant();
        if (missing.isPresent()) {
            transaction.commit(
                    candidate,
                    deployment
                            .ended(DeploymentStatus.FAILED, Sentence.NOTHING_CHANGED.with(missing.get()), now)
                            .withEvent(new Happening(now, "finished", "system", missing.get())));
            return new Turn.LookAgain();
        }
        if (needsApproval(deployment.cause()) && rules.missingApprovals(deployment) > 0) {
            transaction.commit(
                    candidate,
                    deployment
                            .withStatus(DeploymentStatus.NEEDS_APPROVAL, Sentence.APPROVAL_VOID.with())
                            .withEvent(new Happening(now, "void", "system", "")));
            return new Turn.LookAgain();
        }
        Optional<Deployment> live = transaction
                .environment(deployment.project(), deployment.environment())
                .flatMap(EnvironmentRecord::live)
                .flatMap(number -> transaction.deployment(deployment.project(), number))
                .map(StoredDeployment::deployment)
                .filter(old -> old.cause() != DeploymentCause.JOB);
        boolean down = deployment.cause() == DeploymentCause.DOWN;
        Optional<Deployment> replaced =
                down ? running(transaction, deployment.project(), deployment.environment()) : live;
        if (down && replaced.filter(old -> !old.services().isEmpty()).isEmpty()) {
            transaction.commit(
                    candidate,
                    deployment
                            .ended(DeploymentStatus.CANCELED, Sentence.NOTHING_LIVE.with(), now)
                            .withEvent(new Happening(now, "finished", "system", "")));
            return new Turn.LookAgain();
        }
        RolloutState state = RolloutState.of(plan(deployment, replaced), now);
        transaction.commit(
                candidate,
                deployment
                        .started(replaced.map(Deployment::number), state, now)
                        .withEvent(new Happening(now, "started", "system", "")));
        if (!down) {
            supersedeOlder(transaction, deployment, now);
        }
        return new Turn.Started(deployment.number());
    }

    /** Going back and taking down are remedies: nobody is waited for. */
    private static boolean needsApproval(DeploymentCause cause) {
        return cause != DeploymentCause.ROLLBACK && cause != DeploymentCause.DOWN;
    }

    private RolloutPlan plan(Deployment deployment, Optional<Deployment> live) {
        EnvironmentSpec spec = deployment.spec();
        boolean known =
                deployment.cause() == DeploymentCause.ROLLBACK || deployment.cause() == DeploymentCause.REDEPLOY;
        Strategy strategy = known ? RolloutPlan.withoutGradualSteps(spec.strategy()) : spec.strategy();
        Map<String, Duration> within = new HashMap<>();
        live.ifPresent(old -> old.services()
                .forEach(service -> within.put(service.name(), service.health().within())));
        deployment
                .services()
                .forEach(service -> within.put(service.name(), service.health().within()));
        Duration interval = deployment.services().stream()
                .map(service -> service.health().interval())
                .min(Comparator.naturalOrder())
                .orElse(ServiceSpec.HealthCheck.DEFAULT.interval());
        List<Slot> old = live.map(one -> slots(Slot.Side.OLD, one.services())).orElse(List.of());
        return new RolloutPlan(
                strategy,
                slots(Slot.Side.NEW, deployment.services()),
                old,
                within,
                interval,
                spec.observe(),
                drainLimit);
    }

    static List<Slot> slots(Slot.Side side, List<ServiceSpec> services) {
        List<Slot> slots = new ArrayList<>();
        for (ServiceSpec service : services) {
            for (int copy = 1; copy <= service.copies(); copy++) {
                slots.add(new Slot(side, service.name(), copy));
            }
        }
        return slots;
    }

    /** Requests of older releases that still wait for people: this one has taken their place. */
    private void supersedeOlder(DeliveryStore transaction, Deployment started, Instant now) {
        long run = runOf(transaction, started);
        for (StoredDeployment waiting : transaction.withStatus(
                started.project(), started.environment(), List.of(DeploymentStatus.NEEDS_APPROVAL))) {
            Deployment older = waiting.deployment();
            if (older.cause() == DeploymentCause.RULE && runOf(transaction, older) < run) {
                String why = Sentence.REPLACED.with(started.release());
                transaction.commit(
                        waiting,
                        older.ended(DeploymentStatus.SUPERSEDED, why, now)
                                .withEvent(new Happening(now, "superseded", "system", started.release())));
            }
        }
    }

    private static long runOf(DeliveryStore store, Deployment deployment) {
        return store.release(deployment.project(), deployment.release())
                .map(stored -> stored.release().run())
                .orElse(0L);
    }
}
