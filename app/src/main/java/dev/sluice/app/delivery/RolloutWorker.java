package dev.sluice.app.delivery;

import dev.sluice.app.delivery.DeliveryQueries.Happening;
import dev.sluice.app.delivery.DeliveryStore.EnvironmentRecord;
import dev.sluice.app.delivery.DeliveryStore.StoredDeployment;
import dev.sluice.app.delivery.RolloutLoop.Key;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.RolloutEffect;
import dev.sluice.core.delivery.RolloutEngine;
import dev.sluice.core.delivery.RolloutEvent;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.RolloutState.Direction;
import dev.sluice.core.delivery.Slot;
import dev.sluice.core.engine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One rollout under way: takes events one after the other, steps the engine, stores state and consequences in one
 * transaction, and has the effects performed. Two threads: one steps, one performs what must keep its order.
 */
final class RolloutWorker implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RolloutWorker.class.getName());
    private static final long STORE_RETRY_MS = 1_000;
    private static final int BUGS_MAX = 5;

    private final RolloutLoop loop;
    private final Key key;
    private final BlockingQueue<RolloutEvent> mailbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<RolloutEffect>> changes = new LinkedBlockingQueue<>();
    private final Thread stepper;
    private final Thread changer;
    private volatile StoredDeployment stored;
    private volatile boolean over;

    RolloutWorker(RolloutLoop loop, Key key) {
        this.loop = loop;
        this.key = key;
        this.stored = loop.store().deployment(key.project(), key.number()).orElseThrow();
        this.stepper = Thread.ofVirtual()
                .name("rollout-" + key.project() + "-" + key.number())
                .unstarted(this::run);
        this.changer = Thread.ofVirtual()
                .name("rollout-changes-" + key.project() + "-" + key.number())
                .unstarted(this::perform);
    }

    void start() {
        stepper.start();
        changer.start();
    }

    void tell(RolloutEvent event) {
        mailbox.add(event);
    }

    private RolloutState state() {
        return stored.deployment().rollout().orElseThrow();
    }

    private void run() {
        try {
            if (state().current() < 0) {
                mailbox.add(new RolloutEvent.Begun(now()));
            } else {
                // The server was down: what was not answered is done again.
                hand(state().awaiting());
            }
            while (!over) {
                takeInTheEnd(next());
            }
        } catch (InterruptedException stopped) {
            // The server stops; the next one goes on.
            Thread.currentThread().interrupt();
        }
        changer.interrupt();
    }

    /**
     * Tries one event until it is stored. One that fails for another reason than the store is given up in the end, so
     * that what comes behind it, a person's wish to stop for one, is heard; what is awaited is then asked for anew.
     */
    private void takeInTheEnd(RolloutEvent event) throws InterruptedException {
        for (int bugs = 0; !over; ) {
            Taking taking = tried(event);
            if (taking == Taking.DONE) {
                return;
            }
            bugs += taking == Taking.BROKEN ? 1 : 0;
            Thread.sleep(STORE_RETRY_MS);
            refresh();
            if (bugs == BUGS_MAX && !over) {
                LOG.log(System.Logger.Level.ERROR, "deployment=" + key + " event given up: " + event);
                hand(state().awaiting());
                return;
            }
        }
    }

    /** What became of an event. */
    private enum Taking {
        DONE,
        /** The store did not answer. */
        AWAY,
        /** Something else failed. */
        BROKEN
    }

    private Taking tried(RolloutEvent event) {
        try {
            take(event);
            return Taking.DONE;
        } catch (RuntimeException failed) {
            if (over) {
                return Taking.DONE;
            }
            LOG.log(System.Logger.Level.WARNING, "deployment=" + key + " step not stored, trying again", failed);
            return failed instanceof StoreUnavailable ? Taking.AWAY : Taking.BROKEN;
        }
    }

    /** The store did not answer: the step may be in it all the same, and then its effects are still to be performed. */
    private void refresh() {
        try {
            StoredDeployment now =
                    loop.store().deployment(key.project(), key.number()).orElseThrow();
            boolean taken = now.version() != stored.version();
            stored = now;
            if (now.deployment().status().isFinal()) {
                List<String> further = waiting();
                over = true;
                loop.ended(key, now.deployment().environment(), further);
            } else if (taken) {
                hand(state().awaiting());
            }
        } catch (RuntimeException still) {
            // Tried again after the next pause.
            LOG.log(System.Logger.Level.DEBUG, "deployment=" + key + " not readable yet", still);
        }
    }

    /** Environments of the project in which something waits for its turn: what has just ended may have put it there. */
    private List<String> waiting() {
        return loop.store().withStatus(List.of(DeploymentStatus.QUEUED)).stream()
                .map(StoredDeployment::deployment)
                .filter(deployment -> deployment.project() == key.project())
                .map(Deployment::environment)
                .distinct()
                .toList();
    }

    private RolloutEvent next() throws InterruptedException {
        Optional<RolloutState.Timer> timer = state().timer();
        if (timer.isEmpty()) {
            return mailbox.take();
        }
        // A monotonic wait: the time of day may jump meanwhile.
        long waitNs = state().waitForTimer().orElse(Duration.ZERO).toNanos();
        long deadline = System.nanoTime() + waitNs;
        RolloutEvent event = mailbox.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        return event == null ? new RolloutEvent.Tick(timer.get().number(), now()) : event;
    }

    private Instant now() {
        return loop.clock().instant();
    }

    /** One event into the store. */
    private void take(RolloutEvent event) {
        Step<RolloutState, RolloutEffect> step = RolloutEngine.step(state(), event);
        if (step.state().equals(state())) {
            return;
        }
        Optional<RolloutEffect.Finished> end = step.effects().stream()
                .filter(RolloutEffect.Finished.class::isInstance)
                .map(RolloutEffect.Finished.class::cast)
                .findFirst();
        Taken taken = loop.store().atomically(transaction -> store(transaction, step.state(), event, end));
        stored = new StoredDeployment(taken.next(), stored.version() + 1);
        loop.changed(key.project());
        if (end.isPresent()) {
            over = true;
            loop.ended(key, taken.next().environment(), taken.further());
        } else {
            hand(step.effects());
        }
    }

    /**
     * What a step has stored.
     *
     * @param further environments that have news by it
     */
    private record Taken(Deployment next, List<String> further) {}

    private Taken store(
            DeliveryStore transaction, RolloutState next, RolloutEvent event, Optional<RolloutEffect.Finished> end) {
        Deployment before = stored.deployment();
        String why = next.failure().map(RolloutState.Failure::reason).orElse("");
        DeploymentStatus status =
                next.direction() == Direction.BACK ? DeploymentStatus.ROLLING_BACK : DeploymentStatus.ROLLING;
        Deployment after = withPersonsWish(before.withRollout(next, status, why), event);
        if (end.isEmpty()) {
            commit(transaction, after);
            return new Taken(after, List.of());
        }
        DeploymentStatus ended = statusOf(end.get().outcome());
        Deployment done =
                after.ended(ended, why, next.now()).withEvent(new Happening(next.now(), "finished", "system", why));
        commit(transaction, done);
        environment(transaction, done, end.get());
        boolean succeeded = ended == DeploymentStatus.SUCCEEDED;
        return new Taken(done, succeeded ? loop.succeeded(transaction, done) : List.of());
    }

    /** Only this worker changes a deployment that is under way: another version is a bug, not a race. */
    private void commit(DeliveryStore transaction, Deployment next) {
        if (!transaction.commit(stored, next)) {
            throw new IllegalStateException("somebody else has changed deployment " + key);
        }
    }

    private static Deployment withPersonsWish(Deployment deployment, RolloutEvent event) {
        return switch (event) {
            case RolloutEvent.PauseRequested(var by, var at) ->
                deployment.withEvent(new Happening(at, "paused", by, ""));
            case RolloutEvent.ContinueRequested(var by, var at) ->
                deployment.withEvent(new Happening(at, "continued", by, ""));
            case RolloutEvent.PromoteRequested(var by, var at) ->
                deployment.withEvent(new Happening(at, "promoted", by, ""));
            case RolloutEvent.AbortRequested(var by, var why, var at) ->
                deployment.withEvent(new Happening(at, "aborted", by, why));
            case RolloutEvent.Begun _,
                    RolloutEvent.SlotStarted _,
                    RolloutEvent.EffectFailed _,
                    RolloutEvent.Probed _,
                    RolloutEvent.Routed _,
                    RolloutEvent.Drained _,
                    RolloutEvent.SlotStopped _,
                    RolloutEvent.Tick _ -> deployment;
        };
    }

    private static DeploymentStatus statusOf(RolloutState.Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> DeploymentStatus.SUCCEEDED;
            case TAKEN_DOWN -> DeploymentStatus.TAKEN_DOWN;
            case ROLLED_BACK -> DeploymentStatus.ROLLED_BACK;
            case ABORTED -> DeploymentStatus.ABORTED;
            case NOTHING_LIVE -> DeploymentStatus.FAILED;
            case UNCERTAIN -> DeploymentStatus.UNCERTAIN;
        };
    }

    private void environment(DeliveryStore transaction, Deployment done, RolloutEffect.Finished end) {
        if (done.status() == DeploymentStatus.TAKEN_DOWN) {
            transaction.saveEnvironment(new EnvironmentRecord(
                    done.project(), done.environment(), Optional.empty(), Optional.empty(), Optional.empty()));
            return;
        }
        Optional<EnvironmentRecord> before = transaction.environment(done.project(), done.environment());
        boolean newIsLive = end.live().filter(Slot.Side.NEW::equals).isPresent();
        boolean uncertain = done.status() == DeploymentStatus.UNCERTAIN;
        transaction.saveEnvironment(new EnvironmentRecord(
                done.project(),
                done.environment(),
                newIsLive ? Optional.of(done.number()) : before.flatMap(EnvironmentRecord::live),
                newIsLive ? done.finishedAt() : before.flatMap(EnvironmentRecord::liveSince),
                uncertain ? Optional.of(done.number()) : Optional.empty()));
    }

    // Effects.

    /** What changes something keeps its order; questions and waits run beside it. */
    private void hand(List<RolloutEffect> effects) {
        List<RolloutEffect> ordered = new ArrayList<>();
        for (RolloutEffect effect : effects) {
            switch (effect) {
                case RolloutEffect.Start _, RolloutEffect.SetRoute _, RolloutEffect.Stop _ -> ordered.add(effect);
                case RolloutEffect.Probe _, RolloutEffect.AwaitDrained _ ->
                    Thread.ofVirtual()
                            .name("rollout-" + key.number() + "-" + effect.key())
                            .start(() -> performOne(effect));
                case RolloutEffect.Finished _ -> {
                    // Done when it was stored.
                }
            }
        }
        if (!ordered.isEmpty()) {
            changes.add(ordered);
        }
    }

    private void perform() {
        try {
            while (!over) {
                performTogether(changes.take());
            }
        } catch (InterruptedException stopped) {
            // The rollout is over, or the server stops.
            Thread.currentThread().interrupt();
        }
    }

    /** Effects of one step are of one kind and do not depend on each other; the next step's wait for all of them. */
    private void performTogether(List<RolloutEffect> effects) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (RolloutEffect effect : effects) {
            if (effects.size() == 1) {
                performOne(effect);
            } else {
                threads.add(Thread.ofVirtual()
                        .name("rollout-" + key.number() + "-" + effect.key())
                        .start(() -> performOne(effect)));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void performOne(RolloutEffect effect) {
        if (state().awaiting().contains(effect)) {
            loop.performer().perform(stored.deployment(), effect, loop.clock()).ifPresent(mailbox::add);
        }
    }

    @Override
    public void close() {
        over = true;
        stepper.interrupt();
        changer.interrupt();
    }
}
