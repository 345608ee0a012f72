package dev.sluice.cli.serve;

import dev.sluice.cli.ChildJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code sluice serve} as a process of its own, to be killed. */
final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final List<String> said = new ArrayList<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ServerProcess(Process process) {
        this.process = process;
    }

    /**
     * @param options of the Java machine
     */
    static ServerProcess start(Path data, int port, String... options) throws IOException {
        return start(data, port, List.of(options), List.of());
    }

    /**
     * @param options of the Java machine
     * @param arguments of the command
     */
    static ServerProcess start(Path data, int port, List<String> options, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(ChildJava.SERVE.command(options.toArray(String[]::new)));
        command.addAll(
                List.of("dev.sluice.cli.Sluice", "serve", "--data", data.toString(), "--port", Integer.toString(port)));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SLUICE_ADMIN_PASSWORD", TestServer.PASSWORD);
        ServerProcess server = new ServerProcess(builder.start());
        Thread.ofVirtual().start(server::listen);
        return server;
    }

    private void listen() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (said) {
                    said.add(line);
                }
                int at = line.indexOf("ready at ");
                if (at >= 0) {
                    ready.complete(line.substring(at + "ready at ".length()));
                }
            }
        } catch (IOException e) {
            // Killed: its pipe is gone.
        }
        ready.completeExceptionally(new IOException("the server ended: " + said()));
    }

    /** Waits until it answers; its address. */
    String url() throws InterruptedException, ExecutionException, TimeoutException {
        return ready.get(60, TimeUnit.SECONDS);
    }

    /** Waits until it answers or has ended; whether it answers. */
    boolean isUp() throws InterruptedException, TimeoutException {
        try {
            String unused = ready.get(60, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException _) {
            return false;
        }
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    String said() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    long pid() {
        return process.pid();
    }

    /** kill -9, and nothing else: what it started goes on without it. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM; its exit code, or empty where it does not end in time. */
    Optional<Integer> stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(40, TimeUnit.SECONDS) ? Optional.of(process.exitValue()) : Optional.empty();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
