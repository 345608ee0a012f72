package dev.sluice.server.page.view;

import java.util.List;

/**
 * What a deployment changes in the files.
 *
 * @param from version it is compared with, or empty text
 * @param approval page of the approval where it waits for one, or empty text
 * @param cut the difference is longer than what is shown
 */
public record ChangesView(
        String environment, String version, String from, String approval, List<Line> lines, boolean cut) {
    public ChangesView {
        lines = List.copyOf(lines);
    }

    /**
     * A line of the difference.
     *
     * @param style of the line: {@code d-add}, {@code d-del}, {@code d-file}, {@code d-at}, or empty text
     */
    public record Line(String style, String text) {}
}
