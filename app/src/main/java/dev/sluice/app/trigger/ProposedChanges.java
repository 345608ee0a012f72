package dev.sluice.app.trigger;

import java.time.Instant;
import java.util.List;

/**
 * Which branches are to go into which others: as much of merge requests as pipelines need. One is open from the push that asks for
 * it until its source branch is deleted. Safe for many threads.
 */
public interface ProposedChanges {

    /** The open one of these branches, made where there is none. */
    Change open(long project, String source, String target, String title, String by, Instant at);

    /** The open ones of a source branch, by number. */
    List<Change> of(long project, String source);

    /** The source branch is gone. */
    void close(long project, String source);

    /**
     * A change.
     *
     * @param number in the project, never used again
     */
    record Change(long number, String title, String source, String target) {}
}
