package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;

/** One environment with its deployments, newest first. */
public record EnvironmentView(
        String project, String boardHref, BoardView.Column column, List<Action> actions, List<Row> rows, String topic) {
    public EnvironmentView {
        actions = List.copyOf(actions);
        rows = List.copyOf(rows);
    }

    /** One deployment. */
    public record Row(
            Status status,
            String version,
            String href,
            Commit commit,
            String headline,
            Instant at,
            String by,
            List<Decision> decisions,
            List<Action> actions) {
        public Row {
            decisions = List.copyOf(decisions);
            actions = List.copyOf(actions);
        }
    }
}
