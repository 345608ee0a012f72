package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.adapters.runner.process.JobMark;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.core.model.JobSession.ShellCommand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment of a job's processes: the variables of the job, and of this process's own only what a shell needs.
 * Nothing else of the server's environment reaches a job.
 */
final class JobEnvironment {
    /** Taken over from this process where the job does not set them. */
    private static final List<String> TAKEN_OVER =
            List.of("PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "USER", "LOGNAME", "SHELL", "TZ");

    /** The kernel's limit for one {@code NAME=value} (128 KiB with the final NUL). */
    private static final int ENTRY_BYTES_MAX = 128 * 1024 - 1;

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Workspace workspace;
    private final Map<String, String> base = new HashMap<>();

    JobEnvironment(Workspace workspace, Map<String, String> own) {
        this.workspace = workspace;
        for (String name : TAKEN_OVER) {
            String value = own.get(name);
            if (value != null) {
                base.put(name, value);
            }
        }
        base.putIfAbsent("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        base.put("TMPDIR", workspace.temporary().toString());
    }

    /** A variable cannot be handed to a process. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** The whole environment for a command. Values of file variables are written to files that only the owner reads. */
    Map<String, String> of(ShellCommand command) throws IOException, Unusable {
        Map<String, String> environment = new HashMap<>(base);
        for (Map.Entry<String, String> variable : command.variables().entrySet()) {
            String name = variable.getKey();
            String value = command.fileVariables().contains(name)
                    ? file(name, variable.getValue()).toString()
                    : variable.getValue();
            check(name, value);
            environment.put(name, value);
        }
        environment.put(JobMark.VARIABLE, workspace.mark().value());
        return environment;
    }

    private Path file(String name, String value) throws IOException {
        Path folder = workspace.temporary().resolve("variables");
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String fileName = name.matches("[A-Za-z_][A-Za-z0-9_]{0,100}") ? name : FileNames.of(name);
        Path file = folder.resolve(fileName);
        Files.deleteIfExists(file);
        Files.createFile(file, OWNER_ONLY);
        Files.writeString(file, value, StandardCharsets.UTF_8);
        return file;
    }

    private static void check(String name, String value) throws Unusable {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new Unusable("a variable cannot be named '" + JobLog.oneLine(name.replace('\0', '?')) + "'");
        }
        if (value.indexOf('\0') >= 0) {
            throw new Unusable("the value of " + name + " holds a NUL byte, which no process can be given");
        }
        int bytes = name.length() + 1 + value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ENTRY_BYTES_MAX) {
            throw new Unusable("the value of " + name + " has " + bytes + " bytes; a process can be given "
                    + ENTRY_BYTES_MAX + " at most: make it a file variable");
        }
    }
}
