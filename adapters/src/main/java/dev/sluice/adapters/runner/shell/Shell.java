package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.runner.process.ControlGroup;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The shell of this machine, found once: bash if there is one, else sh; and {@code setsid}, which gives each script a
 * session and a process group of its own.
 *
 * @param program absolute path of the shell
 * @param setsid absolute path; empty where the machine has none, then only descendants can be ended
 */
record Shell(Path program, Optional<Path> setsid) {
    /** One argument of a process may be 128 KiB; a longer script goes into a file. */
    static final int ARGUMENT_BYTES_MAX = 120 * 1024;

    static Shell find(String path) {
        return new Shell(
                onPath("bash", path).or(() -> onPath("sh", path)).orElse(Path.of("/bin/sh")), onPath("setsid", path));
    }

    boolean fitsArgument(String script) {
        return script.getBytes(StandardCharsets.UTF_8).length <= ARGUMENT_BYTES_MAX;
    }

    /**
     * A script that first goes into a control group and then does what it did before. It stays on the first line, so that
     * the shell's messages name the same lines; where it may not go, it goes on outside.
     */
    static String inGroup(ControlGroup group, String script) {
        return "echo 0 2>/dev/null >'" + group.door() + "';" + script;
    }

    /** The command for a script given as text. The shell's name for messages is its own, as in {@code bash: line 3: ...}. */
    List<String> command(String script) {
        List<String> command = prefix();
        command.addAll(List.of("-c", script, program.getFileName().toString()));
        return command;
    }

    /** The command for a script in a file. */
    List<String> command(Path script) {
        List<String> command = prefix();
        command.add(script.toString());
        return command;
    }

    /**
     * The command for a person: on the terminal of this process, in its session, as that terminal is no other's. A person's own
     * start-up files would change what the script saw.
     */
    List<String> interactive() {
        return program.endsWith("bash")
                ? List.of(program.toString(), "--norc", "--noprofile")
                : List.of(program.toString());
    }

    private List<String> prefix() {
        List<String> command = new ArrayList<>();
        setsid.ifPresent(found -> command.add(found.toString()));
        command.add(program.toString());
        return command;
    }

    private static Optional<Path> onPath(String name, String path) {
        for (String folder : (path + File.pathSeparator + "/usr/bin:/bin").split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name).toAbsolutePath();
            if (Files.isExecutable(candidate) && Files.isRegularFile(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
