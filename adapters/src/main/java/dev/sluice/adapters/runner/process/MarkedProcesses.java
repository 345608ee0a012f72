package dev.sluice.adapters.runner.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The processes of one job attempt: those in its control group, where it has one, and those found in {@code /proc} that
 * carry its mark in their environment or are in a process group or session that one of its shells leads. Safe for use by
 * many threads.
 *
 * <p>Where there is no {@code /proc} (macOS), nothing is found; what remains is the signal to the group.
 */
public final class MarkedProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final int ROUNDS_MAX = 200;
    /** On a machine where processes begin all the time, so many looks without finding any are enough. */
    private static final int EMPTY_ROUNDS = 5;

    /** So many numbers are tried one by one; where more were given, the processes are listed. */
    private static final int TRIED_MAX = 128;

    private static final int ENVIRON_BYTES_MAX = 4 << 20;
    /** After so long, process numbers may have come round; then every process is looked at. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(20);

    private final JobMark mark;
    private final long startedNanos = System.nanoTime();
    private final Set<Long> leaders = ConcurrentHashMap.newKeySet();
    private volatile long lowest = Long.MAX_VALUE;

    public MarkedProcesses(JobMark mark) {
        this.mark = mark;
    }

    /** Remembers the pid of a shell that was started as the leader of its own session and group. */
    public void leader(long pid) {
        leaders.add(pid);
        lowest = Math.min(lowest, pid);
    }

    /** The job's living processes. Zombies do not count: they hold nothing and can do nothing. */
    public List<Long> find() {
        OptionalLong last = lastPid();
        if (!numbersOnlyGrew(last)) {
            return findListed(0);
        }
        return last.getAsLong() - lowest < TRIED_MAX ? findTried(last.getAsLong()) : findListed(lowest);
    }

    /** Tries the few numbers that were given since the first shell: quicker than to list a whole machine's processes. */
    private List<Long> findTried(long last) {
        List<Long> found = new ArrayList<>();
        for (long pid = lowest; pid <= last; pid++) {
            // Looked for first: most of the numbers are threads or gone, and an exception for each would cost more.
            if (new File("/proc/" + pid).exists() && belongs(pid) && isProcess(pid)) {
                found.add(pid);
            }
        }
        return found;
    }

    private List<Long> findListed(long from) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC)) {
            for (Path process : processes) {
                String name = process.getFileName().toString();
                // No pattern for the stream: it would be a regular expression, made and matched for each job. Each one
                // is looked at as it is listed: one that only starts the next and ends would be gone a moment later.
                if (Character.isDigit(name.charAt(0))) {
                    long pid = Long.parseLong(name);
                    if (pid >= from && belongs(pid)) {
                        found.add(pid);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            // No /proc here: there is nothing to find.
        }
        return found;
    }

    /** Process numbers grow: only those after the first shell can be the job's, unless the numbers came round. */
    private boolean numbersOnlyGrew(OptionalLong last) {
        boolean shortLived = System.nanoTime() - startedNanos <= SHORT_LIFE.toNanos();
        return shortLived && !leaders.isEmpty() && last.isPresent() && last.getAsLong() >= lowest;
    }

    /**
     * Kills the job's processes until none is left. A process that forks faster than it is killed (a fork bomb) is
     * answered with more rounds.
     *
     * @return how many were killed; negative where some were still there at the end
     */
    public int killAll() {
        int held = mark.group().map(ControlGroup::killAll).orElse(0);
        int marked = killMarked();
        return held < 0 || marked < 0 ? -Math.abs(held) - Math.abs(marked) : held + marked;
    }

    /** As {@link #killAll}, for good: the job's control group is taken away. */
    public int end() {
        int killed = killAll();
        mark.group().ifPresent(ControlGroup::remove);
        return killed;
    }

    private int killMarked() {
        // A chain that outruns the look cannot leave a control group; then one look is enough for what left it on
        // purpose.
        int emptyRounds = mark.group().isPresent() ? 1 : EMPTY_ROUNDS;
        int killed = 0;
        int empty = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            OptionalLong before = lastPid();
            List<Long> pids = find();
            if (pids.isEmpty()) {
                // A process that began while we looked may be the job's, begun by one that ended while we looked.
                if (before.equals(lastPid()) || ++empty >= emptyRounds) {
                    return killed;
                }
                continue;
            }
            for (long pid : pids) {
                // The handle checks the start time, so a pid that was given to a stranger in between is not hit.
                if (ProcessHandle.of(pid).map(ProcessHandle::destroyForcibly).orElse(false)) {
                    killed++;
                }
            }
            awaitEnd(pids);
        }
        return -killed;
    }

    /**
     * Sends a signal to the group of every shell. {@code kill} is built into the shell, so this needs no other program.
     *
     * @param signal {@code TERM} or {@code KILL}
     */
    public void signalGroups(String signal) {
        for (long pid : leaders) {
            signalGroup(signal, pid);
        }
    }

    private static void signalGroup(String signal, long pid) {
        try {
            Process kill = new ProcessBuilder("sh", "-c", "kill -s " + signal + " -- -" + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(5, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
            }
        } catch (IOException e) {
            // No sh: the marked processes are still killed one by one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last number in {@code /proc/loadavg} is the newest process. */
    private static OptionalLong lastPid() {
        try {
            String text = read("/proc/loadavg").strip();
            return OptionalLong.of(Long.parseLong(text.substring(text.lastIndexOf(' ') + 1)));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private boolean belongs(long pid) {
        try {
            String stat = read("/proc/" + pid + "/stat");
            // The program's name is in brackets and may hold anything; state, parent, group and session come after it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return false;
            }
            if (leaders.contains(Long.parseLong(fields[2])) || leaders.contains(Long.parseLong(fields[3]))) {
                return true;
            }
            return read("/proc/" + pid + "/environ").contains(mark.entry());
        } catch (IOException | RuntimeException e) {
            // It ended while we looked, or it belongs to another account.
            return false;
        }
    }

    /** A thread has a folder, too, which is only not listed; its process is found by its own number. */
    private static boolean isProcess(long pid) {
        try {
            return read("/proc/" + pid + "/status").contains("\nTgid:\t" + pid + "\n");
        } catch (IOException e) {
            // It ended while we looked.
            return false;
        }
    }

    /** Reads a file of {@code /proc}, by the shortest way that Java has: at the end of each job there are many to read. */
    private static String read(String file) throws IOException {
        try (FileInputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(ENVIRON_BYTES_MAX), StandardCharsets.ISO_8859_1);
        }
    }

    private static void awaitEnd(List<Long> pids) {
        for (long pid : pids) {
            try {
                ProcessHandle.of(pid).ifPresent(handle -> handle.onExit()
                        .orTimeout(200, TimeUnit.MILLISECONDS)
                        .exceptionally(e -> handle)
                        .join());
            } catch (RuntimeException e) {
                // Not ended yet: the next round looks again.
            }
        }
    }
}
