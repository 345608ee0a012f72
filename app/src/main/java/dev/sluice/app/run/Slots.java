package dev.sluice.app.run;

import dev.sluice.app.run.JobExecutor.JobOrder.Place;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Numbers for the attempts that a runner has under way at a time: the smallest free one among all, and among those of a
 * project. Jobs name folders and ports by them. Safe for many threads.
 */
final class Slots {
    private final Set<String> tags;
    private final BitSet taken = new BitSet();
    private final Map<Long, BitSet> ofProject = new HashMap<>();

    /** @param tags of the runner */
    Slots(Set<String> tags) {
        this.tags = Set.copyOf(tags);
    }

    synchronized Place take(long project) {
        BitSet own = ofProject.computeIfAbsent(project, _ -> new BitSet());
        int slot = taken.nextClearBit(0);
        int slotOfProject = own.nextClearBit(0);
        taken.set(slot);
        own.set(slotOfProject);
        return new Place(slot, slotOfProject, tags);
    }

    synchronized void free(long project, Place place) {
        taken.clear(place.slot());
        BitSet own = ofProject.get(project);
        if (own != null) {
            own.clear(place.slotOfProject());
            if (own.isEmpty()) {
                ofProject.remove(project);
            }
        }
    }
}
