package dev.sluice.app.report;

import dev.sluice.app.report.ReportStore.Totals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Takes what the reports of one attempt say into the store, in small steps: others that write do not wait. Everything is
 * counted; what is kept is limited. Used by one thread.
 */
final class AttemptReading implements ReportSink {
    /** Rows of one transaction. */
    private static final int STEP = 200;

    static final int TESTS_MAX = 20_000;
    /** So many that failed are kept beyond the others. */
    static final int BAD_TESTS_MAX = 5_000;

    static final int FINDINGS_MAX = 5_000;
    static final int FILES_MAX = 20_000;
    /** Of all files together, counted up to the last line of each. */
    private static final long LINES_MAX = 20_000_000;
    /** Letters of messages, traces and output of one attempt; of what comes later the first line is kept. */
    private static final long TEXT_MAX = 8L << 20;

    private static final int SHORT_TEXT = 200;

    private final ReportStore store;
    private final long report;
    private final long project;
    private final UnaryOperator<String> mask;
    private final List<TestCase> tests = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, CoveredLines> files = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private int testsSeen;
    private int failed;
    private int skipped;
    private long tookUs;
    private int testsKept;
    private int testsStored;
    private int findingsSeen;
    private boolean findingsReported;
    private int findingsStored;
    private long text;
    private long lines;
    private boolean filesCut;

    AttemptReading(ReportStore store, long report, long project, UnaryOperator<String> mask) {
        this.store = store;
        this.report = report;
        this.project = project;
        this.mask = mask;
    }

    @Override
    public void test(TestCase test) {
        testsSeen++;
        boolean bad = test.outcome().isBad();
        failed += bad ? 1 : 0;
        skipped += test.outcome() == TestCase.Outcome.SKIPPED ? 1 : 0;
        tookUs += test.tookUs();
        if (testsKept >= (bad ? TESTS_MAX + BAD_TESTS_MAX : TESTS_MAX)) {
            return;
        }
        testsKept++;
        text += test.message().length() + test.detail().length() + test.output().length();
        tests.add((text > TEXT_MAX ? withoutTexts(test) : test).with(mask));
        if (tests.size() >= STEP) {
            flushTests();
        }
    }

    private static TestCase withoutTexts(TestCase test) {
        String message = test.message();
        return new TestCase(
                test.suite(),
                test.group(),
                test.name(),
                test.file(),
                test.line(),
                test.outcome(),
                test.flaky(),
                test.tookUs(),
                message.length() > SHORT_TEXT ? message.substring(0, SHORT_TEXT) + "…" : message,
                "",
                "");
    }

    private void flushTests() {
        if (!tests.isEmpty()) {
            store.addTests(report, project, testsStored, List.copyOf(tests));
            testsStored += tests.size();
            tests.clear();
        }
    }

    @Override
    public void file(FileCoverage file) {
        boolean known = files.containsKey(file.path());
        lines += file.lines().highest();
        if (!known && files.size() >= FILES_MAX || lines > LINES_MAX) {
            filesCut = true;
            return;
        }
        files.computeIfAbsent(file.path(), _ -> new CoveredLines()).addAll(file.lines());
    }

    @Override
    public void finding(Finding finding) {
        findingsSeen++;
        if (findingsSeen <= FINDINGS_MAX) {
            // The help of one rule comes with each finding that it makes.
            text += finding.title().length() + finding.detail().length();
            findings.add((text > TEXT_MAX ? finding.withoutDetail() : finding).with(mask));
            if (findings.size() >= STEP) {
                flushFindings();
            }
        }
    }

    /** A report of findings was read, even if it has none. */
    void findingsReported() {
        findingsReported = true;
    }

    private void flushFindings() {
        if (!findings.isEmpty()) {
            store.addFindings(report, project, findingsStored, List.copyOf(findings));
            findingsStored += findings.size();
            findings.clear();
        }
    }

    void note(String note) {
        if (notes.size() < 20) {
            notes.add(mask.apply(note));
        }
    }

    /** Stores what is left, and ends the record. */
    void finish(Optional<Integer> coverage) {
        flushTests();
        flushFindings();
        List<FileCoverage> all = files.entrySet().stream()
                .map(file -> new FileCoverage(file.getKey(), file.getValue()))
                .toList();
        for (int from = 0; from < all.size(); from += STEP) {
            store.addFiles(report, all.subList(from, Math.min(all.size(), from + STEP)));
        }
        if (testsSeen > testsKept) {
            note("of " + testsSeen + " tests " + testsKept + " are listed, the limit is " + TESTS_MAX);
        }
        if (findingsSeen > FINDINGS_MAX) {
            note("of " + findingsSeen + " findings " + FINDINGS_MAX + " are listed, which is the limit");
        }
        if (filesCut) {
            note("the coverage report has more than " + FILES_MAX + " files or " + LINES_MAX
                    + " lines; what is beyond was left out");
        }
        int total = 0;
        int covered = 0;
        for (CoveredLines file : files.values()) {
            total += file.total();
            covered += file.covered();
        }
        store.finish(
                report,
                new Totals(
                        testsSeen,
                        failed,
                        skipped,
                        tookUs,
                        coverage,
                        total,
                        covered,
                        findingsReported ? Optional.of(findingsSeen) : Optional.empty(),
                        notes));
    }
}
