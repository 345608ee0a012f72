package dev.sluice.app.trigger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What git's reference log of one ref says beyond what was read of it before. Git writes an entry just before it moves
 * the ref; so the last entry may stand for a move that is under way, and one that a crash prevented is followed by an
 * entry that starts elsewhere.
 *
 * @param entries oldest first
 * @param end how many bytes the log has
 */
public record RefLog(List<Entry> entries, long end) {
    public RefLog {
        entries = List.copyOf(entries);
    }

    /**
     * One move.
     *
     * @param before object id, zeros where the ref was made
     * @param after object id
     * @param identity who made it, {@code NAME <MAIL>}
     * @param end offset just behind the entry
     */
    public record Entry(String before, String after, String identity, long end) {
        /** What the push said of itself; empty where it was none. */
        Optional<PushSignature> signature() {
            return PushSignature.parse(identity);
        }
    }

    /**
     * The moves that happened.
     *
     * @param actual where the ref stands
     */
    List<Entry> happened(String actual) {
        int last = entries.size() - 1;
        while (last >= 0 && !entries.get(last).after().equals(actual)) {
            last--;
        }
        List<Entry> happened = new ArrayList<>();
        for (int i = 0; i <= last; i++) {
            if (i == last || entries.get(i).after().equals(entries.get(i + 1).before())) {
                happened.add(entries.get(i));
            }
        }
        return happened;
    }
}
