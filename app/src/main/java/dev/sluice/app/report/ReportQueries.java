package dev.sluice.app.report;

import dev.sluice.app.report.ReportStore.Totals;
import dev.sluice.app.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What pages ask about reports. Of each job the newest attempt counts that has been read; of an earlier one only what it
 * says about flaky tests. Safe for many threads.
 */
public interface ReportQueries {

    /** What each job of a run reported, by name. */
    List<JobReport> reports(RunId run);

    /**
     * The newest run before this one that a run is compared with: of that branch, with tests, findings or files of
     * coverage, as {@code what} says.
     *
     * @param ref full name of the branch
     */
    Optional<Long> base(RunId run, String ref, Compared what);

    /** Tests of a run, those that failed first. */
    TestPage tests(TestWish wish);

    /** One test of a run in one of its jobs, with its place in {@link #tests}'s order; the worst where there are several. */
    Optional<TestRow> test(RunId run, Optional<Long> base, String job, long key);

    /** What became of a test in the project's last runs, newest first. */
    List<PastTest> history(long project, long key, int limit);

    /** What is compared. */
    enum Compared {
        TESTS,
        FINDINGS,
        FILES
    }

    /** What one job reported. */
    record JobReport(String job, int attempt, Totals totals) {}

    /** Which tests are shown. */
    enum Show {
        ALL,
        FAILED,
        NEW,
        FLAKY,
        SKIPPED,
        PASSED
    }

    /**
     * Which tests are wanted.
     *
     * @param base the run that failures are new against
     * @param text that the name, the group or the message holds, letters' case ignored; empty: any
     * @param job of this job alone; empty text: of all
     */
    record TestWish(RunId run, Optional<Long> base, Show show, String text, String job, int skip, int limit) {}

    /** Tests that fit, and how many there are in all. */
    record TestPage(int total, List<TestRow> rows) {
        public TestPage {
            rows = List.copyOf(rows);
        }
    }

    /**
     * A test of a run.
     *
     * @param flaky it failed and passed in this job on the same commit
     * @param fresh it failed here and not in the run that is compared with
     */
    record TestRow(String job, int attempt, long key, TestCase test, boolean flaky, boolean fresh) {}

    /** What became of a test in one attempt of a job. */
    record PastTest(RunId run, String job, int attempt, String ref, String sha, Instant at, TestCase test) {}
}
