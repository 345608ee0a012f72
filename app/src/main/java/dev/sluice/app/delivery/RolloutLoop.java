package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.RolloutEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * Drives the rollouts that are under way, each by a worker with its own virtual thread. All that matters is in the store:
 * after a crash {@link #recover} goes on where each of them stood. {@link #close} ends the workers, never a service.
 */
public final class RolloutLoop implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RolloutLoop.class.getName());
    private static final long PAUSE_MAX_S = 60;

    private final DeliveryStore store;
    private final RolloutPerformer performer;
    private final LiveEvents live;
    private final InstantSource clock;
    private final Map<Key, RolloutWorker> workers = new ConcurrentHashMap<>();
    private final Set<Thread> retries = ConcurrentHashMap.newKeySet();
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

    /** What follows when an environment is free again; it must not throw. */
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
        start(new Key(project, number), 1);
    }

    private void start(Key key, int tries) {
        try {
            // Asked in this order a worker that is not there any more has stored its rollout's end.
            if (!workers.containsKey(key) && isUnderWay(key)) {
                RolloutWorker worker = new RolloutWorker(this, key);
                if (workers.putIfAbsent(key, worker) == null) {
                    worker.start();
                }
            }
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.WARNING, "deployment=" + key + " not taken up, trying again", failed);
            later(tries, () -> start(key, tries + 1));
        }
    }

    private boolean isUnderWay(Key key) {
        return store.deployment(key.project(), key.number())
                .filter(stored -> stored.deployment().status().isActive())
                .isPresent();
    }

    /**
     * Does something after a pause, unless the server stops before.
     *
     * @param tries how often it has been tried: the pause doubles with each, up to a minute; 0: at once
     */
    void later(int tries, Runnable work) {
        if (closed) {
            return;
        }
        Duration pause =
                tries == 0 ? Duration.ZERO : Duration.ofSeconds(Math.min(PAUSE_MAX_S, 1L << Math.min(tries - 1, 6)));
        Thread thread = Thread.ofVirtual().name("delivery-retry").unstarted(() -> {
            try {
                Thread.sleep(pause);
                if (!closed) {
                    work.run();
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } finally {
                retries.remove(Thread.currentThread());
            }
        });
        retries.add(thread);
        thread.start();
    }

    /** Hands an event to a rollout; one that is over ignores it. False where nobody drives it at this moment. */
    boolean tell(long project, long number, RolloutEvent event) {
        RolloutWorker worker = workers.get(new Key(project, number));
        if (worker == null) {
            return false;
        }
        worker.tell(event);
        return true;
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
        retries.forEach(Thread::interrupt);
    }
}
