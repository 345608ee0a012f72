package dev.sluice.adapters.runner.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Reads files that a job names, and only those that lie in its workspace, also behind links. */
final class WorkspacePaths {
    private WorkspacePaths() {}

    /** The file, if there is one and it is inside. */
    static Optional<Path> regularFile(Path workspace, String path) throws IOException {
        if (path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path file = workspace.resolve(path).normalize();
        if (!file.startsWith(workspace) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Path real = file.toRealPath();
        return real.startsWith(workspace.toRealPath()) && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(real)
                : Optional.empty();
    }

    static Optional<byte[]> read(Path workspace, String path, int limitBytes) throws IOException {
        Optional<Path> file = regularFile(workspace, path);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file.get())) {
            return Optional.of(in.readNBytes(limitBytes));
        }
    }
}
