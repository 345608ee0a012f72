package dev.sluice.cli;

import dev.sluice.cli.term.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM watches while it makes the cache for the server (see {@code bin/train}): a server in the working folder
 * that starts, answers, runs a small pipeline and stops.
 */
final class ServeTraining {
    private static final Pattern READY = Pattern.compile("ready at (http://\\S+)");
    private static final String PASSWORD = "training only 2c8d";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ServeTraining() {}

    /** Starts a server and asks it for pages; the process still has to be ended, which stops the server. */
    static void watch(Path folder) throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(said, false, false);
        CommandLine commandLine = new CommandLine(
                CommandTable.all(),
                terminal,
                terminal,
                InputStream.nullInputStream(),
                Map.of("SLUICE_ADMIN_PASSWORD", PASSWORD),
                folder);
        List<String> words = List.of("serve", "--port", "0", "--data", "data");
        Thread.ofPlatform().daemon().name("server").start(() -> commandLine.run(words));
        URI server = awaitReady(said);
        for (String path : List.of("/login", "/", "/", "/environments", "/audit", "/health", "/ready", "/metrics")) {
            get(server.resolve(path));
        }
    }

    private static URI awaitReady(ByteArrayOutputStream said) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Matcher ready = READY.matcher(said.toString(StandardCharsets.UTF_8));
            if (ready.find()) {
                return URI.create(ready.group(1));
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new IllegalStateException("the server did not start: " + said.toString(StandardCharsets.UTF_8));
    }

    /** The answer does not matter here, a refusal is as good as a page. */
    private static void get(URI address) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
        String user = "admin:" + PASSWORD;
        connection.setRequestProperty(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        try (InputStream body =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (body != null) {
                body.readAllBytes();
            }
        } finally {
            connection.disconnect();
        }
    }
}
