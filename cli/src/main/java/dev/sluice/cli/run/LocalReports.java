package dev.sluice.cli.run;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.logs.TextLogs;
import dev.sluice.adapters.report.Reports;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.ReportFiles.ReportFile;
import dev.sluice.app.report.ReportReader.Unreadable;
import dev.sluice.app.report.ReportSink;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.model.JobReports;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.dialects.gitlab.CoveragePattern;
import dev.sluice.dialects.gitlab.LastCoverage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the jobs of a run on this machine reported: their tests, and the coverage that their logs tell. Each job's last
 * attempt counts. Used by one thread, when the run is over.
 */
final class LocalReports implements ReportSink {
    private static final int FAILED_MAX = 20;
    private static final String JUNIT = "junit";

    private final FileArtifactStore artifacts;
    private final TextLogs logs;
    private final UnaryOperator<String> mask;
    private final List<FailedTest> failedTests = new ArrayList<>();
    private final Map<String, Integer> coverages = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private String job = "";
    private int tests;
    private int failed;
    private int skipped;

    /** A test that failed. */
    record FailedTest(String job, String name, String message) {}

    LocalReports(FileArtifactStore artifacts, TextLogs logs, UnaryOperator<String> mask) {
        this.artifacts = artifacts;
        this.logs = logs;
        this.mask = mask;
    }

    /** Reads what a run's jobs left. */
    void read(StoredRun run) throws IOException {
        for (JobState state : run.state().jobs()) {
            JobReports wanted = run.state()
                    .pipeline()
                    .job(state.name())
                    .map(one -> one.program() instanceof ScriptProgram script ? script.reports() : JobReports.NONE)
                    .orElse(JobReports.NONE);
            if (state.attempt() == 0 || !wanted.isAny()) {
                continue;
            }
            job = state.name();
            LogId id = new LogId(run.id(), state.name(), state.attempt());
            if (wanted.coverage().isPresent()) {
                coverage(id, wanted.coverage().get()).ifPresent(number -> coverages.put(state.name(), number));
            }
            if (wanted.kinds().contains(JUNIT)) {
                junit(id);
            }
        }
    }

    private Optional<Integer> coverage(LogId id, String body) throws IOException {
        Optional<CoveragePattern> pattern = CoveragePattern.of(body);
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        LastCoverage last = new LastCoverage(pattern.get());
        logs.each(id, last::later);
        return last.number();
    }

    private void junit(LogId id) throws IOException {
        for (ReportFile file : artifacts.reports(id.run(), id.job(), id.attempt())) {
            if (file.kind().equals(JUNIT)) {
                try (InputStream in = artifacts.open(file)) {
                    new Reports().read(JUNIT, in, this);
                } catch (Unreadable e) {
                    notes.add(file.path() + " of " + id.job() + ": " + e.why());
                }
            }
        }
    }

    @Override
    public void test(TestCase test) {
        tests++;
        skipped += test.outcome() == TestCase.Outcome.SKIPPED ? 1 : 0;
        if (test.outcome().isBad()) {
            failed++;
            if (failedTests.size() < FAILED_MAX) {
                String name = test.group().isEmpty() ? test.name() : test.group() + " > " + test.name();
                failedTests.add(new FailedTest(job, mask.apply(name), mask.apply(test.message())));
            }
        }
    }

    @Override
    public void file(FileCoverage file) {
        throw new IllegalStateException("no coverage report is read here");
    }

    @Override
    public void finding(Finding finding) {
        throw new IllegalStateException("no findings are read here");
    }

    /** Whether there is anything to show. */
    boolean isAny() {
        return tests > 0 || !coverages.isEmpty() || !notes.isEmpty();
    }

    int tests() {
        return tests;
    }

    int failed() {
        return failed;
    }

    int skipped() {
        return skipped;
    }

    List<FailedTest> failedTests() {
        return List.copyOf(failedTests);
    }

    /** In hundredths of a percent, by job. */
    Map<String, Integer> coverages() {
        return coverages;
    }

    /** What could not be read. */
    List<String> notes() {
        return List.copyOf(notes);
    }
}
