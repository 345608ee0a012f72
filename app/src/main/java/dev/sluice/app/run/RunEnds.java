package dev.sluice.app.run;

import dev.sluice.app.run.RunStore.PendingEffect;
import dev.sluice.core.engine.RunEffect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells the listeners of the ends of runs, on one thread that exists only while there is something to tell: a listener
 * may tag and unpack for seconds, and nobody's jobs wait for that. The ends of one run are told in order; what a listener
 * refuses is told again after a pause that grows. An end is marked done in the store when all listeners have heard it.
 * Safe for use by many threads.
 */
final class RunEnds implements AutoCloseable {
    /** More stay in the store until some of these are told. */
    private static final int TAKEN_MAX = 4096;

    private static final Duration PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

    private final RunStore store;
    private final InstantSource clock;
    private final WakeTimer timer;
    private final List<RunListener> listeners;
    private final Object lock = new Object();
    /** Sequences of the ends that were taken and may still be pending in the store. */
    private final Set<Long> taken = new HashSet<>();

    private final List<Long> told = new ArrayList<>();
    private final Map<RunId, Ends> waiting = new HashMap<>();
    private final Deque<Ends> due = new ArrayDeque<>();
    private Thread teller = Thread.currentThread();
    private boolean running;
    private boolean closed;

    /** The ends of one run, oldest first, and the pause after the next refusal. */
    private static final class Ends {
        private final Deque<PendingEffect> effects = new ArrayDeque<>();
        private Duration pause = PAUSE_MIN;
    }

    RunEnds(RunStore store, InstantSource clock, WakeTimer timer, List<RunListener> listeners) {
        this.store = store;
        this.clock = clock;
        this.timer = timer;
        this.listeners = listeners;
    }

    /**
     * How many pending effects of the store belong to this by now. To be called before the store is asked for them: what
     * was told until then is pending no more.
     */
    int taken() {
        synchronized (lock) {
            told.forEach(taken::remove);
            told.clear();
            return taken.size();
        }
    }

    /** Takes an end over, once; false where there are too many already. */
    boolean take(PendingEffect end) {
        synchronized (lock) {
            if (closed || taken.contains(end.sequence())) {
                return true;
            }
            if (taken.size() >= TAKEN_MAX) {
                return false;
            }
            taken.add(end.sequence());
            Ends ends = waiting.get(end.run());
            if (ends == null) {
                ends = new Ends();
                waiting.put(end.run(), ends);
                makeDue(ends);
            }
            ends.effects.add(end);
            return true;
        }
    }

    private void makeDue(Ends ends) {
        synchronized (lock) {
            due.add(ends);
            if (!running && !closed) {
                running = true;
                // Listeners talk to processes, which would hold a carrier of virtual threads.
                teller = Thread.ofPlatform().daemon().name("run-ends").start(this::tellAll);
            }
        }
    }

    private void tellAll() {
        while (true) {
            Ends ends;
            PendingEffect end;
            synchronized (lock) {
                if (closed || due.isEmpty()) {
                    running = false;
                    return;
                }
                ends = due.remove();
                end = ends.effects.element();
            }
            boolean heard = tell(end);
            synchronized (lock) {
                settle(ends, end, heard);
            }
        }
    }

    private boolean tell(PendingEffect end) {
        try {
            if (end.effect() instanceof RunEffect.Finished(var status, int round)) {
                for (RunListener listener : listeners) {
                    listener.finished(end.run(), status, round);
                }
            }
            store.effectsDone(List.of(end));
            return true;
        } catch (Throwable e) {
            // An Error too: the end stays due, and the other runs' ends are told.
            EffectPerformer.LOG.log(
                    System.Logger.Level.WARNING, "run=" + end.run() + " its end is told again later", e);
            return false;
        }
    }

    private void settle(Ends ends, PendingEffect end, boolean heard) {
        if (!heard) {
            timer.at(clock.instant().plus(ends.pause), () -> makeDue(ends));
            Duration longer = ends.pause.multipliedBy(2);
            ends.pause = longer.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : longer;
            return;
        }
        told.add(end.sequence());
        ends.effects.remove();
        ends.pause = PAUSE_MIN;
        if (ends.effects.isEmpty()) {
            waiting.remove(end.run());
        } else {
            due.add(ends);
        }
    }

    /** Tells nothing more; what is not told is pending in the store. Waits a while for the listener that is at it. */
    @Override
    public void close() {
        Thread last;
        synchronized (lock) {
            closed = true;
            if (!running || teller == Thread.currentThread()) {
                return;
            }
            last = teller;
        }
        try {
            last.join(CLOSE_WITHIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
