package dev.sluice.core.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Plans how a rollout puts the old version back, from wherever it stands. */
final class WayBack {
    private WayBack() {}

    /**
     * The steps back.
     *
     * @param running slots that were told to start and not told to stop since
     * @param routed slots that take part in the route
     * @param newShare per cent of the requests that go to the new version
     */
    static List<RolloutStep> steps(RolloutPlan plan, Set<Slot> running, List<Slot> routed, int newShare) {
        List<RolloutStep> back = new ArrayList<>();
        List<Slot> missing =
                plan.old().stream().filter(slot -> !running.contains(slot)).toList();
        List<Slot> left = plan.old().stream().filter(running::contains).toList();
        if (!missing.isEmpty()) {
            if (everyServiceHasOneOf(plan.old(), left)) {
                // The version that failed loses its requests at once; the old one is made whole behind that.
                back.add(new RolloutStep.Shift(0, left));
            }
            back.add(new RolloutStep.StartSlots(missing));
            back.add(new RolloutStep.AwaitHealthy(missing));
        }
        boolean asBefore = newShare == 0 && routed.equals(plan.old());
        if (!asBefore) {
            back.add(new RolloutStep.Shift(0, plan.old()));
        }
        List<Slot> fresh = running.stream()
                .filter(slot -> slot.side() == Slot.Side.NEW)
                .sorted()
                .toList();
        if (!fresh.isEmpty()) {
            back.add(new RolloutStep.Drain(fresh));
            back.add(new RolloutStep.StopSlots(fresh));
        }
        return back;
    }

    private static boolean everyServiceHasOneOf(List<Slot> old, List<Slot> left) {
        return old.stream().map(Slot::service).allMatch(service -> left.stream()
                .anyMatch(slot -> slot.service().equals(service)));
    }
}
