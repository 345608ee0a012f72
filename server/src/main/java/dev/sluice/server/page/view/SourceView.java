package dev.sluice.server.page.view;

import java.util.List;

/**
 * A file of a run's commit.
 *
 * @param share how many of its lines were run, or empty text where no report tells of it
 * @param marked the line that the address names, 0 for none
 * @param cut there are more lines
 */
public record SourceView(
        RunHead head, RunHead.Tab tab, String path, String share, List<Line> lines, int marked, boolean cut) {
    public SourceView {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param number 1-based
     * @param added a change brought it
     * @param run whether it was run
     */
    public record Line(int number, boolean added, Run run, String text) {}

    /** Whether a line was run. */
    public enum Run {
        /** A report says so. */
        COVERED("cov-run", "coverage.run"),
        /** It can be run and was not. */
        MISSED("cov-missed", "coverage.missed"),
        /** Nothing is told of it. */
        UNKNOWN("", "");

        private final String style;
        private final String key;

        Run(String style, String key) {
            this.style = style;
            this.key = key;
        }

        /** Class of the style sheet. */
        public String style() {
            return style;
        }

        /** Key of its word. */
        public String key() {
            return key;
        }
    }
}
