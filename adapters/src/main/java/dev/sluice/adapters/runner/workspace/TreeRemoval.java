package dev.sluice.adapters.runner.workspace;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;

/** Removes a folder with all that is in it. Links are removed, never followed; folders without write permission get it. */
final class TreeRemoval {
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
        boolean leaf = true;
        try (DirectoryStream<Path> entries = list(folder)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    open.push(entry);
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

    private static DirectoryStream<Path> list(Path folder) throws IOException {
        try {
            return Files.newDirectoryStream(folder);
        } catch (AccessDeniedException e) {
            makeWritable(folder);
            return Files.newDirectoryStream(folder);
        }
    }

    private static void delete(Path path) throws IOException {
        try {
            Files.deleteIfExists(path);
        } catch (AccessDeniedException e) {
            makeWritable(path.getParent());
            Files.deleteIfExists(path);
        }
    }

    private static void makeWritable(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
}
