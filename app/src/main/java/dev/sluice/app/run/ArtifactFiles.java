package dev.sluice.app.run;

import java.util.Optional;

/** Single files among what jobs kept. Safe for many threads. */
public interface ArtifactFiles {

    /**
     * The text of a file in an archive that the newest attempt of a job left, decoded as UTF-8 with malformed bytes replaced.
     *
     * @param path relative, with forward slashes
     * @param bytesMax of a larger file only so much is read
     * @return empty where there is no such file or it has expired
     */
    Optional<String> text(RunId run, String job, String path, int bytesMax);
}
