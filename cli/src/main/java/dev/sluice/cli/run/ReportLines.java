package dev.sluice.cli.run;

import dev.sluice.cli.term.Color;
import dev.sluice.cli.term.Columns;
import dev.sluice.cli.term.SafeText;
import dev.sluice.cli.term.Terminal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What jobs reported, as lines below the summary of a run. */
final class ReportLines {
    private static final int MESSAGE_COLUMNS = 120;

    private ReportLines() {}

    static String of(Terminal out, LocalReports reports) {
        StringBuilder text = new StringBuilder();
        if (reports.tests() > 0) {
            tests(text, out, reports);
        }
        if (!reports.coverages().isEmpty()) {
            text.append(coverage(reports.coverages())).append('\n');
        }
        for (String note : reports.notes()) {
            text.append(out.paint(Color.YELLOW, "report"))
                    .append(": ")
                    .append(SafeText.name(note))
                    .append('\n');
        }
        return text.toString();
    }

    private static void tests(StringBuilder text, Terminal out, LocalReports reports) {
        int passed = reports.tests() - reports.failed() - reports.skipped();
        List<String> parts = new ArrayList<>(List.of(passed + " passed"));
        if (reports.failed() > 0) {
            parts.add(out.paint(Color.RED, reports.failed() + " failed"));
        }
        if (reports.skipped() > 0) {
            parts.add(reports.skipped() + " skipped");
        }
        text.append("tests: ").append(String.join(", ", parts)).append('\n');
        for (LocalReports.FailedTest test : reports.failedTests()) {
            text.append("  ").append(out.paint(Color.RED, "failed")).append(' ');
            text.append(out.paint(Color.ofName(test.job()), SafeText.name(test.job())))
                    .append("  ");
            text.append(SafeText.name(test.name()));
            if (!test.message().isEmpty()) {
                text.append(": ").append(Columns.cut(SafeText.name(test.message()), MESSAGE_COLUMNS));
            }
            text.append('\n');
        }
        if (reports.failed() > reports.failedTests().size()) {
            text.append("  and ")
                    .append(reports.failed() - reports.failedTests().size())
                    .append(" more\n");
        }
    }

    /** Of several jobs the mean, as on the server (docs.gitlab.com, "Code coverage"). */
    private static String coverage(Map<String, Integer> coverages) {
        int mean = (int) Math.round(coverages.values().stream()
                .mapToInt(Integer::intValue)
                .average()
                .orElse(0));
        StringBuilder text = new StringBuilder("coverage: ").append(percent(mean));
        if (coverages.size() > 1) {
            List<String> each = coverages.entrySet().stream()
                    .map(one -> SafeText.name(one.getKey()) + " " + percent(one.getValue()))
                    .toList();
            text.append(" (").append(String.join(", ", each)).append(')');
        }
        return text.toString();
    }

    private static String percent(int hundredths) {
        return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
