package dev.sluice.adapters.artifacts;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks into an archive by what its first bytes say that it is: a zip, or else a tar, packed by gzip or not. */
final class PackedFiles {
    private static final byte[] ZIP = {'P', 'K'};

    private PackedFiles() {}

    /** What is in it; empty where it is no archive that can be looked into. */
    static Optional<List<Entry>> entries(Path file) throws IOException {
        return isZip(file) ? ZipContents.entries(file) : TarContents.entries(file);
    }

    /** The content of a file in it; empty where there is none of that name. */
    static Optional<InputStream> open(Path file, String path) throws IOException {
        return isZip(file) ? ZipContents.open(file, path) : TarContents.open(file, path);
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        }
    }
}
