package dev.sluice.app.retention;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import java.time.Instant;
import java.util.List;

/** The records that may be removed once they are old. Safe for many threads. */
public interface OldRecords {

    /**
     * Runs that are over, of which nothing is left to be done, and of whose commit there is no release: by number, rising.
     *
     * @param after only runs with a greater number
     * @param newest the newest so many numbers of the project are left out
     * @param madeBefore only runs that were made before
     * @param limit at most so many
     */
    List<RunSummary> ended(long project, long after, int newest, Instant madeBefore, int limit);

    /** Removes a run, if it still is one of those that {@link #ended} gives; false where it is not. */
    boolean remove(RunId run);

    /** Removes what the tests of a run printed, which says what its logs said; false where there is nothing of it. */
    boolean removeOutput(RunId run);

    /**
     * Removes the oldest entries of the audit record, never the newest one; what is left is still a whole chain.
     *
     * @param limit at most so many
     * @return how many
     */
    int removeAudit(Instant before, int limit);
}
