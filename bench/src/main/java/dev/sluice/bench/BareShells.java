package dev.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts shells as jobs are started, each in a session of its own and with its output read, and does nothing else: what
 * is left of a pipeline of tiny jobs when all that Sluice does is taken away. Argument: how many.
 */
final class BareShells {
    private static final List<String> SHELL = List.of("setsid", "bash", "-c", "true");

    private BareShells() {}

    static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        int atOnce = Runtime.getRuntime().availableProcessors();
        try (ExecutorService jobs = Executors.newFixedThreadPool(atOnce)) {
            for (int i = 0; i < count; i++) {
                jobs.execute(BareShells::runOne);
            }
        }
    }

    private static void runOne() {
        try {
            Process shell = new ProcessBuilder(SHELL)
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .start();
            try (InputStream output = shell.getInputStream()) {
                output.transferTo(OutputStream.nullOutputStream());
            }
            if (shell.waitFor() != 0) {
                throw new IOException(SHELL + " ended with " + shell.exitValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
