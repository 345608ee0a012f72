package dev.sluice.core.delivery;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the share of the new version into weights of single slots, without rounding. */
public final class RouteWeights {
    private RouteWeights() {}

    /**
     * Weights of the slots that answer for one service. Together the new version's slots get {@code newShare} per cent of
     * the sum and the old version's the rest; slots of one version get the same each. A service that only one of the
     * versions has gets all of its requests there.
     */
    public static SortedMap<Slot, Integer> of(List<Slot> routed, int newShare, String service) {
        List<Slot> slots =
                routed.stream().filter(slot -> slot.service().equals(service)).toList();
        int fresh = (int)
                slots.stream().filter(slot -> slot.side() == Slot.Side.NEW).count();
        int old = slots.size() - fresh;
        SortedMap<Slot, Integer> weights = new TreeMap<>();
        for (Slot slot : slots) {
            if (fresh == 0 || old == 0) {
                weights.put(slot, 1);
            } else {
                weights.put(slot, slot.side() == Slot.Side.NEW ? newShare * old : (100 - newShare) * fresh);
            }
        }
        return weights;
    }
}
