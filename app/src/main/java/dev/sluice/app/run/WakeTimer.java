package dev.sluice.app.run;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs actions at their time, one after the other, on one virtual thread that exists only while something is due. Safe
 * for use by many threads. The clock may jump: it is asked again at least once a minute.
 */
final class WakeTimer implements AutoCloseable {
    private static final long LOOK_AGAIN_MS = 60_000;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private boolean running;
    private boolean closed;
    private long sequence;

    WakeTimer(InstantSource clock) {
        this.clock = clock;
    }

    /** Runs the action at the time, or at once if it is past. */
    void at(Instant at, Runnable action) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            due.add(new Due(at, sequence++, action));
            if (running) {
                changed.signal();
            } else {
                running = true;
                Thread.ofVirtual().name("wake-timer").start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (true) {
            Runnable next = null;
            lock.lock();
            try {
                if (closed || due.isEmpty()) {
                    running = false;
                    return;
                }
                long waitMs = clock.instant().until(due.element().at()).toMillis();
                if (waitMs > 0) {
                    changed.await(Math.min(waitMs, LOOK_AGAIN_MS), TimeUnit.MILLISECONDS);
                } else if (!clock.instant().isBefore(due.element().at())) {
                    next = due.remove().action();
                } else {
                    // Less than a millisecond is left.
                    changed.awaitNanos(100_000);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts this thread; if somebody does, it goes on.
                continue;
            } finally {
                lock.unlock();
            }
            if (next != null) {
                perform(next);
            }
        }
    }

    private static void perform(Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            // The other actions are still due, and nobody would start this thread again.
            EffectPerformer.LOG.log(System.Logger.Level.ERROR, "a timed action failed", e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            due.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private record Due(Instant at, long sequence, Runnable action) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
