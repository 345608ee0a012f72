package dev.sluice.adapters.git;

import java.util.Optional;
import java.util.function.Supplier;

/** A value that is made at its first use and kept. Safe for use by many threads. */
final class Once<T> {
    private final Supplier<T> maker;
    private Optional<T> value = Optional.empty();

    Once(Supplier<T> maker) {
        this.maker = maker;
    }

    synchronized T get() {
        if (value.isEmpty()) {
            value = Optional.of(maker.get());
        }
        return value.orElseThrow();
    }
}
