package dev.sluice.adapters.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

/**
 * What Linux says of its processes, read from {@code /proc} (proc(5)). A process is told from a later one with the same
 * number by its start time, and from one before a reboot by the boot's id. Where there is no {@code /proc} (macOS), nothing
 * is found. Safe for use by many threads.
 */
public final class HostProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final int FILE_BYTES_MAX = 4 << 20;
    private static final long SIGNAL_SECONDS_MAX = 5;

    private HostProcesses() {}

    /**
     * What {@code stat} tells of a process.
     *
     * @param dead it has ended and only waits to be reaped: it holds nothing and can do nothing
     * @param group its process group
     * @param session its session
     * @param startTicks when it started, in clock ticks since the boot
     */
    public record Stat(boolean dead, long group, long session, long startTicks) {
        /** The command, which may hold blanks and brackets, ends with the last bracket; field 3, the state, follows. */
        private static Stat parse(String text) {
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            String state = fields[0];
            return new Stat(
                    state.equals("Z") || state.equals("X") || state.equals("x"),
                    Long.parseLong(fields[5 - 3]),
                    Long.parseLong(fields[6 - 3]),
                    Long.parseLong(fields[22 - 3]));
        }
    }

    /** The id of this boot of the machine, empty text where the system has none. */
    public static String bootId() {
        try {
            return read("sys/kernel/random/boot_id").strip();
        } catch (IOException noSuchFile) {
            return "";
        }
    }

    /** The number of the newest process, the last one in {@code /proc/loadavg}; numbers grow until they come round. */
    public static OptionalLong newest() {
        try {
            String text = read("loadavg").strip();
            return OptionalLong.of(Long.parseLong(text.substring(text.lastIndexOf(' ') + 1)));
        } catch (IOException | NumberFormatException noSuchFile) {
            return OptionalLong.empty();
        }
    }

    /** Empty where there is no such process. */
    public static Optional<Stat> stat(long pid) {
        try {
            return Optional.of(Stat.parse(read(pid + "/stat")));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** When a living process started; empty where it is gone or dead. */
    public static OptionalLong startTicks(long pid) {
        Optional<Stat> living = stat(pid).filter(stat -> !stat.dead());
        return living.isPresent() ? OptionalLong.of(living.get().startTicks()) : OptionalLong.empty();
    }

    /** Whether the environment that the process was started with has this entry; no for another account's. */
    public static boolean hasVariable(long pid, String name, String value) {
        byte[] entry = (name + "=" + value).getBytes(StandardCharsets.UTF_8);
        try {
            String environment = "\0" + read(pid + "/environ") + "\0";
            return environment.contains("\0" + new String(entry, StandardCharsets.ISO_8859_1) + "\0");
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    /**
     * The processes among some numbers that are wanted. Each is asked about as it is met: one that only starts the next and
     * ends would be gone a moment later.
     *
     * @param from the first number
     * @param to the last number; each in between is tried, which for a few is quicker than to list a whole machine's
     */
    public static List<Long> among(long from, long to, LongPredicate wanted) {
        List<Long> found = new ArrayList<>();
        for (long pid = from; pid <= to; pid++) {
            // Looked for first: most of the numbers are threads or gone, and an exception for each would cost more.
            if (new File("/proc/" + pid).exists() && wanted.test(pid) && isProcess(pid)) {
                found.add(pid);
            }
        }
        return found;
    }

    /** The processes of the machine from a number on that are wanted. */
    public static List<Long> listed(long from, LongPredicate wanted) {
        List<Long> found = new ArrayList<>();
        // No pattern for the stream: it would be a regular expression, made and matched for each job.
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (Character.isDigit(name.charAt(0))) {
                    long pid = Long.parseLong(name);
                    if (pid >= from && wanted.test(pid)) {
                        found.add(pid);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException unreadable) {
            // Processes come and go while the folder is read; who asks looks again until nothing is left.
            return found;
        }
        return found;
    }

    /** A thread has a folder, too, which is only not listed; its process is found by its own number. */
    private static boolean isProcess(long pid) {
        try {
            return read(pid + "/status").contains("\nTgid:\t" + pid + "\n");
        } catch (IOException gone) {
            return false;
        }
    }

    /** The shortest way that Java has: at the end of each job there are many to read. */
    private static String read(String file) throws IOException {
        try (FileInputStream in = new FileInputStream("/proc/" + file)) {
            return new String(in.readNBytes(FILE_BYTES_MAX), StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * Sends a signal; whoever is gone already is passed over. {@code kill} is built into the shell, so this needs no other
     * program; without a shell nothing is sent.
     *
     * @param signal its name, {@code TERM} or {@code KILL}
     * @param targets process numbers; a negative one means the whole group
     */
    public static void signal(String signal, List<Long> targets) throws IOException, InterruptedException {
        if (targets.isEmpty()) {
            return;
        }
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "signal=$1; shift; for p; do kill -s \"$signal\" -- \"$p\"; done",
                "sluice-signal",
                signal));
        targets.forEach(target -> command.add(Long.toString(target)));
        Process kill = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!kill.waitFor(SIGNAL_SECONDS_MAX, TimeUnit.SECONDS)) {
            kill.destroyForcibly();
        }
    }
}
