package dev.sluice.app.report;

import dev.sluice.app.report.ReportStore.Totals;
import dev.sluice.app.run.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** The files of a run's coverage reports, by the reports' names; those of several jobs one after the other. */
    List<FileCoverage> files(RunId run);

    /** The coverage that the logs of a branch's last runs tell, newest first. */
    List<CoveragePoint> trend(long project, String ref, int limit);

    /** Findings of a run, the worst first. */
    FindingPage findings(FindingWish wish);

    /** How many findings of a run there are of each kind and of each tool, and which are new. */
    FindingCounts counts(RunId run, Optional<Long> base);

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

    /** The coverage of one run, in hundredths of a percent: of several jobs their mean. */
    record CoveragePoint(RunId run, Instant at, int coverage) {}

    /**
     * Which findings are wanted.
     *
     * @param base the run that findings are new against
     * @param severity of this one alone; empty: any
     * @param kind by GitLab's word; empty text: any
     * @param tool its name; empty text: any
     * @param fresh only new ones
     * @param text that title, rule or path hold, letters' case ignored; empty: any
     */
    record FindingWish(
            RunId run,
            Optional<Long> base,
            Optional<Finding.Severity> severity,
            String kind,
            String tool,
            boolean fresh,
            String text,
            int skip,
            int limit) {}

    /** Findings that fit, and how many there are in all. */
    record FindingPage(int total, List<FindingRow> rows) {
        public FindingPage {
            rows = List.copyOf(rows);
        }
    }

    /** A finding of a job; new where there is a run to compare with, which does not have it. */
    record FindingRow(String job, Finding finding, boolean fresh) {}

    /**
     * How many findings there are.
     *
     * @param gone how many the run that is compared with has and this one has not
     */
    record FindingCounts(
            Map<Finding.Severity, Integer> severities, List<String> kinds, List<String> tools, int fresh, int gone) {
        public FindingCounts {
            severities = Map.copyOf(severities);
            kinds = List.copyOf(kinds);
            tools = List.copyOf(tools);
        }
    }

    /** What became of a test in one attempt of a job. */
    record PastTest(RunId run, String job, int attempt, String ref, String sha, Instant at, TestCase test) {}
}
