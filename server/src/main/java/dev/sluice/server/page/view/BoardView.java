package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The environments of a project: releases in rows, environments in columns, in promotion order.
 *
 * @param tab which of the environments is shown where there is room for one only
 * @param review page of the first approval that waits in that environment, or empty text
 * @param problems mistakes in the newest {@code sluice.yml}
 * @param behind one sentence for each environment that is behind, in the visitor's language
 */
public record BoardView(
        String project,
        String href,
        String runsHref,
        String topic,
        List<Column> columns,
        int tab,
        String review,
        List<Row> rows,
        List<String> behind,
        String branch,
        List<ProblemView> problems) {
    public BoardView {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        behind = List.copyOf(behind);
        problems = List.copyOf(problems);
    }

    /**
     * An environment.
     *
     * @param rule how releases get there, in the visitor's language
     * @param live version that is live, with its health
     * @param nothing why nothing is live, in the visitor's language
     * @param url where it is reached, or empty text
     * @param warning a sentence about drift or a freeze, or empty text
     */
    public record Column(
            String name, String href, String rule, Optional<Live> live, String nothing, String url, String warning) {}

    /** What is live. */
    public record Live(String version, Instant since, Status status, String health) {}

    /** A release. */
    public record Row(String version, Commit commit, Instant at, Status built, String runHref, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /**
     * A release in an environment.
     *
     * @param status empty: it never was there
     * @param live it is what is live, wholly or in part
     * @param headline what is so, in the visitor's language
     * @param at when it became so (promotion, not creation)
     * @param notes further lines
     * @param href page of the deployment, or empty text
     * @param review page of the approval, or empty text
     */
    public record Cell(
            Optional<Status> status,
            boolean live,
            String headline,
            Optional<Instant> at,
            List<String> notes,
            String href,
            String review,
            List<Action> actions) {
        public Cell {
            notes = List.copyOf(notes);
            actions = List.copyOf(actions);
        }

        public static Cell empty() {
            return new Cell(Optional.empty(), false, "", Optional.empty(), List.of(), "", "", List.of());
        }
    }
}
