package dev.sluice.cli.serve;

import dev.sluice.app.schedule.ScheduledRuns;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has scheduled runs made when their time comes: one virtual thread that waits for the next time, looks again when somebody
 * changes a schedule, and once a minute in any case, as the clock may jump. Safe for many threads.
 */
final class ScheduleClock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduleClock.class);
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final ScheduledRuns runs;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean look;
    private boolean closed;

    ScheduleClock(ScheduledRuns runs, InstantSource clock) {
        this.runs = runs;
        this.clock = clock;
    }

    void start() {
        Thread.ofVirtual().name("schedules").start(this::run);
    }

    /** A schedule was changed: the next time may be another. */
    void lookAgain() {
        lock.lock();
        try {
            look = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            goesOn = await(made());
        }
    }

    /** Makes what is due; how long nothing is. */
    private Duration made() {
        try {
            Optional<Instant> next = runs.runDue(clock.instant());
            Duration wait =
                    next.map(at -> Duration.between(clock.instant(), at)).orElse(LOOK_AGAIN);
            return wait.compareTo(LOOK_AGAIN) > 0 ? LOOK_AGAIN : wait;
        } catch (RuntimeException e) {
            LOG.error("scheduled runs could not be made and will be later", e);
            return LOOK_AGAIN;
        }
    }

    /** Waits that long, or until somebody changes a schedule; false at the end. */
    private boolean await(Duration atMost) {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (!closed && !look && left > 0) {
                left = changed.awaitNanos(left);
            }
            look = false;
            return !closed;
        } catch (InterruptedException _) {
            // Nobody interrupts this thread; if somebody does, the server ends.
            return false;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
