package dev.sluice.adapters.runner.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * Finds out whether the file system gives a file that is changed after somebody looked at it a new change time, however
 * soon. Linux does since 6.13 for its main file systems; others move the time in steps of milliseconds, and a change
 * right after the look is not seen by it. Safe for use by many threads.
 */
final class FineClock {
    private static final int TRIES = 4;

    private final Path folder;
    private Optional<Boolean> fine = Optional.empty();

    FineClock(Path folder) {
        this.folder = folder;
    }

    /** Tries it at the first call. */
    synchronized boolean isFine() throws IOException {
        if (fine.isEmpty()) {
            fine = Optional.of(probe());
        }
        return fine.get();
    }

    private boolean probe() throws IOException {
        Path file = Files.createTempFile(folder, "clock", "");
        try {
            FileTime last = changeTime(file);
            for (int i = 0; i < TRIES; i++) {
                Files.write(file, new byte[] {(byte) i});
                FileTime now = changeTime(file);
                if (now.equals(last)) {
                    return false;
                }
                last = now;
            }
            return true;
        } finally {
            Files.delete(file);
        }
    }

    /** When the file's content or what is known of it was last changed; no program can set it. */
    static FileTime changeTime(Path file) throws IOException {
        return (FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
    }
}
