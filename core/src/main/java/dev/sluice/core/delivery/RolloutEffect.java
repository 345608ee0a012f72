package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the world must do after a step of a rollout. All but {@link Finished} are answered by an event with the same
 * number and are part of the state until then: so they are stored with it in one transaction, performed at least once,
 * and those that no longer matter are not performed at all. Those that change something are performed in order.
 */
public sealed interface RolloutEffect {

    /** Position in the rollout, 1-based, the same at every replay. */
    long sequence();

    /** Unique within the rollout. */
    default String key() {
        return Long.toString(sequence());
    }

    /** Start a slot, or find it started. */
    record Start(long sequence, Slot slot) implements RolloutEffect {}

    /** Ask each of the slots once. */
    record Probe(long sequence, List<Slot> slots) implements RolloutEffect {
        public Probe {
            slots = List.copyOf(slots);
        }
    }

    /**
     * Set the route.
     *
     * @param newShare per cent of the requests for the new version's slots among {@code routed}; the rest is for the old
     *     version's
     */
    record SetRoute(long sequence, int newShare, List<Slot> routed) implements RolloutEffect {
        public SetRoute {
            routed = List.copyOf(routed);
        }
    }

    /** Wait until no request is under way at the slots, at most so long. */
    record AwaitDrained(long sequence, List<Slot> slots, Duration limit) implements RolloutEffect {
        public AwaitDrained {
            slots = List.copyOf(slots);
        }
    }

    /** Stop a slot and all it started. */
    record Stop(long sequence, Slot slot) implements RolloutEffect {}

    /** The rollout is over; acted upon in the transaction that stores the state. */
    record Finished(long sequence, RolloutState.Outcome outcome, Optional<Slot.Side> live) implements RolloutEffect {}
}
