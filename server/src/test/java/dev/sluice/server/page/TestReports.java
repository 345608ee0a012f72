package dev.sluice.server.page;

import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.ReportQueries;
import dev.sluice.app.run.RunId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs that report nothing. */
final class TestReports implements ReportQueries {
    @Override
    public List<JobReport> reports(RunId run) {
        return List.of();
    }

    @Override
    public Optional<Long> base(RunId run, String ref, Compared what) {
        return Optional.empty();
    }

    @Override
    public TestPage tests(TestWish wish) {
        return new TestPage(0, List.of());
    }

    @Override
    public Optional<TestRow> test(RunId run, Optional<Long> base, String job, long key) {
        return Optional.empty();
    }

    @Override
    public List<FileCoverage> files(RunId run) {
        return List.of();
    }

    @Override
    public List<CoveragePoint> trend(long project, String ref, int limit) {
        return List.of();
    }

    @Override
    public FindingPage findings(FindingWish wish) {
        return new FindingPage(0, List.of());
    }

    @Override
    public FindingCounts counts(RunId run, Optional<Long> base) {
        return new FindingCounts(Map.of(), List.of(), List.of(), 0, 0);
    }

    @Override
    public List<PastTest> history(long project, long key, int limit) {
        return List.of();
    }
}
