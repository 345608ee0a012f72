package dev.sluice.adapters.deploy.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Linux says of its processes, read from {@code /proc} (proc(5)). A process is told from a later one with the same
 * number by its start time, and from one before a reboot by the boot's id.
 */
final class HostProcesses {
    private static final Path PROC = Path.of("/proc");
    private static final int ENVIRONMENT_BYTES_MAX = 4 << 20;
    /** Field 22 of {@code stat}; the fields are counted from the third on, behind the command's closing bracket. */
    private static final int START_TIME = 22 - 3;

    private HostProcesses() {}

    /** The id of this boot of the machine, empty text where the system has none. */
    static String bootId() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
        } catch (IOException noSuchFile) {
            return "";
        }
    }

    /** When the process started, in clock ticks since the boot; empty where it is gone or only waits to be reaped. */
    static OptionalLong startTicks(long pid) {
        return stat(pid)
                .filter(fields -> !isDead(fields[0]))
                .map(fields -> OptionalLong.of(Long.parseLong(fields[START_TIME])))
                .orElse(OptionalLong.empty());
    }

    /** The process group it belongs to (field 5). */
    static OptionalLong groupOf(long pid) {
        return stat(pid)
                .map(fields -> OptionalLong.of(Long.parseLong(fields[2])))
                .orElse(OptionalLong.empty());
    }

    private static boolean isDead(String state) {
        return state.equals("Z") || state.equals("X") || state.equals("x");
    }

    /** The fields of {@code stat} from the state on: the command before it may hold blanks and brackets. */
    private static Optional<String[]> stat(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** Living processes whose environment holds {@code NAME=value}, except this one. */
    static List<Long> withVariable(String name, String value) {
        byte[] wanted = (name + "=" + value).getBytes(StandardCharsets.UTF_8);
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                long pid = Long.parseLong(entry.getFileName().toString());
                if (pid != ProcessHandle.current().pid()
                        && hasVariable(entry, wanted)
                        && startTicks(pid).isPresent()) {
                    found.add(pid);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // Processes come and go while the folder is read; who asks looks again until nothing is left.
            return found;
        }
        return found;
    }

    private static boolean hasVariable(Path process, byte[] wanted) {
        byte[] environment;
        try (InputStream in = Files.newInputStream(process.resolve("environ"))) {
            environment = in.readNBytes(ENVIRONMENT_BYTES_MAX);
        } catch (IOException goneOrForeign) {
            return false;
        }
        int from = 0;
        for (int end = 0; end <= environment.length; end++) {
            if (end == environment.length || environment[end] == 0) {
                if (Arrays.equals(environment, from, end, wanted, 0, wanted.length)) {
                    return true;
                }
                from = end + 1;
            }
        }
        return false;
    }

    /**
     * Sends a signal; whoever is gone already is passed over.
     *
     * @param signal its name, {@code TERM} or {@code KILL}
     * @param targets process numbers; a negative one means the whole group
     */
    static void signal(String signal, List<Long> targets) throws IOException, InterruptedException {
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
        new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
