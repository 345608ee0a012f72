package dev.sluice.app.report;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.dialects.gitlab.CoveragePattern;
import java.util.List;
import java.util.Optional;

/** Finds the coverage that a log tells, from its end on, so that of a long log little is read. */
final class LogCoverage {
    private static final int WINDOW = 1_000;

    private LogCoverage() {}

    /**
     * The number of the last line that gives one; where no line does, of the last one that would without its colours.
     *
     * @return hundredths of a percent
     */
    static Optional<Integer> of(LogStore logs, LogId log, String body) {
        Optional<CoveragePattern> pattern = CoveragePattern.of(body);
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        Optional<Integer> coloured = Optional.empty();
        long end = logs.lineCount(log);
        while (end > 0) {
            long from = Math.max(0, end - WINDOW);
            List<LogStore.Line> lines = logs.lines(log, from, (int) (end - from));
            for (LogStore.Line line : lines.reversed()) {
                Optional<Integer> found = pattern.get().in(line.text());
                if (found.isPresent()) {
                    return found;
                }
                if (coloured.isEmpty()) {
                    coloured = pattern.get().in(CoveragePattern.plain(line.text()));
                }
            }
            end = from;
        }
        return coloured;
    }
}
