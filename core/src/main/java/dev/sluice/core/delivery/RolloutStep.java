package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One step of a rollout. A strategy is a list of them, and so is the way back. */
public sealed interface RolloutStep {

    /** Starts slots; done when each was started, healthy or not. */
    record StartSlots(List<Slot> slots) implements RolloutStep {
        public StartSlots {
            slots = List.copyOf(slots);
        }
    }

    /** Asks slots until each was healthy once; fails when one has taken longer than its service may. */
    record AwaitHealthy(List<Slot> slots) implements RolloutStep {
        public AwaitHealthy {
            slots = List.copyOf(slots);
        }
    }

    /**
     * Changes the route.
     *
     * @param newShare per cent of the requests that go to the new version; the rest goes to the old one
     * @param routed every slot that takes part from now on, of both versions
     */
    record Shift(int newShare, List<Slot> routed) implements RolloutStep {
        public Shift {
            routed = routed.stream().sorted().toList();
            if (newShare < 0 || newShare > 100) {
                throw new IllegalArgumentException("a share is 0 to 100 per cent, not " + newShare);
            }
        }
    }

    /** Waits this long, or where empty until a person continues; health is asked meanwhile. */
    record Hold(Optional<Duration> duration) implements RolloutStep {}

    /** Watches the new version after all requests went to it. */
    record Observe(Duration duration) implements RolloutStep {}

    /** Waits until no request is under way at slots that left the route. */
    record Drain(List<Slot> slots) implements RolloutStep {
        public Drain {
            slots = List.copyOf(slots);
        }
    }

    /** Stops slots. */
    record StopSlots(List<Slot> slots) implements RolloutStep {
        public StopSlots {
            slots = List.copyOf(slots);
        }
    }
}
