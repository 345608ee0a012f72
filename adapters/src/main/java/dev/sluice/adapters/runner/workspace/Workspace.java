package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.runner.process.JobMark;
import java.nio.channels.FileLock;
import java.nio.file.Path;

/**
 * The folders of one job attempt. The caller closes it when all processes of the job have ended; its files are gone then.
 */
public final class Workspace implements AutoCloseable {
    private final Workspaces owner;
    private final int slot;
    private final FileLock lock;
    private final Path folder;
    private final Path files;
    private final JobMark mark;

    Workspace(Workspaces owner, int slot, FileLock lock, Path folder, Path files, JobMark mark) {
        this.owner = owner;
        this.slot = slot;
        this.lock = lock;
        this.folder = folder;
        this.files = files;
        this.mark = mark;
    }

    /** Where the job's files are; empty at first. */
    public Path files() {
        return files;
    }

    /** A folder outside of {@link #files()} for what the runner hands to the job and for the job's temporary files. */
    public Path temporary() {
        return folder.resolve("tmp");
    }

    /** The mark that every process of the job must carry. */
    public JobMark mark() {
        return mark;
    }

    int slot() {
        return slot;
    }

    FileLock lock() {
        return lock;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        owner.release(this);
    }
}
