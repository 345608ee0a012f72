package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server as a process of its own, started by the launcher as people start it. */
final class ServerProcess implements AutoCloseable {
    static final String PASSWORD = "bench only 7f31";
    private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Process process;
    private final URI address;
    private final double readySeconds;

    private ServerProcess(Process process, URI address, double readySeconds) {
        this.process = process;
        this.address = address;
        this.readySeconds = readySeconds;
    }

    static ServerProcess start(Path sluice, Path data) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        List.of(sluice.toString(), "serve", "--port", "0", "--data", data.toString()))
                .redirectErrorStream(true);
        builder.environment().put("SLUICE_ADMIN_PASSWORD", PASSWORD);
        long began = System.nanoTime();
        Process process = builder.start();
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                double seconds = (System.nanoTime() - began) / 1e9;
                // Somebody has to read on, or the server stops at a full pipe.
                Thread.ofVirtual().start(() -> drain(output));
                return new ServerProcess(process, URI.create(ready.group(1)), seconds);
            }
        }
        throw new IOException("the server did not start: " + said);
    }

    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The server was stopped while its last words were read.
        }
    }

    URI address() {
        return address;
    }

    /** From the start of the launcher until the server says that it is ready. */
    double readySeconds() {
        return readySeconds;
    }

    /** Resident memory as the kernel counts it, shared pages included; Linux only. */
    long residentMegabytes() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        if (!resident.find()) {
            throw new IOException("no VmRSS of process " + process.pid());
        }
        return Long.parseLong(resident.group(1)) / 1024;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
