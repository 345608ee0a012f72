package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.UUID;

/** Removes a folder with all that is in it. Links are removed, never followed; folders without write permission get it. */
final class TreeRemoval {
    private static final int PATH_LENGTH_SAFE = 2000;

    private TreeRemoval() {}

    /** Removes as much as can be removed; what is not there any more is fine. */
    static void remove(Path root) throws IOException {
        // No recursion: a job can nest folders deeper than any thread's stack.
        Deque<Path> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Path path = open.peek();
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || emptied(path, open)) {
                open.pop();
                delete(path);
            }
        }
    }

    /** Deletes the files of a folder and puts its folders on the stack; true where there were none. */
    private static boolean emptied(Path folder, Deque<Path> open) throws IOException {
        try {
            return emptiedAsAllowed(folder, open);
        } catch (AccessDeniedException e) {
            makeWritable(folder);
            return emptiedAsAllowed(folder, open);
        }
    }

    private static boolean emptiedAsAllowed(Path folder, Deque<Path> open) throws IOException {
        boolean leaf = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    open.push(shortened(entry));
                    leaf = false;
                } else {
                    delete(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        } catch (NoSuchFileException e) {
            return true;
        }
        return leaf;
    }

    /** The system takes no path beyond 4,096 bytes, but folders can be nested deeper: such a one is moved up first. */
    private static Path shortened(Path folder) throws IOException {
        if (folder.toString().length() < PATH_LENGTH_SAFE) {
            return folder;
        }
        int names = folder.getNameCount();
        Path root = Objects.requireNonNull(folder.getRoot(), "an absolute path");
        Path up = root.resolve(folder.subpath(0, names / 2))
                .resolve(UUID.randomUUID().toString());
        return Files.move(folder, up, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (AccessDeniedException e) {
            makeWritable(FileNames.folderOf(path));
            Files.deleteIfExists(path);
        }
    }

    private static void makeWritable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
