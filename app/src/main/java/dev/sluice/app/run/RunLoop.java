package dev.sluice.app.run;

import dev.sluice.app.run.JobQueue.Claim;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The world around the engine: takes events to it, stores what it decided together with the effects in one transaction,
 * and has the effects performed. Safe for use by many threads; several processes may share one store, since each step is
 * a compare-and-set.
 *
 * <p>Order: add the listeners, call {@link #recover}, then {@link #start} and {@link #send}.
 */
public final class RunLoop implements AutoCloseable {
    private static final int COMMIT_TRIES_MAX = 100;
    private static final int LOCKS = 64;
    private static final Duration WAKE_AGAIN_AFTER = Duration.ofSeconds(5);

    private final RunStore store;
    private final JobQueue queue;
    private final InstantSource clock;
    private final WakeTimer timer;
    private final RunEnds ends;
    private final EffectPerformer effects;
    private final List<RunListener> listeners = new CopyOnWriteArrayList<>();
    /** Steps of one run are taken one at a time in this process, so that listeners see them in order. */
    private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

    /** Wires the loop; nothing is started before the first call. */
    public RunLoop(RunStore store, JobQueue queue, StopChannel stops, InstantSource clock) {
        this.store = store;
        this.queue = queue;
        this.clock = clock;
        this.timer = new WakeTimer(clock);
        this.ends = new RunEnds(store, clock, timer, listeners);
        OlderRuns older = new OlderRuns(store, clock, this::send);
        this.effects = new EffectPerformer(store, queue, stops, clock, timer, this::wake, older, ends);
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** From now on the listener hears of every change made by this process. */
    public void addListener(RunListener listener) {
        listeners.add(listener);
    }

    /** The listener hears nothing more, except for a call that is under way. */
    public void removeListener(RunListener listener) {
        listeners.remove(listener);
    }

    /**
     * Makes a run and starts it.
     *
     * @param key what caused it; with the same project and key a second time, the first run is returned and nothing
     *     happens
     */
    public StoredRun start(long project, String key, Trigger trigger, Pipeline pipeline) {
        return start(project, key, trigger, RunEngine.begin(pipeline));
    }

    /** Makes a run of a state that {@link RunEngine#begin} gave, and starts it; otherwise as the other one. */
    public StoredRun start(long project, String key, Trigger trigger, RunState begun) {
        // Stores keep milliseconds; the comparison below must survive that.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Step<RunState, RunEffect> first = RunEngine.step(begun, new RunEvent.Started(now));
        StoredRun run = store.create(project, key, trigger, first.state(), first.effects(), now);
        if (run.createdAt().equals(now)) {
            RunChange change = RunChange.first(run);
            for (RunListener listener : listeners) {
                tell(listener, change);
            }
        }
        effects.perform();
        return run;
    }

    /** Takes over a run that was just stored, with its first effects, by other means than {@link #start}. */
    public void adopt(StoredRun run) {
        RunChange change = RunChange.first(run);
        for (RunListener listener : listeners) {
            tell(listener, change);
        }
        effects.perform();
    }

    /**
     * Takes an event to its run. Returns when the outcome is stored; its effects follow at once, perhaps on another
     * thread.
     *
     * @return the run afterwards
     * @throws IllegalArgumentException where there is no such run
     */
    public StoredRun send(RunId id, RunEvent event) {
        ReentrantLock lock = locks[Math.floorMod(id.hashCode(), LOCKS)];
        StoredRun after;
        lock.lock();
        try {
            after = step(id, event);
        } finally {
            lock.unlock();
        }
        effects.perform();
        return after;
    }

    private StoredRun step(RunId id, RunEvent event) {
        for (int i = 0; i < COMMIT_TRIES_MAX; i++) {
            StoredRun before = store.load(id).orElseThrow(() -> new IllegalArgumentException("there is no run " + id));
            Step<RunState, RunEffect> step = RunEngine.step(before.state(), event);
            if (step.state() == before.state() && step.effects().isEmpty()) {
                return before;
            }
            if (store.commit(id, before.version(), step.state(), step.effects())) {
                StoredRun after =
                        new StoredRun(id, before.version() + 1, before.trigger(), before.createdAt(), step.state());
                RunChange change = RunChange.between(before, after);
                for (RunListener listener : listeners) {
                    tell(listener, change);
                }
                return after;
            }
        }
        throw new IllegalStateException("run " + id + " was changed by others " + COMMIT_TRIES_MAX + " times in a row");
    }

    private static void tell(RunListener listener, RunChange change) {
        try {
            listener.changed(change);
        } catch (RuntimeException e) {
            // The step is stored: a listener that fails must not make it look as if it were not.
            EffectPerformer.LOG.log(
                    System.Logger.Level.ERROR, "run=" + change.run().id() + " a listener failed", e);
        }
    }

    private void tick(RunId id) {
        send(id, new RunEvent.Tick(clock.instant()));
    }

    /** Called by the timer, once: where the store is away now, the time must not pass unnoticed. */
    private void wake(RunId id) {
        try {
            tick(id);
        } catch (StoreUnavailable e) {
            EffectPerformer.LOG.log(System.Logger.Level.WARNING, "run=" + id + " is woken again later", e);
            timer.at(clock.instant().plus(WAKE_AGAIN_AFTER), () -> wake(id));
        }
    }

    /**
     * Picks up after a restart: performs what was stored and not yet done, gives up what dead runners held, and arms the
     * timers of delayed jobs anew.
     *
     * @param deadRunners names of runners that lived in a process that is gone
     */
    public void recover(Set<String> deadRunners) {
        effects.perform();
        for (String runner : deadRunners) {
            for (Claim claim : queue.heldBy(runner)) {
                giveUp(claim);
            }
        }
        for (RunId id : store.unfinished()) {
            RunState state = store.load(id).map(StoredRun::state).orElse(null);
            if (state != null) {
                recover(id, state, deadRunners);
            }
        }
    }

    private void recover(RunId id, RunState state, Set<String> deadRunners) {
        for (JobState job : state.jobs()) {
            String runner = job.current().flatMap(JobState.Attempt::runner).orElse("");
            if (job.status().isHeld() && deadRunners.contains(runner)) {
                send(id, new RunEvent.RunnerLost(job.name(), job.attempt(), runner, clock.instant()));
            }
        }
        tick(id);
        store.load(id).flatMap(run -> RunEngine.nextWake(run.state())).ifPresent(due -> timer.at(due, () -> wake(id)));
    }

    /**
     * Gives up the leases that ran out: of runners that died, and of attempts whose end is stored but whose release
     * failed. To be called now and then. What cannot be given up now is tried again at the next call.
     */
    public void expireLeases() {
        for (Claim claim : queue.expired(clock.instant())) {
            try {
                giveUp(claim);
            } catch (RuntimeException e) {
                EffectPerformer.LOG.log(
                        System.Logger.Level.WARNING,
                        "run=" + claim.run() + " job=" + claim.job() + " its lease ran out and is not given up yet",
                        e);
            }
        }
    }

    private void giveUp(Claim claim) {
        Instant now = clock.instant();
        if (store.load(claim.run()).isPresent()) {
            // The runner may have died between its claim and telling of it: the engine must see both.
            send(claim.run(), new RunEvent.JobClaimed(claim.job(), claim.attempt(), claim.runner(), now));
            send(claim.run(), new RunEvent.RunnerLost(claim.job(), claim.attempt(), claim.runner(), now));
        }
        queue.release(claim);
    }

    /** Stops the timers and the telling of ends. Close the runners first, the store afterwards. */
    @Override
    public void close() {
        timer.close();
        ends.close();
    }
}
