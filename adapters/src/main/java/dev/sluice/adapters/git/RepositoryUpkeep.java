package dev.sluice.adapters.git;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Keeps the server's repositories in few files: after pushes, once a repository has grown enough, its objects are packed,
 * its refs packed and its commit graph written, in the background, one repository at a time and at low priority. Nothing is
 * ever pruned: an object that no ref reaches any more, because a branch was forced or deleted, stays for the runs, releases
 * and reference logs that name it. Git's own locks keep pushes and fetches apart from it. One virtual thread from
 * {@link #start} to {@link #close}; safe for many threads.
 *
 * @see <a href="https://git-scm.com/docs/git-repack">git repack --geometric</a>
 */
public final class RepositoryUpkeep implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RepositoryUpkeep.class.getName());
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final int USAGE_ERROR = 129;
    private static final int TOLD_BYTES_MAX = 4_000;

    private final ServerRepositories repositories;
    private final Thresholds thresholds;
    private final Git git = Git.ofServer();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();

    /** Projects to look at, in order, each once. Guarded by the lock, as is {@link #busy}. */
    private final Set<Long> waiting = new LinkedHashSet<>();

    private boolean busy;
    private final Thread thread = Thread.ofVirtual().name("repository-upkeep").unstarted(this::run);

    /**
     * How much is enough.
     *
     * @param looseObjects from so many objects in files of their own
     * @param packs from so many packs
     * @param looseRefs from so many refs in files of their own
     */
    public record Thresholds(int looseObjects, int packs, int looseRefs) {
        /** Git's own background work begins at 6,700 objects and 50 packs: here every run's start pays for each of them. */
        public static final Thresholds DEFAULT = new Thresholds(1_000, 20, 200);
    }

    public RepositoryUpkeep(ServerRepositories repositories, Thresholds thresholds) {
        this.repositories = repositories;
        this.thresholds = thresholds;
    }

    /**
     * Removes the locks that a killed server's git has left in these projects' repositories. Call once, before the first push
     * is taken.
     */
    public void removeStaleLocks() {
        for (Path repository : repositories.all()) {
            try {
                List<Path> removed = StaleLocks.remove(repository);
                if (!removed.isEmpty()) {
                    LOG.log(Level.WARNING, "left behind by a git that was killed and removed: " + removed);
                }
            } catch (IOException e) {
                LOG.log(Level.WARNING, "repository=" + repository + " not looked at for left-over locks", e);
            }
        }
    }

    public void start() {
        thread.start();
    }

    /** The project has had a push; returns at once. */
    public void pushed(long project) {
        lock.lock();
        try {
            waiting.add(project);
            news.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is waiting or under way; false where that took longer. */
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (busy || !waiting.isEmpty()) {
                if (left <= 0) {
                    return false;
                }
                left = news.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                long project = next();
                try {
                    look(repositories.of(project).folder());
                } catch (IOException | RuntimeException failed) {
                    LOG.log(Level.WARNING, "project=" + project + " repository not packed, tried again later", failed);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private long next() throws InterruptedException {
        lock.lock();
        try {
            busy = false;
            news.signalAll();
            while (waiting.isEmpty()) {
                news.await();
            }
            Iterator<Long> first = waiting.iterator();
            long project = first.next();
            first.remove();
            busy = true;
            return project;
        } finally {
            lock.unlock();
        }
    }

    private void look(Path repository) throws IOException, InterruptedException {
        if (!Files.isDirectory(repository.resolve("objects"))) {
            return;
        }
        RepositorySize before = RepositorySize.of(repository);
        boolean objects = before.looseObjects() >= thresholds.looseObjects() || before.packs() >= thresholds.packs();
        boolean refs = before.looseRefs() >= thresholds.looseRefs();
        long start = System.nanoTime();
        if (objects) {
            repack(repository);
        }
        if (refs) {
            must(repository, List.of("pack-refs", "--all"));
        }
        if (objects) {
            must(repository, List.of("commit-graph", "write", "--reachable", "--split", "--no-progress"));
        }
        if (objects || refs) {
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            LOG.log(
                    Level.INFO,
                    "repository=" + repository.getFileName() + " packed took_ms=" + took + " before=" + before
                            + " after=" + RepositorySize.of(repository));
        }
    }

    /**
     * Rolls loose objects and small packs up so that each pack has at least twice the objects of the next: unreachable
     * objects go along. A git too old for that (before 2.32) makes one pack of everything and keeps those, too.
     */
    private void repack(Path repository) throws IOException, InterruptedException {
        Ended ended = call(repository, List.of("repack", "--geometric=2", "-d", "-q"));
        if (ended.code() == USAGE_ERROR) {
            must(repository, List.of("repack", "-a", "-d", "-k", "-q"));
        } else if (ended.code() != 0) {
            throw new GitException("git repack failed with exit code " + ended.code() + ": " + ended.told());
        }
    }

    private void must(Path repository, List<String> arguments) throws IOException, InterruptedException {
        Ended ended = call(repository, arguments);
        if (ended.code() != 0) {
            throw new GitException(
                    "git " + arguments.getFirst() + " failed with exit code " + ended.code() + ": " + ended.told());
        }
    }

    /** How a call ended, and the beginning of what it wrote. */
    private record Ended(int code, String told) {}

    private Ended call(Path repository, List<String> arguments) throws IOException, InterruptedException {
        List<String> modest = new ArrayList<>(List.of("-c", "pack.threads=1", "-c", "pack.windowMemory=64m"));
        modest.addAll(arguments);
        ProcessBuilder builder = git.builder(repository, Map.of(), modest);
        List<String> command = Stream.concat(Stream.of("nice", "-n", "10"), builder.command().stream())
                .toList();
        Process process = builder.command(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            StringBuilder told = new StringBuilder();
            Thread reader = Thread.ofVirtual().name("repository-upkeep-output").start(() -> read(process, told));
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new GitException("git " + arguments.getFirst() + " took longer than " + LIMIT);
            }
            reader.join();
            return new Ended(process.exitValue(), told.toString().strip());
        } finally {
            end(process);
        }
    }

    private static void read(Process process, StringBuilder told) {
        byte[] buffer = new byte[1024];
        try (InputStream output = process.getInputStream()) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                if (told.length() < TOLD_BYTES_MAX) {
                    told.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException gone) {
            // The process was ended; what it told so far is all there is.
        }
    }

    /** Asks it to end, so that it takes its locks and half-written packs along; kills it if it does not hear. */
    private static void end(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroy);
        boolean interrupted = Thread.interrupted();
        try {
            CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                    .get(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            interrupted = true;
        } catch (TimeoutException | ExecutionException late) {
            // It does not hear.
        }
        all.forEach(ProcessHandle::destroyForcibly);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way; a repack that was ended has changed nothing. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_WITHIN.multipliedBy(2))) {
                LOG.log(Level.WARNING, "the upkeep of repositories is still under way");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
