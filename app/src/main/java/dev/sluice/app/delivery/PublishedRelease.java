package dev.sluice.app.delivery;

import dev.sluice.core.model.Publication;
import java.time.Instant;

/**
 * A release that a job has announced: what people read under a tag.
 *
 * @param project number of the project on this server
 * @param notes what the job said; name and date are never empty
 * @param commit that the tag stood for then
 * @param title first line of the commit's message
 * @param run number of the run in the project
 * @param job that announced it
 * @param attempt of the job
 * @param author login of whoever started the job
 * @param createdAt when it was made, whatever date the notes have
 */
public record PublishedRelease(
        long project,
        Publication notes,
        String commit,
        String title,
        long run,
        String job,
        int attempt,
        String author,
        Instant createdAt) {
    public String tag() {
        return notes.tag();
    }

    /** The date that the notes give. */
    public Instant releasedAt() {
        return notes.releasedAt().orElse(createdAt);
    }
}
