package dev.sluice.app.delivery;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;

/** Asks a slot whether it is well. Safe for many threads. */
public interface HealthProbe {

    /** One attempt; never throws for what the slot does. */
    Probe probe(InetSocketAddress address, String path, Duration limit);

    /**
     * What one attempt saw.
     *
     * @param healthy status 200 to 399 within the limit
     * @param status of the answer, 0 where there was none
     * @param detail the beginning of the answer's body, or why there was none
     */
    record Probe(boolean healthy, int status, Duration took, String detail, Instant at) {}
}
