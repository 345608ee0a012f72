package dev.sluice.app.report;

import dev.sluice.app.report.ReportQueries.JobReport;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the jobs of a run reported together.
 *
 * @param coverage in hundredths of a percent: of several jobs their mean (docs.gitlab.com, "Code coverage")
 * @param lines lines that can be run, by the jobs' coverage reports
 * @param findings how many; empty where no job keeps a report of findings
 */
public record ReportSummary(
        int tests, int failed, int skipped, Optional<Integer> coverage, int lines, int covered, OptionalInt findings) {
    /** Nothing was reported. */
    public static final ReportSummary NONE = new ReportSummary(0, 0, 0, Optional.empty(), 0, 0, OptionalInt.empty());

    public static ReportSummary of(List<JobReport> reports) {
        ReportSummary sum = NONE;
        long numbers = 0;
        int count = 0;
        for (JobReport report : reports) {
            ReportStore.Totals totals = report.totals();
            if (totals.coverage().isPresent()) {
                numbers += totals.coverage().get();
                count++;
            }
            sum = new ReportSummary(
                    sum.tests + totals.tests(),
                    sum.failed + totals.failed(),
                    sum.skipped + totals.skipped(),
                    Optional.empty(),
                    sum.lines + totals.lines(),
                    sum.covered + totals.covered(),
                    totals.findings().isEmpty()
                            ? sum.findings
                            : OptionalInt.of(
                                    sum.findings.orElse(0) + totals.findings().get()));
        }
        Optional<Integer> mean =
                count == 0 ? Optional.empty() : Optional.of((int) Math.round((double) numbers / count));
        return new ReportSummary(sum.tests, sum.failed, sum.skipped, mean, sum.lines, sum.covered, sum.findings);
    }

    public int passed() {
        return tests - failed - skipped;
    }
}
