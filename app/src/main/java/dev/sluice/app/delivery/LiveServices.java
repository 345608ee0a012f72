package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Health;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.DeployTarget.SlotStatus;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.Slot;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps what is live alive: after a start of the server its routes are set and its processes are found or started again;
 * then health is asked regularly and a process that ended by itself is started again, at once or, where it does not last,
 * after growing pauses. Does not touch an environment with
 * a rollout under way. One virtual thread from {@link #start} to {@link #close}.
 */
public final class LiveServices implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveServices.class.getName());

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration STEADY = Duration.ofMinutes(10);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final DeliveryStore store;
    private final RolloutPerformer performer;
    private final RolloutLoop loop;
    private final Duration interval;
    private final RestartPauses<SlotId> pauses = new RestartPauses<>(FIRST_PAUSE, LONGEST_PAUSE, STEADY);
    private final Map<Key, Health> health = new ConcurrentHashMap<>();

    /** Live environments whose routes could not be set at the start. */
    private final Set<Key> unrouted = ConcurrentHashMap.newKeySet();

    /** Slots started again since the last look, with their deployments. Touched by the thread alone. */
    private final Map<SlotId, Deployment> restarted = new HashMap<>();

    private final Thread thread = Thread.ofVirtual().name("live-services").unstarted(this::run);

    private record Key(long project, String environment) {}

    /**
     * @param interval between two looks at everything that is live
     */
    public LiveServices(DeliveryStore store, RolloutPerformer performer, RolloutLoop loop, Duration interval) {
        this.store = store;
        this.performer = performer;
        this.loop = loop;
        this.interval = interval;
    }

    /**
     * Routes and processes of everything that is live, and of rollouts under way. Call once, before the loop's recovery.
     * What cannot be taken up keeps nothing else from it: it is logged, and what is live is tried again by the thread.
     */
    public void recover() {
        for (StoredDeployment stored :
                store.withStatus(List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))) {
            Deployment deployment = stored.deployment();
            attempt("route of deployment=" + deployment.number() + " under way", () -> deployment
                    .rollout()
                    .ifPresent(state -> performer.route(deployment, state.newShare(), state.routed())));
        }
        attempt("slots left over", this::stopLeftOver);
        for (EnvironmentRecord environment : store.liveEnvironments()) {
            boolean up = attempt("environment=" + environment.name(), () -> quiet(environment)
                    .ifPresent(live -> {
                        revive(live);
                        performer.route(live, 100, slots(live));
                    }));
            if (!up) {
                unrouted.add(key(environment));
            }
        }
    }

    private static boolean attempt(String what, Runnable work) {
        try {
            work.run();
            return true;
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.ERROR, what + " not taken up at the start", failed);
            return false;
        }
    }

    private static Key key(EnvironmentRecord environment) {
        return new Key(environment.project(), environment.name());
    }

    public void start() {
        thread.start();
    }

    /** How what is live in an environment answered when it was last asked. */
    public Health health(long project, String environment) {
        return health.getOrDefault(new Key(project, environment), Health.UNKNOWN);
    }

    /** Slots that belong to nothing that is live or under way: a crash kept them from being stopped. */
    private void stopLeftOver() {
        Set<String> wanted = new HashSet<>();
        for (EnvironmentRecord environment : store.liveEnvironments()) {
            environment.live().ifPresent(number -> wanted.add(environment.project() + "/" + number));
        }
        for (StoredDeployment stored :
                store.withStatus(List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))) {
            Deployment deployment = stored.deployment();
            wanted.add(deployment.project() + "/" + deployment.number());
            deployment.replaces().ifPresent(number -> wanted.add(deployment.project() + "/" + number));
        }
        for (DeployTarget target : performer.targets().all()) {
            for (SlotId slot : target.existing()) {
                if (!wanted.contains(slot.project() + "/" + slot.deployment())) {
                    attempt("slot " + slot + " left over", () -> target.stop(slot, STOP_GRACE));
                }
            }
        }
    }

    /** The live deployment of an environment in which no rollout is under way. */
    private Optional<Deployment> quiet(EnvironmentRecord environment) {
        return isUnderWay(environment.project(), environment.name())
                ? Optional.empty()
                : environment
                        .live()
                        .flatMap(number -> store.deployment(environment.project(), number))
                        .map(StoredDeployment::deployment)
                        .filter(deployment -> deployment.cause() != DeploymentCause.JOB);
    }

    private boolean isUnderWay(long project, String environment) {
        return !store.withStatus(project, environment, List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))
                .isEmpty();
    }

    private static List<Slot> slots(Deployment deployment) {
        return DeploymentQueue.slots(Slot.Side.NEW, deployment.services()).stream()
                .sorted()
                .toList();
    }

    private void revive(Deployment live) {
        for (Slot slot : slots(live)) {
            try {
                if (!(performer.target(live).status(RolloutPerformer.id(live, slot)) instanceof SlotStatus.Running)) {
                    performer.start(live, slot);
                }
            } catch (RuntimeException failed) {
                LOG.log(System.Logger.Level.WARNING, "live slot not started again: " + slot, failed);
            }
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookAtAll();
                Thread.sleep(interval);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAtAll() {
        try {
            stopReplaced();
            Set<SlotId> live = new HashSet<>();
            List<EnvironmentRecord> environments = store.liveEnvironments();
            for (EnvironmentRecord environment : environments) {
                look(environment, live);
            }
            pauses.keep(live);
            health.keySet()
                    .retainAll(environments.stream().map(LiveServices::key).toList());
        } catch (RuntimeException failed) {
            // The store may be away for a while; who keeps services alive must outlive that.
            LOG.log(System.Logger.Level.WARNING, "what is live is not known now, asked again soon", failed);
        }
    }

    private void look(EnvironmentRecord environment, Set<SlotId> slotsLive) {
        try {
            Optional<Deployment> live = quiet(environment);
            if (live.isEmpty()) {
                return;
            }
            if (unrouted.contains(key(environment))) {
                performer.route(live.get(), 100, slots(live.get()));
                unrouted.remove(key(environment));
            }
            boolean well = true;
            for (Slot slot : slots(live.get())) {
                slotsLive.add(RolloutPerformer.id(live.get(), slot));
                ProbeEvidence answer = performer.ask(live.get(), slot);
                well &= answer.healthy();
                if (answer.ended()) {
                    restart(live.get(), slot);
                }
            }
            Health now = well ? Health.HEALTHY : Health.UNHEALTHY;
            if (health.put(key(environment), now) != now) {
                loop.changed(environment.project());
            }
        } catch (RuntimeException failed) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "environment=" + environment.name() + " could not be looked at",
                    failed);
        }
    }

    private void restart(Deployment live, Slot slot) {
        SlotId id = RolloutPerformer.id(live, slot);
        if (pauses.isDue(id, System.nanoTime()) && isStillLive(live)) {
            restarted.put(id, live);
            performer.start(live, slot);
            int inARow = pauses.started(id, System.nanoTime());
            LOG.log(
                    System.Logger.Level.WARNING,
                    "slot=" + id + " ended by itself and is started again, in_a_row=" + inARow);
        }
    }

    /** Asked of the store again: a rollout that began meanwhile, and may be over already, may have stopped the slot. */
    private boolean isStillLive(Deployment live) {
        return store.environment(live.project(), live.environment())
                .flatMap(this::quiet)
                .filter(now -> now.number() == live.number())
                .isPresent();
    }

    /**
     * A rollout may have begun, stopped the slot and ended while it was started again: then nobody else knows of it. As
     * long as one is under way the slot is the rollout's.
     */
    private void stopReplaced() {
        for (Map.Entry<SlotId, Deployment> entry : Map.copyOf(restarted).entrySet()) {
            Deployment deployment = entry.getValue();
            if (isUnderWay(deployment.project(), deployment.environment())) {
                continue;
            }
            boolean live = store.environment(deployment.project(), deployment.environment())
                    .flatMap(EnvironmentRecord::live)
                    .filter(number -> number == deployment.number())
                    .isPresent();
            if (!live) {
                performer.target(deployment).stop(entry.getKey(), STOP_GRACE);
            }
            restarted.remove(entry.getKey());
        }
    }

    /** Ends the thread and waits a while for what it is at; services run on. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_WITHIN)) {
                LOG.log(System.Logger.Level.WARNING, "the watch over live services has not ended in " + CLOSE_WITHIN);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
