package dev.sluice.app.trigger;

import dev.sluice.app.run.RunQueries.SourceFile;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Remembers where each branch and tag pointed when Sluice last acted on it. What the repository says otherwise is news,
 * whether a push told of it or a crash hid it. Safe for many threads.
 */
public interface RefLedger {

    /** The refs as recorded, by full name; deleted ones are there with an empty sha. */
    Map<String, Recorded> recorded(long project);

    /**
     * Records moves and makes the runs that follow from them, in one transaction. A ref may move several times.
     *
     * @return the runs, or empty where a ref was recorded by somebody else in between: nothing was changed then
     */
    Optional<List<StoredRun>> advance(long project, List<Move> moves, List<NewRun> runs, Instant at);

    /**
     * A recorded ref.
     *
     * @param version grows with each move and never returns
     * @param logRead bytes of its reference log that were acted on
     */
    record Recorded(String sha, long version, long logRead) {
        /** A ref that is new to the ledger. */
        static final Recorded NONE = new Recorded("", 0, 0);
    }

    /**
     * A ref that points elsewhere.
     *
     * @param version the recorded one, 0 where the ref is new to the ledger
     * @param sha where it points now; empty text: it was deleted
     * @param logRead bytes of its reference log that are acted on with this move
     */
    record Move(String ref, long version, String sha, long logRead) {}

    /**
     * A run to make.
     *
     * @param cause unique within the project; a second run for it is not made
     * @param problems of its pipeline file: errors for a run that fails by them, else warnings
     * @param source the file it was made from
     */
    record NewRun(
            String cause,
            Trigger trigger,
            RunState first,
            List<RunEffect> effects,
            List<Problem> problems,
            Optional<SourceFile> source) {
        public NewRun {
            effects = List.copyOf(effects);
            problems = List.copyOf(problems);
        }
    }
}
