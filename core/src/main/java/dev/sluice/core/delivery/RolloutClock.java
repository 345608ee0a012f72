package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How long the step under way has lasted by the times of its events, and when it wants to be woken. Part of a
 * {@link RolloutDraft}; used by one thread.
 */
final class RolloutClock {
    /** More than this between two events is a jump of the clock or a server that was down, and does not count. */
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    private Instant now;
    private Duration elapsed;
    private Optional<Timer> timer;

    RolloutClock(Instant now, Duration elapsed, Optional<Timer> timer) {
        this.now = now;
        this.elapsed = elapsed;
        this.timer = timer;
    }

    Instant now() {
        return now;
    }

    Duration elapsed() {
        return elapsed;
    }

    Optional<Timer> timer() {
        return timer;
    }

    /** Neither a clock that goes back nor one that leaps may prolong or cut a deadline. */
    void see(Instant at) {
        Duration passed = Duration.between(now, at);
        if (passed.isPositive()) {
            elapsed = elapsed.plus(passed.compareTo(GAP_MAX) < 0 ? passed : GAP_MAX);
        }
        now = at;
    }

    /**
     * The timer of that number fires; false where it is not the one that is set. It ran by a clock that does not jump, so
     * the whole wait counts, whatever the time of day says.
     */
    boolean fire(long number, Instant at) {
        Optional<Duration> due = timer.filter(set -> set.number() == number).map(Timer::due);
        if (due.isEmpty()) {
            return false;
        }
        elapsed = elapsed.compareTo(due.get()) < 0 ? due.get() : elapsed;
        now = at;
        timer = Optional.empty();
        return true;
    }

    /** Whether the step has lasted that long. */
    boolean hasPassed(Duration length) {
        return elapsed.compareTo(length) >= 0;
    }

    /** Sets the timer for when the step will have lasted that long; without a time there is none. */
    void wakeAt(Optional<Duration> due, LongSupplier number) {
        timer = due.map(at -> new Timer(number.getAsLong(), at));
    }

    /** Another step begins: nothing of it has passed, nobody wants to be woken. */
    void beginStep() {
        elapsed = Duration.ZERO;
        timer = Optional.empty();
    }
}
