package dev.sluice.server.live;

import dev.sluice.app.run.LogStore;

/** Draws log lines for the stream, as the page draws them. Pure. */
public interface LogLines {

    /** One line, as HTML without a line end. */
    String line(LogStore.Line line);

    /** What stands in the place of lines that came faster than a page can take them. */
    String skipped(long from, long count);
}
