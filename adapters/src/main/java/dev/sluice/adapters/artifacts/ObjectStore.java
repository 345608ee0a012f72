package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.files.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * File contents by their SHA-256, each stored once: {@code ab/cdef...}. Contents are written beside and moved into place,
 * so that a name always stands for a whole content. Safe for use by many threads.
 *
 * <p>Whoever writes a manifest holds {@link #writing} from its first content to the end of the manifest; the collection
 * of what nobody refers to waits for that. Against another process on the same folder protects the age: what was written
 * or used again within the last hours is never collected.
 */
final class ObjectStore {
    /** Younger contents are kept, whoever refers to them. */
    static final Duration GRACE = Duration.ofHours(2);

    private static final int BUFFER = 128 * 1024;
    private static final int SINGLE_SYNCS_MAX = 16;

    private final Path root;
    private final Durability durability;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    ObjectStore(Path root, Durability durability) {
        this.root = root;
        this.durability = durability;
    }

    /** A content that is in the store. */
    record Stored(String digest, long size) {}

    /** Does something that adds contents and then makes something refer to them; no collection happens meanwhile. */
    <T> T writing(Work<T> work) throws IOException {
        lock.readLock().lock();
        try {
            return work.run();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Work on files. */
    interface Work<T> {
        T run() throws IOException;
    }

    /**
     * Stores the content of a file.
     *
     * @param budget bytes that are still allowed; more is a {@link LimitReached} and leaves nothing behind
     */
    Stored put(Path file, long budget, ArtifactLimits limits, ContentInspector inspector) throws IOException {
        Files.createDirectories(root);
        Path temporary = AtomicFile.temporaryBeside(root.resolve("x"));
        MessageDigest digest = FileNames.sha256();
        long size = 0;
        try {
            Set<OpenOption> create = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (InputStream in = Files.newInputStream(file, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                    FileChannel out = FileChannel.open(temporary, create)) {
                byte[] buffer = new byte[BUFFER];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    size += n;
                    if (size > budget) {
                        limits.checkBytes(limits.bytesMax() + 1);
                    }
                    digest.update(buffer, 0, n);
                    inspector.bytes(buffer, 0, n);
                    ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
                String name = HexFormat.of().formatHex(digest.digest());
                settle(temporary, name, size);
                return new Stored(name, size);
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** A content of another size under this name was torn by a power loss: it is replaced. */
    private void settle(Path temporary, String digest, long size) throws IOException {
        Path target = path(digest);
        if (Files.isRegularFile(target) && Files.size(target) == size) {
            touch(target);
            return;
        }
        Files.createDirectories(FileNames.folderOf(target));
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Makes contents durable, before a manifest refers to them. A few are synced one by one; for many, one sync of the
     * whole file system costs less than thousands of single ones.
     */
    void sync(Collection<String> digests) throws IOException {
        if (durability == Durability.CACHED || digests.isEmpty()) {
            return;
        }
        if (digests.size() > SINGLE_SYNCS_MAX && syncFileSystem()) {
            return;
        }
        for (String digest : digests) {
            try (FileChannel content = FileChannel.open(path(digest), StandardOpenOption.WRITE)) {
                content.force(true);
            }
        }
    }

    private boolean syncFileSystem() throws IOException {
        try {
            Process sync = new ProcessBuilder("sync", "-f", root.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return sync.waitFor() == 0;
        } catch (IOException e) {
            // No such program here: one by one, then.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while contents were made durable");
        }
    }

    /** A content that is used again is young again. */
    private static void touch(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    }

    /** Where a content lies. */
    Path path(String digest) {
        if (digest.length() != 64 || !digest.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new IllegalArgumentException("not a digest: " + digest);
        }
        return root.resolve(digest.substring(0, 2)).resolve(digest.substring(2));
    }

    /**
     * Deletes contents that are old and that nobody refers to, and what writers that died have left.
     *
     * @param referred digests in use; asked for while no manifest can be written
     * @return how many were deleted
     */
    int collect(Work<Set<String>> referred, Instant now) throws IOException {
        lock.writeLock().lock();
        try {
            Set<String> used = referred.run();
            int deleted = 0;
            if (!Files.isDirectory(root)) {
                return 0;
            }
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
                for (Path folder : folders) {
                    deleted += Files.isDirectory(folder) ? collect(folder, used, now) : collectFile(folder, now);
                }
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
            return deleted;
        } finally {
            lock.writeLock().unlock();
        }
    }

    private int collect(Path folder, Set<String> used, Instant now) throws IOException {
        int deleted = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String digest = folder.getFileName().toString() + file.getFileName();
                if (!used.contains(digest)) {
                    deleted += collectFile(file, now);
                }
            }
        }
        return deleted;
    }

    private static int collectFile(Path file, Instant now) throws IOException {
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            return written.isBefore(now.minus(GRACE)) && Files.deleteIfExists(file) ? 1 : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
