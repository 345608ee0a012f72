package dev.sluice.app.delivery;

import java.util.List;
import java.util.Optional;

/** Keeps the releases that jobs have announced, one for a tag. Safe for many threads. */
public interface PublishedReleases {

    /** Keeps a release; false where its tag has one. */
    boolean add(PublishedRelease release);

    Optional<PublishedRelease> find(long project, String tag);

    /** Forgets the release of a tag; false where it has none. */
    boolean remove(long project, String tag);

    /** Whether the run of the job that announced it is still there: runs go when they are old, releases do not. */
    boolean hasRun(PublishedRelease release);

    /** Newest first, by when they were made. */
    List<PublishedRelease> list(long project, int limit);
}
