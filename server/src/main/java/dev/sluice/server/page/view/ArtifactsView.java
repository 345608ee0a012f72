package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the jobs of a run left behind. */
public record ArtifactsView(RunHead head, List<Row> rows) {
    public ArtifactsView {
        rows = List.copyOf(rows);
    }

    /** One artifact. */
    public record Row(
            String job,
            String jobHref,
            String name,
            String href,
            String browseHref,
            int files,
            long sizeBytes,
            String digest,
            Optional<Instant> expiresAt) {}
}
