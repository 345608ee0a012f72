package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.runner.session.JobLog;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One running script: its process and the thread that carries its output into the log. The pipe is read by a thread of
 * its own because a process in the background may hold it open after the shell has ended; what that one writes still
 * arrives until the job's end.
 */
final class ShellProcess {
    private static final int PIECE = 64 * 1024;
    /** After the shell's end, with the pipe still open: no output for so long means that the shell's own has arrived. */
    private static final Duration QUIET = Duration.ofMillis(30);

    private static final int QUIET_TURNS_MAX = 60;

    private final Process process;
    private final JobLog.Output output;
    private final Thread reader;
    private volatile long read;

    private ShellProcess(Process process, JobLog.Output output) {
        this.process = process;
        this.output = output;
        // A platform thread: a blocked read on a pipe holds its carrier anyway.
        this.reader =
                Thread.ofPlatform().daemon().name("job-output-" + process.pid()).unstarted(this::carry);
    }

    static ShellProcess start(
            List<String> command, Path folder, Map<String, String> environment, JobLog.Output output, Runnable onExit)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        ShellProcess shell = new ShellProcess(builder.start(), output);
        shell.reader.start();
        shell.process.onExit().thenRun(onExit);
        return shell;
    }

    long pid() {
        return process.pid();
    }

    boolean isOver() {
        return !process.isAlive();
    }

    /** Waits for the end of the shell, not longer than this. */
    void awaitExit(Duration atMost) throws InterruptedException {
        process.waitFor(atMost);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** The last means, where the group could not be reached. */
    void destroy() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Waits, after the end of the shell, until its output has arrived. */
    void awaitOutput() throws InterruptedException {
        for (int turn = 0; turn < QUIET_TURNS_MAX; turn++) {
            long before = read;
            if (reader.join(QUIET) || read == before) {
                return;
            }
        }
    }

    /** Waits, after the end of all processes, until the pipe is empty. */
    void awaitEnd() throws InterruptedException {
        reader.join(Duration.ofSeconds(2));
    }

    private void carry() {
        byte[] piece = new byte[PIECE];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                read += n;
                output.accept(piece, n, in.available() > 0);
            }
        } catch (IOException e) {
            // The pipe was closed under us: the process is gone.
        } finally {
            output.finish();
        }
    }
}
