package dev.sluice.adapters.runner.session;

import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobStopped;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Whether and why an attempt is stopped. The first reason stands. Safe for use by many threads. */
public final class StopState {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<Reason> reason = Optional.empty();
    private boolean forGood;

    /** Why an attempt is stopped, in the model's and in people's words. */
    public record Reason(Outcome outcome, String message) {}

    void stop(Outcome outcome, String message) {
        lock.lock();
        try {
            if (reason.isEmpty()) {
                reason = Optional.of(new Reason(outcome, message));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops for good: {@link #resume} is refused from now on. */
    void kill() {
        lock.lock();
        try {
            forGood = true;
            stop(new Outcome.Canceled(), "canceled");
        } finally {
            lock.unlock();
        }
    }

    /** Takes a cancellation back, once, so that the attempt can end in order; false where it may not. */
    boolean resume() {
        lock.lock();
        try {
            boolean canceled = reason.filter(why -> why.outcome() instanceof Outcome.Canceled)
                    .isPresent();
            if (!canceled || forGood) {
                return false;
            }
            forGood = true;
            reason = Optional.empty();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Lets {@link #await} look again. */
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public Optional<Reason> reason() {
        lock.lock();
        try {
            return reason;
        } finally {
            lock.unlock();
        }
    }

    /** Throws if the attempt is stopped. */
    void check() throws JobStopped {
        Optional<Reason> why = reason();
        if (why.isPresent()) {
            throw new JobStopped(why.get().outcome(), why.get().message());
        }
    }

    /** Waits until something is done, the attempt is stopped, or the deadline ({@link System#nanoTime}) has passed. */
    public void await(BooleanSupplier done, long deadlineNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!done.getAsBoolean() && reason.isEmpty()) {
                long rest = deadlineNanos - System.nanoTime();
                if (rest <= 0) {
                    return;
                }
                changed.awaitNanos(Math.min(rest, TimeUnit.HOURS.toNanos(1)));
            }
        } finally {
            lock.unlock();
        }
    }
}
