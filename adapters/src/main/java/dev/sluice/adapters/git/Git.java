package dev.sluice.adapters.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The git command. Every call is one process with a cleaned environment, a time limit and a limit on what it may write.
 * Immutable and safe for use by many threads.
 *
 * <p>Whoever passes a ref or a path passes it behind {@code --end-of-options} or {@code --}: names come from strangers.
 */
public final class Git {
    /** What a repository's own configuration could start, switched off. */
    private static final List<String> HARDENED =
            List.of("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never");

    private static final int ERROR_TEXT_MAX = 16 * 1024;

    private final Config config;
    private final Duration timeout;
    private final long outputBytesMax;

    private Git(Config config, Duration timeout, long outputBytesMax) {
        this.config = config;
        this.timeout = timeout;
        this.outputBytesMax = outputBytesMax;
    }

    /** Whose configuration counts. */
    private enum Config {
        /** The person's at the terminal: ignore files, safe directories. */
        USER,
        /** None but the repository's own. */
        NONE
    }

    /** Git as the person at the terminal has configured it: for {@code sluice run}. */
    public static Git ofUser() {
        return new Git(Config.USER, Duration.ofSeconds(60), 512L << 20);
    }

    /** Git without any configuration of the machine or of a person: for repositories that the server keeps. */
    public static Git ofServer() {
        return new Git(Config.NONE, Duration.ofSeconds(60), 512L << 20);
    }

    /** The same with another limit for each call. */
    public Git within(Duration limit) {
        return new Git(config, limit, outputBytesMax);
    }

    /** The same with another limit on the standard output of each call. */
    public Git withOutputBytesMax(long bytes) {
        return new Git(config, timeout, bytes);
    }

