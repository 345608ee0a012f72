package dev.sluice.adapters.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Writes a file so that readers see the old content or the new, never a part. */
public final class AtomicFile {
    private static final AtomicLong COUNT = new AtomicLong();
    private static final String TEMPORARY = ".tmp-";
    private static final long PROCESS = ProcessHandle.current().pid();

    private AtomicFile() {}

    /** Replaces the content of a file; its folders are made where they are missing. The last of several writers wins. */
    public static void write(Path file, byte[] content, Durability durability) throws IOException {
        Files.createDirectories(FileNames.folderOf(file));
        Path temporary = temporaryBeside(file);
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                if (durability == Durability.SYNCED) {
                    channel.force(true);
                }
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (durability == Durability.SYNCED) {
            syncFolder(FileNames.folderOf(file));
        }
    }

    /** A name that no other writer uses, in the same folder; names of this kind start with a dot. */
    public static Path temporaryBeside(Path file) {
        return file.resolveSibling(TEMPORARY + PROCESS + "-" + COUNT.incrementAndGet());
    }

    /** Deletes what writers that died have left anywhere below a folder, if it is older than a moment; says how many. */
    public static int removeLeftOver(Path folder, Instant before) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        AtomicInteger removed = new AtomicInteger();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean temporary = file.getFileName().toString().startsWith(TEMPORARY);
                if (temporary
                        && attributes.lastModifiedTime().toInstant().isBefore(before)
                        && Files.deleteIfExists(file)) {
                    removed.incrementAndGet();
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Its writer was alive and has moved it.
                return FileVisitResult.CONTINUE;
            }
        });
        return removed.get();
    }

    /** Makes the names in a folder durable. */
    public static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
