package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The trigger tokens of a project.
 *
 * @param settings address of the project's settings
 * @param href of this page, where the form posts to
 * @param made secret of one that was made just now, shown this once, or empty text
 * @param example how a run is started with a token
 * @param problem why none was made, or empty text
 */
public record TriggersView(String settings, String href, List<Row> rows, String made, String example, String problem) {
    public TriggersView {
        rows = List.copyOf(rows);
    }

    /** One token. */
    public record Row(
            String shortForm,
            String description,
            String owner,
            Instant createdAt,
            Optional<Instant> usedAt,
            Action revoke) {}
}
