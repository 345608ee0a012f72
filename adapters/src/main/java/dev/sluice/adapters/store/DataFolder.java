package dev.sluice.adapters.store;

import dev.sluice.app.store.StoreUnavailable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;

/**
 * The folder that holds everything a server keeps, taken by one server at a time. The lock is the operating system's:
 * it ends with the process, however that ends.
 */
public final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path root, FileChannel channel, FileLock lock) {
        this.root = root;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder if it is not there, for its owner's eyes only, and takes it.
     *
     * @throws StoreUnavailable where another server has it or it cannot be written
     */
    public static DataFolder take(Path root) {
        Path folder = root.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            FileChannel channel = FileChannel.open(
                    folder.resolve("lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            Optional<FileLock> lock = tryLock(channel);
            if (lock.isEmpty()) {
                channel.close();
                throw new StoreUnavailable("another Sluice server (process " + holder(folder) + ") uses " + folder
                        + ": stop it, or start this one with another --data folder");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataFolder(folder, channel, lock.get());
        } catch (AccessDeniedException e) {
            throw new StoreUnavailable(
                    "the folder " + folder
                            + " cannot be written by this user: give it to him, or choose another by --data",
                    e);
        } catch (FileAlreadyExistsException e) {
            throw new StoreUnavailable(e.getFile() + " is a file, not a folder: choose another by --data", e);
        } catch (NoSuchFileException e) {
            throw new StoreUnavailable("the folder " + folder + " cannot be made there: choose another by --data", e);
        } catch (FileSystemException e) {
            String why = Objects.requireNonNullElse(e.getReason(), e.toString());
            throw new StoreUnavailable(
                    "the folder " + folder + " cannot be used: " + why + "; choose another by --data", e);
        } catch (IOException e) {
            throw new StoreUnavailable("the folder " + folder + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The folder's absolute path. */
    public Path root() {
        return root;
    }

    /** A folder within it, made if it is not there. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new StoreUnavailable("the folder " + root.resolve(name) + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** A file within it, whether it is there or not. */
    public Path file(String name) {
        return root.resolve(name);
    }

    /** The file of the database. */
    public Path database() {
        return root.resolve("sluice.db");
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new StoreUnavailable("the lock of " + root + " could not be given back", e);
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException _) {
            // Another server within this very process, as in tests.
            return Optional.empty();
        }
    }

    private static String holder(Path folder) throws IOException {
        String pid = Files.readString(folder.resolve("lock")).strip();
        return pid.isEmpty() ? "unknown" : pid;
    }
}
