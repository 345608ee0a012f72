package dev.sluice.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.access.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The server's figures: ready after start, idle memory, and how long after a push the first line that the job's script
 * prints is on the page's event stream. A push counts as received when git has moved the branch in the server's own
 * repository: the time of that file is taken. Arguments: the path of the {@code sluice} command, and how many pushes.
 */
final class ServerLatency {
    /** The line is computed, so that the echo of the command in the log is not taken for its output. */
    private static final String PIPELINE = "say:\n  script: ['echo first-$((6*7))']\n";

    private static final String LINE = "first-42";
    private static final int STARTS = 5;
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final ServerProcess server;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String token;

    private ServerLatency(ServerProcess server) throws IOException, InterruptedException {
        this.server = server;
        this.token = makeToken();
    }

    static void main(String[] args) throws Exception {
        Path work = Files.createTempDirectory("sluice-bench-server");
        Path sluice = Path.of(args[0]).toAbsolutePath();
        int pushes = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        Path data = work.resolve("data");
        Report.heading("server");
        Report.row("ready after start, " + STARTS + " starts", starts(sluice, data), "2 s, goal 1.5 s");
        try (ServerProcess server = ServerProcess.start(sluice, data)) {
            ServerLatency bench = new ServerLatency(server);
            Thread.sleep(SETTLE);
            Report.figure("resident memory, idle", server.residentMegabytes() + " MB", "200 MB, goal 150 MB");
            Timing timing = bench.pushes(work, data, pushes);
            Report.figure(
                    "push received -> first script line, p50 of " + pushes,
                    millis(timing.percentile(50)),
                    "100 ms, goal 50 ms");
            Report.figure(
                    "push received -> first script line, p99 of " + pushes,
                    millis(timing.percentile(99)),
                    "300 ms, goal 200 ms");
            Report.figure("resident memory, after " + pushes + " runs", server.residentMegabytes() + " MB", "");
        }
    }

    private static String millis(double seconds) {
        return Math.round(seconds * 1000) + " ms";
    }

    /** The first start, which makes the database, is not counted. */
    private static Timing starts(Path sluice, Path data) throws IOException {
        List<Double> seconds = new ArrayList<>();
        for (int start = 0; start <= STARTS; start++) {
            try (ServerProcess server = ServerProcess.start(sluice, data)) {
                if (start > 0) {
                    seconds.add(server.readySeconds());
                }
            }
        }
        return new Timing(seconds);
    }

    private Timing pushes(Path work, Path data, int count) throws Exception {
        long id = post("/api/v1/projects", "{\"path\":\"bench\"}").get("id").getAsLong();
        Project clone = Project.of(work.resolve("clone"), PIPELINE);
        String login = "admin:" + ServerProcess.PASSWORD.replace(" ", "%20");
        clone.git(
                "remote",
                "set-url",
                "origin",
                "http://" + login + "@" + server.address().getAuthority() + "/git/bench.git");
        List<Double> seconds = new ArrayList<>();
        for (int run = 1; run <= count; run++) {
            clone.commit("Change " + run);
            CompletableFuture<Instant> line = new CompletableFuture<>();
            String topic = "log-" + id + "-" + run + "-1-say@0";
            Thread stream = Thread.ofVirtual().start(() -> follow(topic, line));
            clone.git("push", "-q", "origin", "main");
            Instant seen = line.orTimeout(60, TimeUnit.SECONDS).get();
            seconds.add(Duration.between(received(data), seen).toNanos() / 1e9);
            stream.join();
        }
        return new Timing(seconds);
    }

    /**
     * Reads the job's stream to its end; the next push then meets an idle server. Before the run exists the server ends
     * the stream at once, and it is opened again: the figure holds the time of the last such turn, too.
     */
    private void follow(String topic, CompletableFuture<Instant> line) {
        try {
            while (!line.isDone()) {
                HttpRequest request = request("/api/v1/events?log=" + topic).build();
                HttpResponse<InputStream> answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                    readToTheEnd(reader, line);
                }
            }
        } catch (IOException e) {
            line.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void readToTheEnd(BufferedReader reader, CompletableFuture<Instant> line) throws IOException {
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
            if (text.contains(LINE)) {
                line.complete(Instant.now());
            }
            if (text.replace(" ", "").equals("event:end")) {
                return;
            }
        }
    }

    private static Instant received(Path data) throws IOException {
        try (Stream<Path> files =
                Files.find(data.resolve("repositories"), 6, (path, _) -> path.endsWith("refs/heads/main"))) {
            Optional<Path> branch = files.findFirst();
            return Files.getLastModifiedTime(branch.orElseThrow(() -> new IOException("no branch in " + data)))
                    .toInstant();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Logs in as a browser does, and makes a token with the session. */
    private String makeToken() throws IOException, InterruptedException {
        String form = "login=admin&next=%2F&password=" + ServerProcess.PASSWORD.replace(" ", "+");
        HttpRequest logIn = HttpRequest.newBuilder(server.address().resolve("/login"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        String cookie = http.send(logIn, HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow(() -> new IOException("no session"))
                .replaceFirst(";.*", "");
        String proof = Secret.presented(cookie.replaceFirst(".*=", "")).derive("csrf");
        HttpRequest make = HttpRequest.newBuilder(server.address().resolve("/api/v1/tokens"))
                .headers("Cookie", cookie, "X-CSRF-Token", proof, "Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"bench\",\"scopes\":[\"read\",\"write\",\"deploy\",\"admin\"]}"))
                .build();
        return created(make).get("token").getAsString();
    }

    private JsonObject post(String path, String body) throws IOException, InterruptedException {
        return created(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        URI address = URI.create(server.address() + path);
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token);
    }

    private JsonObject created(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IOException(request.uri() + " gave " + answer.statusCode() + ": " + answer.body());
        }
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }
}
