package dev.sluice.app.trigger;

import dev.sluice.app.trigger.RefLedger.Move;
import dev.sluice.app.trigger.RefLedger.Recorded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happened to the refs of a repository since they were recorded. The reference logs tell of each move, however many
 * there were; the comparison of where a ref was with where it is finds what no log tells of, and deletions.
 */
final class RefMoves {
    private RefMoves() {}

    /**
     * One move.
     *
     * @param before where the ref was; empty text: nowhere
     * @param signature of the push that moved it; empty where none is known
     */
    record Moved(Move move, String before, Optional<PushSignature> signature) {
        /** Moves with one answer came by one push. */
        String push() {
            return signature.map(PushSignature::push).orElse("");
        }
    }

    /** By name of the ref, of one ref oldest first. */
    static List<Moved> since(Map<String, Recorded> recorded, Map<String, String> actual, Map<String, RefLog> logs) {
        List<Moved> moves = new ArrayList<>();
        new TreeMap<>(actual).forEach((ref, sha) -> {
            Recorded known = recorded.getOrDefault(ref, Recorded.NONE);
            of(ref, known, sha, logs.getOrDefault(ref, new RefLog(List.of(), known.logRead())), moves);
        });
        new TreeMap<>(recorded).forEach((ref, known) -> {
            if (!known.sha().isEmpty() && !actual.containsKey(ref)) {
                moves.add(new Moved(new Move(ref, known.version(), "", 0), known.sha(), Optional.empty()));
            }
        });
        return moves;
    }

    private static void of(String ref, Recorded known, String sha, RefLog log, List<Moved> into) {
        long version = known.version();
        String at = known.sha();
        for (RefLog.Entry entry : log.happened(sha)) {
            Move move = new Move(ref, version, entry.after(), entry.end());
            into.add(new Moved(move, nowhere(entry.before()) ? "" : entry.before(), entry.signature()));
            at = entry.after();
            version++;
        }
        if (!at.equals(sha)) {
            into.add(new Moved(new Move(ref, version, sha, log.end()), at, Optional.empty()));
        }
    }

    private static boolean nowhere(String object) {
        return object.chars().allMatch(digit -> digit == '0');
    }
}
