package dev.sluice.app.delivery;

import java.util.List;

/**
 * A reason that ends with what a service wrote last: one line of text wherever reasons go, taken apart again where there is
 * little room (a cell of the board) or much (a deployment's page). Immutable.
 *
 * @param what the reason without the lines
 * @param lines what was written last, oldest first; may be empty
 */
public record LastLines(String what, List<String> lines) {
    private static final String MARK = "; last lines: ";
    private static final String BETWEEN = " / ";

    public LastLines {
        lines = List.copyOf(lines);
    }

    /** Takes a reason apart. A line that itself holds the separator comes back as several. */
    public static LastLines of(String reason) {
        int mark = reason.indexOf(MARK);
        return mark < 0
                ? new LastLines(reason, List.of())
                : new LastLines(
                        reason.substring(0, mark),
                        List.of(reason.substring(mark + MARK.length()).split(BETWEEN)));
    }

    /** The end of a reason; empty text where nothing was written. */
    static String ending(List<String> lines) {
        return lines.isEmpty() ? "" : MARK + String.join(BETWEEN, lines);
    }

    /** With the last line only. */
    public String brief() {
        return lines.isEmpty() ? what : what + ": " + lines.getLast().strip();
    }
}
