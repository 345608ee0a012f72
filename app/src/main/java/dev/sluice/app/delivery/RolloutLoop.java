package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.RolloutEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Drives the rollouts that are under way, each by a worker with its own virtual thread. All that matters is in the store:
 * after a crash {@link #recover} goes on where each of them stood. {@link #close} ends the workers, never a service.
 */
public final class RolloutLoop implements AutoCloseable {
    private final DeliveryStore store;
    private final RolloutPerformer performer;
    private final LiveEvents live;
    private final InstantSource clock;
    private final Map<Key, RolloutWorker> workers = new ConcurrentHashMap<>();
    private volatile BiFunction<DeliveryStore, Deployment, List<String>> onSuccess = (transaction, done) -> List.of();
    private volatile BiConsumer<Long, String> onEnd = (project, environment) -> {};
    private volatile boolean closed;

    /** Which rollout. */
    record Key(long project, long number) {}

    public RolloutLoop(DeliveryStore store, RolloutPerformer performer, LiveEvents live, InstantSource clock) {
        this.store = store;
        this.performer = performer;
        this.live = live;
        this.clock = clock;
    }

    /** What follows when a release went live, done in the same transaction; gives the environments that have news. */
    void onSuccess(BiFunction<DeliveryStore, Deployment, List<String>> next) {
        onSuccess = next;
    }

    /** What follows when an environment is free again. */
    void onEnd(BiConsumer<Long, String> next) {
        onEnd = next;
    }

    /** Goes on with every rollout that is under way. Call once at start, when the target and the router are open. */
    public void recover() {
        for (StoredDeployment stored :
                store.withStatus(List.of(DeploymentStatus.ROLLING, DeploymentStatus.ROLLING_BACK))) {
            start(stored.deployment().project(), stored.deployment().number());
        }
    }

    /** Begins, or goes on with, a rollout whose first state is stored. */
    void start(long project, long number) {
        if (closed) {
            return;
        }
        Key key = new Key(project, number);
        RolloutWorker worker = new RolloutWorker(this, key);
        if (workers.putIfAbsent(key, worker) == null) {
            worker.start();
        }
    }

    /** Hands an event to a rollout; one that is over ignores it. */
    void tell(long project, long number, RolloutEvent event) {
        RolloutWorker worker = workers.get(new Key(project, number));
        if (worker != null) {
            worker.tell(event);
        }
    }

    /** Tells open pages. */
    void changed(long project) {
        live.publish(LiveTopics.environments(project));
    }

    DeliveryStore store() {
        return store;
    }

    RolloutPerformer performer() {
        return performer;
    }

    InstantSource clock() {
        return clock;
    }

    List<String> succeeded(DeliveryStore transaction, Deployment deployment) {
        return onSuccess.apply(transaction, deployment);
    }

    /** The rollout is over and stored: the next may start, here and where the release goes on to. */
    void ended(Key key, String environment, List<String> further) {
        workers.remove(key);
        changed(key.project());
        onEnd.accept(key.project(), environment);
        further.forEach(name -> onEnd.accept(key.project(), name));
    }

    /** Whether any rollout is under way in this process. */
    public boolean isIdle() {
        return workers.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
        workers.values().forEach(RolloutWorker::close);
        workers.clear();
    }
}
