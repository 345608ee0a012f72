package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.runner.process.JobMark;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folders of one job attempt. The caller closes it when all processes of the job have ended; its files are gone then.
 * For use by one thread.
 */
public final class Workspace implements AutoCloseable {
    private final Workspaces owner;
    private final int slot;
    private final FileLock lock;
    private final Path folder;
    private final Path files;
    private final JobMark mark;
    /** What an earlier job left untouched, not yet wanted by this one; {@link #files()} does away with it. */
    private Optional<Checkout> left;

    private Optional<Checkout> checkout = Optional.empty();

    Workspace(
            Workspaces owner, int slot, FileLock lock, Path folder, Path files, JobMark mark, Optional<Checkout> left) {
        this.owner = owner;
        this.slot = slot;
        this.lock = lock;
        this.folder = folder;
        this.files = files;
        this.mark = mark;
        this.left = left;
    }

    /** Where the job's files are, as a name alone. */
    public Path path() {
        return files;
    }

    /** The folder with the job's files; empty until it is filled. */
    public Path files() throws IOException {
        if (left.isPresent()) {
            left = Optional.empty();
            owner.empty(files);
        }
        return files;
    }

    /** Puts the files of a source into the workspace, once; those that an earlier job left untouched are there already. */
    public void fill(WorkspaceSource source) throws IOException {
        if (left.isPresent() && left.get().source() == source) {
            checkout = left;
            left = Optional.empty();
            return;
        }
        source.fill(files());
        if (source.isSteady() && owner.seesChanges()) {
            checkout = Optional.of(Checkout.of(source, temporary(), files));
        }
    }

    /** A folder outside of {@link #files()} for what the runner hands to the job and for the job's temporary files. */
    public Path temporary() {
        return folder.resolve("tmp");
    }

    /** A folder below {@link #temporary()} that the job may write; made by whoever needs it. */
    public Path exchange() {
        return temporary().resolve("exchange");
    }

    /** The mark that every process of the job must carry. */
    public JobMark mark() {
        return mark;
    }

    /** What {@link #fill} put there, where it can be told whether a job changed it. */
    Optional<Checkout> checkout() {
        return checkout;
    }

    /** Processes of the job may still be at work here: nothing of it may be kept. */
    public void abandon() {
        checkout = Optional.empty();
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
