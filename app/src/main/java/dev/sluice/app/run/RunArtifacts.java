package dev.sluice.app.run;

import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the pages ask about the artifacts of a run. Safe for use by many threads. */
public interface RunArtifacts {

    /** Artifacts of the run's jobs that have not expired, newest attempt of each job, ordered by job name. */
    List<ArtifactInfo> artifacts(RunId run);

    /**
     * Writes the files of one artifact as a zip stream. The caller closes {@code out}.
     *
     * @return false, with nothing written, where there is no such artifact
     */
    boolean writeZip(RunId run, String job, String name, OutputStream out) throws IOException;

    /**
     * An artifact.
     *
     * @param name as the file gives it, else the job's name
     * @param digest of its manifest, {@code sha256:...}
     * @param expiresAt when it is deleted; empty: kept
     * @param audience who may download it: whoever asks here sees to it
     */
    record ArtifactInfo(
            String job,
            int attempt,
            String name,
            int files,
            long sizeBytes,
            String digest,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Audience audience) {}
}
