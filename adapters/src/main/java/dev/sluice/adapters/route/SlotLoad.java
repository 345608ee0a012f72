package dev.sluice.adapters.route;

import dev.sluice.app.delivery.TrafficRouter.Traffic;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What goes on at one slot, over all routes. Safe for many threads. */
final class SlotLoad {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder requests = new LongAdder();
    private final LongAdder serverErrors = new LongAdder();
    private final LongAdder totalMs = new LongAdder();

    int inFlight() {
        return inFlight.get();
    }

    void enter() {
        inFlight.incrementAndGet();
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** An answer's head came, or its failure was found out. */
    void answered(int status, long tookMs) {
        requests.increment();
        totalMs.add(tookMs);
        if (status >= 500) {
            serverErrors.increment();
        }
    }

    Traffic traffic() {
        return new Traffic(requests.sum(), serverErrors.sum(), totalMs.sum());
    }
}
