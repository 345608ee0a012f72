package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;

/** Who did what. */
public record AuditView(List<Row> rows, String actor, String action, String project, String older) {
    public AuditView {
        rows = List.copyOf(rows);
    }

    /** One action. */
    public record Row(
            Instant at,
            String actor,
            String action,
            String project,
            String object,
            String detail,
            String href,
            String address) {}
}
