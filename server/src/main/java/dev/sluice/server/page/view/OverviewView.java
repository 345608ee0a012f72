package dev.sluice.server.page.view;

import java.util.List;

/**
 * What is live where, over all projects.
 *
 * @param environments names of the columns
 * @param filter {@code unhealthy}, {@code approval}, or empty text
 */
public record OverviewView(List<String> environments, List<Row> rows, String filter, List<String> topics) {
    public OverviewView {
        environments = List.copyOf(environments);
        rows = List.copyOf(rows);
        topics = List.copyOf(topics);
    }

    /** A project; cells in the order of the columns; {@code mine}: something there waits for the visitor. */
    public record Row(String project, String href, List<Cell> cells, boolean mine) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** What is live in one environment. */
    public record Cell(String version, BoardView.Cell cell) {}
}
