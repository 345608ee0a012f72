package dev.sluice.cli.serve;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for a condition. */
final class Await {
    /** Often enough to cost a test next to nothing, and seldom enough to leave the processors to what is waited for. */
    private static final Duration EVERY = Duration.ofMillis(20);

    private Await() {}

    /** Asks again and again until there is a value, and gives it. */
    static <T> T until(Duration atMost, Supplier<Optional<T>> condition) {
        return until(atMost, EVERY, condition);
    }

    /** The same for a question that costs something itself. */
    static <T> T until(Duration atMost, Duration every, Supplier<Optional<T>> condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            Optional<T> value = condition.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + atMost);
            }
            LockSupport.parkNanos(every.toNanos());
        }
    }
}
