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

    /** A project; cells in the order of the columns; {@code mine}: approvals that wait for the visitor. */
    public record Row(String project, String href, List<Cell> cells, List<Link> mine) {
        public Row {
            cells = List.copyOf(cells);
            mine = List.copyOf(mine);
        }
    }

    /** What is live in one environment, and what is on its way there. */
    public record Cell(String version, BoardView.Cell cell, List<Open> open) {
        public Cell {
            open = List.copyOf(open);
        }
    }

    /** A deployment that is not over; {@code href} is its page, or that of its approval. */
    public record Open(Status status, String version, String word, String href) {}
}
