package dev.sluice.app.delivery;

import java.util.List;
import java.util.Optional;

/** Keeps the releases that jobs have announced, one for a tag. Safe for many threads. */
public interface PublishedReleases {

    /** Keeps a release; false where its tag has one. */
    boolean add(PublishedRelease release);

    Optional<PublishedRelease> find(long project, String tag);

    /** Newest first, by when they were made. */
    List<PublishedRelease> list(long project, int limit);
}
