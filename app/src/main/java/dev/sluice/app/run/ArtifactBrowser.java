package dev.sluice.app.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Looks into artifacts without unpacking them. Whoever asks sees to who may. Safe for many threads. */
public interface ArtifactBrowser {

    /** What an artifact of a job's newest attempt holds, folders before what is in them; empty where there is no such artifact. */
    Optional<List<Entry>> entries(RunId run, String job, String name) throws IOException;

    /** The content of one of its files; the caller closes it. Empty where there is no such file. */
    Optional<InputStream> open(RunId run, String job, String name, String path) throws IOException;

    /** What an archive (zip, tar, tar.gz) among its files holds; empty where that is none, or a larger one than is looked into. */
    Optional<List<Entry>> packed(RunId run, String job, String name, String archive) throws IOException;

    /** The content of a file in such an archive, which breaks off at a limit; the caller closes it. Empty where there is none. */
    Optional<InputStream> openPacked(RunId run, String job, String name, String archive, String path)
            throws IOException;

    /**
     * Something in an artifact.
     *
     * @param path relative, with forward slashes and without an end slash
     * @param sizeBytes of a file, else 0
     */
    record Entry(String path, Kind kind, long sizeBytes) {}

    /** What an entry is. A link is told of and never followed. */
    enum Kind {
        FOLDER,
        FILE,
        LINK
    }
}