    /**
     * What a call gave.
     *
     * @param exitCode of git
     * @param output its standard output
     * @param errorText the beginning of its standard error
     */
    public record Result(int exitCode, byte[] output, String errorText) {
        /** The output as UTF-8, malformed bytes replaced. */
        public String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        /** The output split at NUL bytes, as {@code -z} gives it. */
        public List<String> entries() {
            List<String> entries = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < output.length; i++) {
                if (output[i] == 0) {
                    entries.add(new String(output, start, i - start, StandardCharsets.UTF_8));
                    start = i + 1;
                }
            }
            return entries;
        }
    }

    /** Runs git in a folder and gives its output. Any other exit code than 0 is a {@link GitException}. */
    public Result run(Path folder, List<String> arguments) throws GitException {
        return run(folder, Map.of(), arguments, new byte[0]);
    }

    /** As {@link #run(Path, List)}, with variables for git and with standard input. */
    public Result run(Path folder, Map<String, String> variables, List<String> arguments, byte[] input)
            throws GitException {
        Result result = tryRun(folder, variables, arguments, input);
        if (result.exitCode() != 0) {
            throw new GitException("git " + arguments.get(0) + " failed with exit code " + result.exitCode() + ": "
                    + lastLine(result.errorText()));
        }
        return result;
    }

    /** As {@link #run(Path, Map, List, byte[])}; the exit code is the caller's to look at. */
    public Result tryRun(Path folder, Map<String, String> variables, List<String> arguments, byte[] input)
            throws GitException {
        try {
            Process process = builder(folder, variables, arguments).start();
            try {
                return finish(process, arguments, input);
            } finally {
                process.destroyForcibly();
            }
        } catch (GitException e) {
            throw e;
        } catch (IOException e) {
            throw new GitException("cannot run git: " + e.getMessage() + "; is git installed and on the PATH?", e);
        }
    }

    /** The call as a process that is not started yet, for callers that stream. */
    public ProcessBuilder builder(Path folder, Map<String, String> variables, List<String> arguments) {
        List<String> command = new ArrayList<>(HARDENED.size() + arguments.size() + 1);
        command.add("git");
        command.addAll(HARDENED);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        Map<String, String> kept = kept(environment);
        environment.clear();
        environment.putAll(kept);
        environment.putAll(variables);
        return builder;
    }

    private Map<String, String> kept(Map<String, String> environment) {
        Map<String, String> kept = new HashMap<>();
        keep(environment, kept, "PATH");
        keep(environment, kept, "TMPDIR");
        if (config == Config.USER) {
            keep(environment, kept, "HOME");
            keep(environment, kept, "XDG_CONFIG_HOME");
            keep(environment, kept, "GIT_CONFIG_GLOBAL");
            keep(environment, kept, "GIT_CONFIG_NOSYSTEM");
        } else {
            kept.put("GIT_CONFIG_NOSYSTEM", "1");
            kept.put("GIT_CONFIG_GLOBAL", "/dev/null");
            // The server's own folders may belong to another account than the one it runs under in a container.
            kept.put("GIT_CONFIG_COUNT", "1");
            kept.put("GIT_CONFIG_KEY_0", "safe.directory");
            kept.put("GIT_CONFIG_VALUE_0", "*");
        }
        kept.put("GIT_TERMINAL_PROMPT", "0");
        kept.put("GIT_OPTIONAL_LOCKS", "0");
        kept.put("GIT_ALLOW_PROTOCOL", "https:ssh:file");
        kept.put("LC_ALL", "C.UTF-8");
        return kept;
    }

    private static void keep(Map<String, String> from, Map<String, String> to, String name) {
        String value = from.get(name);
        if (value != null) {
            to.put(name, value);
        }
    }

    private Result finish(Process process, List<String> arguments, byte[] input) throws IOException {
        ErrorText errors = new ErrorText(process.getErrorStream());
        Thread errorReader = Thread.ofVirtual().name("git-stderr").start(errors);
        Thread writer = Thread.ofVirtual().name("git-stdin").start(() -> write(process, input));
        Thread watchdog = Thread.ofVirtual().name("git-timeout").start(() -> endAfter(process, timeout));
        byte[] output = read(process.getInputStream(), arguments.get(0));
        try {
            process.waitFor();
            boolean late = watchdogFired(watchdog);
            errorReader.join();
            writer.join();
            if (late) {
                throw new GitException(
                        "git " + arguments.get(0) + " took longer than " + timeout.toSeconds() + " s and was stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GitException("interrupted while git " + arguments.get(0) + " was running", e);
        }
        return new Result(process.exitValue(), output, errors.text());
    }

    /** The watchdog ends by itself only by killing the process; otherwise it is told to go. */
    private static boolean watchdogFired(Thread watchdog) {
        boolean fired = !watchdog.isAlive();
        watchdog.interrupt();
        return fired;
    }

    private static void endAfter(Process process, Duration limit) {
        try {
            Thread.sleep(limit);
            process.destroyForcibly();
        } catch (InterruptedException e) {
            // Git was in time.
        }
    }

    private static void write(Process process, byte[] input) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(input);
        } catch (IOException e) {
            // Git closed its input early; its exit code tells why.
        }
    }

    private byte[] read(InputStream in, String command) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        byte[] buffer = new byte[32 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            output.write(buffer, 0, n);
            if (output.size() > outputBytesMax) {
                throw new GitException("git " + command + " wrote more than " + outputBytesMax + " bytes");
            }
        }
        return output.toByteArray();
    }

    private static String lastLine(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "no message" : lines.get(lines.size() - 1);
    }

    /** Reads standard error, keeps the beginning, lets the rest go by. */
    private static final class ErrorText implements Runnable {
        private final InputStream in;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

        ErrorText(InputStream in) {
            this.in = in;
        }

        @Override
        public void run() {
            byte[] buffer = new byte[4096];
            try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    if (kept.size() < ERROR_TEXT_MAX) {
                        kept.write(buffer, 0, n);
                    }
                }
            } catch (IOException e) {
                // The process is gone; what was read so far is all there is.
            }
        }

        /** Call after the reading thread has ended. */
        String text() {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }
}
