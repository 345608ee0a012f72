package dev.sluice.server.page.view;

import java.util.List;

/**
 * A mistake in a file, with the lines around it.
 *
 * @param place {@code file:line:column}
 * @param frame lines around it; empty where the text is not known
 * @param hint what to do, or empty text
 */
public record ProblemView(
        String place, boolean error, String message, String code, String hint, List<Line> frame, String href) {
    public ProblemView {
        frame = List.copyOf(frame);
    }

    /**
     * A line of the file.
     *
     * @param marker spaces and then {@code ^~~~} below the mistake, empty text under other lines
     */
    public record Line(int number, String text, String marker) {}
}
