package dev.sluice.adapters.runner.workspace;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.runner.process.ControlGroup;
import dev.sluice.adapters.runner.process.JobMark;
import dev.sluice.adapters.runner.process.MarkedProcesses;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The places for workspaces below one folder. A place is a number, taken by the lowest one free, so that jobs which run
 * one after another get the same path: tools that write absolute paths into caches and artifacts (virtual environments,
 * compiler caches) then find them again. No name of a job or a branch becomes part of a path.
 *
 * <p>Each place is locked by a file lock, which the system gives up when the process dies. A place that is free but not
 * empty was left by a crash: its processes are killed and its files removed before it is used, and all such places when
 * this is opened. Several processes may use one folder. Safe for use by many threads.
 *
 * <p>A place whose files the job left untouched is kept for the next job, where the source allows it
 * ({@link WorkspaceSource#isSteady}): making and removing a workspace costs more than a short job.
 */
public final class Workspaces implements AutoCloseable {
    private static final int SLOTS_MAX = 10_000;
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern LEADING = Pattern.compile("^[.-]+");
    private static final System.Logger LOG = System.getLogger(Workspaces.class.getName());

    private final Path base;
    private final Path trash;
    private final Set<Integer> taken = new HashSet<>();
    /** Places between two jobs, still locked; guarded by {@link #taken}. */
    private final Map<Integer, Kept> kept = new HashMap<>();

    private final FineClock fineClock;
    private final ExecutorService remover = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("workspace-remover-", 0).factory());

    private Workspaces(Path base) {
        this.base = base;
        this.trash = base.resolve("trash");
        this.fineClock = new FineClock(base);
    }

    /** A place with the files that a job left as they were. */
    private record Kept(FileLock lock, Path files, Checkout checkout) {}

    /** Opens the folder, makes it where it is missing, and removes what a crash left. */
    public static Workspaces open(Path base) throws IOException {
        Workspaces workspaces = new Workspaces(base.toAbsolutePath().normalize());
        Files.createDirectories(workspaces.trash);
        Files.setPosixFilePermissions(workspaces.base, PosixFilePermissions.fromString("rwx------"));
        workspaces.removeLeftovers();
        return workspaces;
    }

    /**
     * Takes a place and makes its folders.
     *
     * @param projectName becomes the name of the folder of the job's files, as far as it is safe
     */
    public Workspace take(String projectName) throws IOException {
        String name = safeName(projectName);
        for (int slot = 0; slot < SLOTS_MAX; slot++) {
            Optional<Kept> ready = tryTakeKept(slot);
            if (ready.isPresent()) {
                return prepareKept(slot, ready.get(), name);
            }
            Optional<FileLock> lock = tryTake(slot);
            if (lock.isPresent()) {
                return prepare(slot, lock.get(), name);
            }
        }
        throw new IOException("all " + SLOTS_MAX + " places for workspaces in " + base + " are taken");
    }

    /**
     * Kills every process of every job that runs in a workspace of this object, at once, for a process that is about to
     * end itself; the next one to open the folder removes the files.
     */
    public void killAll() {
        List<Integer> slots;
        synchronized (taken) {
            slots = List.copyOf(taken);
        }
        for (int slot : slots) {
            try {
                killMarked(base.resolve(Integer.toString(slot)).resolve("mark"));
            } catch (IOException e) {
                // A place that was just taken or given back has no mark and no processes.
            }
        }
    }

    /** Removes the kept places and waits until all files of ended jobs are removed. */
    @Override
    public void close() {
        List<Kept> places;
        synchronized (taken) {
            places = List.copyOf(kept.values());
            kept.clear();
        }
        for (Kept place : places) {
            discard(FileNames.folderOf(place.files()));
            close(place.lock());
        }
        remover.shutdown();
        try {
            if (!remover.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.log(System.Logger.Level.WARNING, "workspaces not removed in time, folder={0}", trash);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void release(Workspace workspace) {
        workspace.mark().group().ifPresent(ControlGroup::remove);
        Optional<Checkout> untouched = workspace.checkout().filter(Checkout::isUntouched);
        if (untouched.isPresent()) {
            synchronized (taken) {
                kept.put(workspace.slot(), new Kept(workspace.lock(), workspace.path(), untouched.get()));
                taken.remove(workspace.slot());
            }
            return;
        }
        discard(workspace.folder());
        synchronized (taken) {
            taken.remove(workspace.slot());
        }
        close(workspace.lock());
    }

    /** Makes the folder for a job's files anew: what is in it came from another source, or is not wanted. */
    void empty(Path files) throws IOException {
        discard(files);
        Files.createDirectory(files);
    }

    /** Whether a change of a file can be seen by its time. */
    boolean seesChanges() throws IOException {
        return fineClock.isFine();
    }

    private Optional<Kept> tryTakeKept(int slot) {
        synchronized (taken) {
            Optional<Kept> place = Optional.ofNullable(kept.remove(slot));
            if (place.isPresent()) {
                taken.add(slot);
            }
            return place;
        }
    }

    private Workspace prepareKept(int slot, Kept place, String name) throws IOException {
        if (!place.files().endsWith(name)) {
            return prepare(slot, place.lock(), name);
        }
        JobMark mark = JobMark.fresh();
        Path folder = FileNames.folderOf(place.files());
        try {
            // Over the old mark, which is as long: a file that is cut before it is written is written to the disk at
            // once.
            Files.writeString(folder.resolve("mark"), mark.text(), StandardOpenOption.WRITE);
        } catch (IOException e) {
            giveUp(slot, place.lock());
            throw e;
        }
        return new Workspace(this, slot, place.lock(), folder, place.files(), mark, Optional.of(place.checkout()));
    }

    private void giveUp(int slot, FileLock lock) {
        synchronized (taken) {
            taken.remove(slot);
        }
        close(lock);
    }

    private Workspace prepare(int slot, FileLock lock, String name) throws IOException {
        Path folder = base.resolve(Integer.toString(slot));
        try {
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                clear(folder);
            }
            Files.createDirectory(folder);
            JobMark mark = JobMark.fresh();
            Files.writeString(folder.resolve("mark"), mark.text());
            Files.createDirectory(folder.resolve("tmp"));
            Path files = folder.resolve(name);
            Files.createDirectory(files);
            return new Workspace(this, slot, lock, folder, files, mark, Optional.empty());
        } catch (IOException e) {
            giveUp(slot, lock);
            throw e;
        }
    }

    private Optional<FileLock> tryTake(int slot) throws IOException {
        synchronized (taken) {
            if (!taken.add(slot)) {
                return Optional.empty();
            }
        }
        FileChannel channel =
                FileChannel.open(base.resolve(slot + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(lock);
            }
        } catch (OverlappingFileLockException e) {
            // Another object of this class in this process has it.
        }
        channel.close();
        synchronized (taken) {
            taken.remove(slot);
        }
        return Optional.empty();
    }

    private static void close(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot give back the lock of a workspace: {0}", e.getMessage());
        }
    }

    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> places = Files.newDirectoryStream(base, "[0-9]*")) {
            for (Path place : places) {
                String name = place.getFileName().toString();
                if (name.matches("\\d{1,4}")) {
                    removeLeftover(Integer.parseInt(name), place);
                }
            }
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(trash)) {
            for (Path entry : entries) {
                remover.execute(() -> remove(entry));
            }
        }
    }

    private void removeLeftover(int slot, Path place) throws IOException {
        Optional<FileLock> lock = tryTake(slot);
        if (lock.isPresent()) {
            clear(place);
            synchronized (taken) {
                taken.remove(slot);
            }
            close(lock.get());
        }
    }

    /** What is in a free place was left by a crash: first its processes, then its files. */
    private void clear(Path folder) throws IOException {
        Path mark = folder.resolve("mark");
        if (Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS)) {
            killMarked(mark);
        }
        discard(folder);
    }

    private static void killMarked(Path mark) throws IOException {
        JobMark.parse(Files.readString(mark).strip()).ifPresent(found -> new MarkedProcesses(found).end());
    }

    private void discard(Path folder) {
        Path grave = trash.resolve(UUID.randomUUID().toString());
        try {
            Files.move(folder, grave, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "cannot move a workspace away, folder={0}: {1}",
                    folder,
                    e.getMessage());
            remove(folder);
            return;
        }
        if (remover.isShutdown()) {
            remove(grave);
        } else {
            remover.execute(() -> remove(grave));
        }
    }

    private static void remove(Path folder) {
        try {
            TreeRemoval.remove(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "cannot remove a workspace, folder={0}: {1}", folder, e.getMessage());
        }
    }

    /** A folder name of letters, digits, dots, dashes and underscores that hides nothing and leads nowhere. */
    private static String safeName(String name) {
        String safe = LEADING.matcher(UNSAFE.matcher(name).replaceAll("-")).replaceFirst("");
        String cut = safe.length() > 60 ? safe.substring(0, 60) : safe;
        return cut.isEmpty() || cut.equals("tmp") || cut.equals("mark") ? "project" : cut;
    }
}
