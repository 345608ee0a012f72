package dev.sluice.app.report;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.dialects.gitlab.CoveragePattern;
import dev.sluice.dialects.gitlab.LastCoverage;
import java.util.List;
import java.util.Optional;

/** Finds the coverage that a log tells, from its end on, so that of a long log little is read. */
final class LogCoverage {
    private static final int WINDOW = 1_000;

    private LogCoverage() {}

    /**
     * The number that {@link LastCoverage} says.
     *
     * @return hundredths of a percent
     */
    static Optional<Integer> of(LogStore logs, LogId log, String body) {
        Optional<CoveragePattern> pattern = CoveragePattern.of(body);
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        LastCoverage last = new LastCoverage(pattern.get());
        long end = logs.lineCount(log);
        while (end > 0) {
            long from = Math.max(0, end - WINDOW);
            List<LogStore.Line> lines = logs.lines(log, from, (int) (end - from));
            for (LogStore.Line line : lines.reversed()) {
                if (last.earlier(line.text())) {
                    return last.number();
                }
            }
            end = from;
        }
        return last.number();
    }
}
