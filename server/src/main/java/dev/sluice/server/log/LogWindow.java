package dev.sluice.server.log;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a page shows of a log when it opens.
 *
 * @param total number of lines so far
 * @param blocks sections, lines and gaps in order
 * @param firstError 1-based number of the first error, where the job failed
 * @param firstErrorText that line without control sequences, shortened
 * @param followed lines that come are put at the end, because the end is shown
 * @param limited the log reached its limit and was cut there
 */
public record LogWindow(
        long total,
        List<LogBlock> blocks,
        OptionalLong firstError,
        String firstErrorText,
        boolean followed,
        boolean limited) {
    public LogWindow {
        blocks = List.copyOf(blocks);
    }
}
