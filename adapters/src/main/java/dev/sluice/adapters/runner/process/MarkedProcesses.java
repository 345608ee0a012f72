package dev.sluice.adapters.runner.process;

import dev.sluice.adapters.process.HostProcesses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
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
    private static final int ROUNDS_MAX = 200;
    /** On a machine where processes begin all the time, so many looks without finding any are enough. */
    private static final int EMPTY_ROUNDS = 5;

    /** So many numbers are tried one by one; where more were given, the processes are listed. */
    private static final int TRIED_MAX = 128;

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
        OptionalLong newest = HostProcesses.newest();
        if (!numbersOnlyGrew(newest)) {
            return HostProcesses.listed(0, this::belongs);
        }
        return newest.getAsLong() - lowest < TRIED_MAX
                ? HostProcesses.among(lowest, newest.getAsLong(), this::belongs)
                : HostProcesses.listed(lowest, this::belongs);
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
        OptionalInt answer = mark.group().map(ControlGroup::killAll).orElse(OptionalInt.empty());
        int held = answer.orElse(0);
        // A chain that outruns the look cannot leave a control group: one look is enough for what left it on purpose.
        int marked = killMarked(answer.isPresent() ? 1 : EMPTY_ROUNDS);
        return held < 0 || marked < 0 ? -Math.abs(held) - Math.abs(marked) : held + marked;
    }

    /** As {@link #killAll}, for good: the job's control group is taken away. */
    public int end() {
        int killed = killAll();
        mark.group().ifPresent(ControlGroup::remove);
        return killed;
    }

    private int killMarked(int emptyRounds) {
        int killed = 0;
        int empty = 0;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            OptionalLong before = HostProcesses.newest();
            List<Long> pids = find();
            if (pids.isEmpty()) {
                // A process that began while we looked may be the job's, begun by one that ended while we looked.
                if (before.equals(HostProcesses.newest()) || ++empty >= emptyRounds) {
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
     * Sends a signal to the group of every shell.
     *
     * @param signal {@code TERM} or {@code KILL}
     */
    public void signalGroups(String signal) {
        try {
            HostProcesses.signal(signal, leaders.stream().map(leader -> -leader).toList());
        } catch (IOException e) {
            // No sh: the marked processes are still killed one by one.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean belongs(long pid) {
        return HostProcesses.stat(pid)
                .filter(stat -> !stat.dead())
                .filter(stat -> leaders.contains(stat.group())
                        || leaders.contains(stat.session())
                        || HostProcesses.hasVariable(pid, JobMark.VARIABLE, mark.value()))
                .isPresent();
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
