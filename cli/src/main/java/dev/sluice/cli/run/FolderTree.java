package dev.sluice.cli.run;

import dev.sluice.core.model.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The files below a folder that is no repository: enough to check a file and what it includes. */
final class FolderTree implements SourceTree {
    private static final int FILES_MAX = 100_000;

    private final Path root;

    FolderTree(Path root) {
        this.root = root;
    }

    @Override
    public Optional<String> read(String path) {
        if (path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path file = root.resolve(path).normalize();
        if (!file.startsWith(root) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> files() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .limit(FILES_MAX)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<List<String>> changed() {
        return Optional.empty();
    }

    @Override
    public Optional<List<String>> changedSince(String ref) {
        return Optional.empty();
    }
}
