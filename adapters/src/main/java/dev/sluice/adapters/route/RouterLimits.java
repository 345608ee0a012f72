package dev.sluice.adapters.route;

import java.time.Duration;

/**
 * What bounds the router.
 *
 * @param connect time to reach a slot
 * @param answer time from a request's last byte (or the last progress of its body) to the head of the answer
 * @param idleConnection how long an unused connection to a slot is kept; shorter than any usual server keeps its side
 * @param requestsMax requests under way at once, over all routes
 * @param requestsPerSlotMax requests under way at once at one slot
 * @param idlePerSlotMax unused connections kept for one slot by one I/O thread
 */
public record RouterLimits(
        Duration connect,
        Duration answer,
        Duration idleConnection,
        int requestsMax,
        int requestsPerSlotMax,
        int idlePerSlotMax) {

    public static RouterLimits standard() {
        return new RouterLimits(
                Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(3), 10_000, 2_000, 64);
    }
}
