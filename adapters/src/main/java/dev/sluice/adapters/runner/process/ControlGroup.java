package dev.sluice.adapters.runner.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A control group of Linux (version 2) that holds the processes of one job attempt: whoever is started in it stays in it,
 * whatever it does to its environment, group or session, and all of them are killed by one write that the kernel protects
 * against processes that fork meanwhile (kernel.org, "Control Group v2", {@code cgroup.kill}, since Linux 5.14).
 *
 * <p>There is one where the group that this process is in may be divided by its account: for root, and for a service of
 * systemd with {@code Delegate=yes}. Elsewhere, in most containers for example, the job's mark must do
 * ({@link MarkedProcesses}). No controller is switched on: a group of this kind only counts. Safe for use by many threads.
 */
public final class ControlGroup {
    private static final String PREFIX = "sluice-job-";
    private static final Duration END_MAX = Duration.ofSeconds(5);

    /** The group of this process, and whether it may be divided: it stays the same as long as the process lives. */
    private static final class Own {
        static final Optional<Path> FOLDER = find();

        private static Optional<Path> find() {
            try {
                String group = line(Path.of("/proc/self/cgroup"), "0::").orElse("");
                if (group.isEmpty()) {
                    return Optional.empty();
                }
                return mount().map(at -> at.resolve(group.substring("0::/".length())))
                        // A shell gets the name in quotes.
                        .filter(at -> !at.toString().contains("'") && mayDivide(at));
            } catch (IOException | RuntimeException e) {
                return Optional.empty();
            }
        }

        /** To move a process takes the right to write the list of the group that holds where it was and where it goes. */
        private static boolean mayDivide(Path own) {
            return Files.isWritable(own) && Files.isWritable(own.resolve("cgroup.procs"));
        }

        /** {@code 31 23 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw}: the fifth field, by the type after the dash. */
        private static Optional<Path> mount() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                int type = line.indexOf(" - cgroup2 ");
                if (type >= 0) {
                    String[] fields = line.substring(0, type).split(" ", 7);
                    if (fields[3].equals("/")) {
                        return Optional.of(Path.of(fields[4]));
                    }
                }
            }
            return Optional.empty();
        }

        private static Optional<String> line(Path file, String start) throws IOException {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(start))
                    .findFirst();
        }
    }

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes a group for a job.
     *
     * @param mark of the job; it becomes part of the group's name
     * @return empty where this machine or this account has none
     */
    static Optional<ControlGroup> make(String mark) {
        if (Own.FOLDER.isEmpty()) {
            return Optional.empty();
        }
        Path folder = Own.FOLDER.get().resolve(PREFIX + mark);
        try {
            Files.createDirectory(folder);
            ControlGroup group = new ControlGroup(folder);
            if (Files.isWritable(folder.resolve("cgroup.kill"))) {
                return Optional.of(group);
            }
            group.remove();
        } catch (IOException e) {
            // Not ours to divide, or full: the mark must do.
        }
        return Optional.empty();
    }

    /**
     * The group that a process before this one made.
     *
     * @param folder as {@link #folder} gave it
     * @param mark of the job; a folder that does not carry it is not taken
     */
    static Optional<ControlGroup> left(String folder, String mark) {
        Path path = Path.of(folder);
        return path.endsWith(PREFIX + mark) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new ControlGroup(path))
                : Optional.empty();
    }

    /** Where the group is, absolute, for a process after this one. */
    public Path folder() {
        return folder;
    }

    /** A process that writes {@code 0} to this file is in the group from then on, with all that it starts. */
    public Path door() {
        return folder.resolve("cgroup.procs");
    }

    /**
     * Kills all that is in the group and waits for their end.
     *
     * @return how many there were; negative where some still were there after a while, which only a process that hangs in
     *     the kernel can be; empty where the group could not be asked, so that something may live in it
     */
    OptionalInt killAll() {
        try {
            if (isEmpty()) {
                return OptionalInt.of(0);
            }
            // Groups that the job made below its own count as one: their processes are not listed here.
            int living = Math.max(1, Files.readAllLines(door()).size());
            Files.writeString(folder.resolve("cgroup.kill"), "1");
            long until = System.nanoTime() + END_MAX.toNanos();
            while (!isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    return OptionalInt.of(-living);
                }
                Thread.sleep(1);
            }
            return OptionalInt.of(living);
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    private boolean isEmpty() throws IOException {
        return Files.readString(folder.resolve("cgroup.events")).contains("populated 0");
    }

    /** Takes the group away; one in which something still lives stays. */
    public void remove() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Not empty. It costs the kernel little, and the next start from the same place takes it away.
        }
    }
}
