package dev.sluice.app.report;

import dev.sluice.app.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what was read of reports: one record an attempt, with rows below it. A record is seen by pages once it is
 * {@link #finish finished}. Safe for many threads.
 */
public interface ReportStore {

    /** The attempts of a run whose records are finished. */
    Set<Read> known(RunId run);

    /** Begins the record of an attempt; what an earlier try has left is removed. */
    long begin(Head head);

    void addTests(long report, long project, int from, List<TestCase> tests);

    void addFiles(long report, List<FileCoverage> files);

    void addFindings(long report, long project, int from, List<Finding> findings);

    /** Ends the record; from now on pages show it. */
    void finish(long report, Totals totals);

    /**
     * Runs of which something may not have been read yet, by their place in the store, rising.
     *
     * @param after only those behind this place
     */
    List<Unread> unread(long after, int limit);

    /** All of the run has been read, as it was at that version. */
    void allRead(RunId run, long version);

    /** A run, and its place in the store. */
    record Unread(long place, RunId run) {}

    /** An attempt that was read. */
    record Read(String job, int attempt) {}

    /**
     * Which attempt a record is of.
     *
     * @param ref full name of the branch or tag
     */
    record Head(RunId run, String job, int attempt, String sha, String ref, Instant at) {}

    /**
     * What a record comes to.
     *
     * @param coverage in hundredths of a percent, of the log
     * @param lines lines that can be run, of all files
     * @param covered lines that were
     * @param findings how many; empty where no report of findings was kept
     * @param notes what could not be read or was left out, a sentence each
     */
    record Totals(
            int tests,
            int failed,
            int skipped,
            long tookUs,
            Optional<Integer> coverage,
            int lines,
            int covered,
            Optional<Integer> findings,
            List<String> notes) {
        public Totals {
            notes = List.copyOf(notes);
        }
    }
}
