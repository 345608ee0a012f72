package dev.sluice.app.delivery;

import dev.sluice.core.delivery.Release;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that services of a release are started from: the commit's, with the run's artifacts unpacked over them. Once
 * prepared they stay until the release is removed, whatever becomes of the artifacts. Safe for many threads.
 */
public interface ReleaseFiles {

    /**
     * The folder of a release, made at the first call. A crash in the middle leaves nothing that counts as done.
     *
     * @throws ReleaseFilesMissing where its files are gone
     */
    Path prepare(Release release);

    /** Why {@link #prepare} could not succeed; empty where it could. Changes nothing. */
    Optional<String> missing(Release release);

    /** Files of the release are gone for good. */
    final class ReleaseFilesMissing extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public ReleaseFilesMissing(String why) {
            super(why);
        }
    }
}
