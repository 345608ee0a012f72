package dev.sluice.adapters.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * What git leaves where it is killed in the middle: lock files, for which every later push to the same place would be
 * refused, and half-written packs. Only to be called while nothing of this server works on the repository.
 */
final class StaleLocks {
    private static final Path PROCESSES = Path.of("/proc");

    private StaleLocks() {}

    /**
     * Removes them; gives what it removed. Nothing where a process still works in the repository: a git that has outlived
     * the server which started it ends soon and takes its locks along.
     */
    static List<Path> remove(Path repository) throws IOException {
        List<Path> stale = find(repository);
        if (stale.isEmpty() || isInUse(repository)) {
            return List.of();
        }
        List<Path> removed = new ArrayList<>();
        for (Path file : stale) {
            if (Files.deleteIfExists(file)) {
                removed.add(file);
            }
        }
        return removed;
    }

    private static List<Path> find(Path repository) throws IOException {
        List<Path> stale = new ArrayList<>();
        add(repository, "*.{lock,new}", stale);
        Path objects = repository.resolve("objects");
        add(objects.resolve("info"), "*.lock", stale);
        add(objects.resolve("info/commit-graphs"), "{*.lock,tmp_*}", stale);
        add(objects.resolve("pack"), "{tmp_*,.tmp-*,*.lock}", stale);
        Files.walkFileTree(repository.resolve("refs"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".lock")) {
                    stale.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return stale;
    }

    private static void add(Path folder, String names, List<Path> stale) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    stale.add(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            // A repository without such a folder has no such files.
        }
    }

    /** Whether a process of ours stands in the repository: git does, as long as it works there. */
    private static boolean isInUse(Path repository) throws IOException {
        if (!Files.isDirectory(PROCESSES)) {
            return false;
        }
        Path real = repository.toRealPath();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
            for (Path process : processes) {
                if (workingFolder(process).startsWith(real)) {
                    return true;
                }
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw new UncheckedIOException(e.getCause());
        }
        return false;
    }

    private static Path workingFolder(Path process) {
        try {
            return Files.readSymbolicLink(process.resolve("cwd"));
        } catch (IOException | SecurityException somebodyElses) {
            // Gone meanwhile, or of another account: neither is a git of this server.
            return Path.of("/nowhere");
        }
    }
}
