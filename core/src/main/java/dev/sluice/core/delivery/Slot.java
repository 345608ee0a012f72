package dev.sluice.core.delivery;

import java.util.Comparator;

/**
 * One copy of a service in a rollout.
 *
 * @param side the version it belongs to
 * @param service name of the service in that version
 * @param copy 1-based
 */
public record Slot(Side side, String service, int copy) implements Comparable<Slot> {
    private static final Comparator<Slot> ORDER =
            Comparator.comparing(Slot::side).thenComparing(Slot::service).thenComparingInt(Slot::copy);

    /** Which version. */
    public enum Side {
        /** What was live before the rollout. */
        OLD,
        /** What the rollout brings. */
        NEW
    }

    @Override
    public int compareTo(Slot other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return side.name().charAt(0) + ":" + service + "/" + copy;
    }
}
