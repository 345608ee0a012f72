package dev.sluice.adapters.store;

import java.time.Instant;

/** Instants as nanoseconds since 1970: exact, sortable, good until the year 2262. */
final class Nanos {
    private static final long PER_SECOND = 1_000_000_000L;

    private Nanos() {}

    static long of(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), PER_SECOND), at.getNano());
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, PER_SECOND), Math.floorMod(nanos, PER_SECOND));
    }
}
