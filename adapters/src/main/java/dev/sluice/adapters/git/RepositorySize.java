package dev.sluice.adapters.git;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * In how many files a repository lies; what git reads and lists grows with it.
 *
 * @param looseObjects objects in files of their own
 * @param packs pack files
 * @param looseRefs refs in files of their own
 */
record RepositorySize(int looseObjects, int packs, int looseRefs) {

    static RepositorySize of(Path repository) throws IOException {
        Path objects = repository.resolve("objects");
        int loose = 0;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(objects, "[0-9a-f][0-9a-f]")) {
            for (Path folder : folders) {
                loose += count(folder, "[0-9a-f]*");
            }
        }
        return new RepositorySize(loose, count(objects.resolve("pack"), "*.pack"), refs(repository.resolve("refs")));
    }

    private static int count(Path folder, String names) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
            int count = 0;
            for (Path _ : files) {
                count++;
            }
            return count;
        } catch (NoSuchFileException | NotDirectoryException gone) {
            // Git removes a folder whose last object was packed.
            return 0;
        }
    }

    private static int refs(Path folder) throws IOException {
        AtomicInteger count = new AtomicInteger();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                count.incrementAndGet();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Refs come and go while we look.
                return FileVisitResult.CONTINUE;
            }
        });
        return count.get();
    }
}
