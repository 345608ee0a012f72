package dev.sluice.cli.remote;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sluice.adapters.git.Git;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One project on one server, as a command sees it. Which server and project: the options, the environment, or the git
 * remote {@code origin} of the folder, in this order. Used by one thread.
 */
final class ServerClient implements AutoCloseable {
    static final Option<String> SERVER =
            Option.text("--server", "URL", "the server (SLUICE_SERVER, else that of the git remote origin)");
    static final Option<String> PROJECT =
            Option.text("--project", "PATH", "the project (SLUICE_PROJECT, else that of the git remote origin)");
    static final List<Option<?>> OPTIONS = List.of(SERVER, PROJECT);

    private static final String GIT = "/git/";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String base;
    private final String token;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private ServerClient(String base, String token) {
        this.base = base;
        this.token = token;
    }

    /** Finds out where to ask. */
    static ServerClient of(Invocation invocation) throws CommandFailed {
        Optional<Remote> remote = remote(invocation);
        String server = invocation
                .arguments()
                .one(SERVER)
                .or(() -> invocation.environment("SLUICE_SERVER"))
                .or(() -> remote.map(Remote::server))
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "no server is known", "give --server URL, or set SLUICE_SERVER"));
        String project = invocation
                .arguments()
                .one(PROJECT)
                .or(() -> invocation.environment("SLUICE_PROJECT"))
                .or(() -> remote.map(Remote::project))
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "no project is known", "give --project PATH, or set SLUICE_PROJECT"));
        String token = invocation
                .environment("SLUICE_TOKEN")
                .or(() -> remote.flatMap(Remote::password))
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "no token is known", "set SLUICE_TOKEN to a token with the scope deploy"));
        String plain = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
        return new ServerClient(plain + "/api/v1/projects/" + project, token);
    }

    private record Remote(String server, String project, Optional<String> password) {}

    private static Optional<Remote> remote(Invocation invocation) {
        try {
            Git.Result result = Git.ofUser()
                    .tryRun(
                            invocation.directory(),
                            Map.of(),
                            List.of("config", "--get", "remote.origin.url"),
                            new byte[0]);
            URI uri = URI.create(result.text().strip());
            String path = Optional.ofNullable(uri.getPath()).orElse("");
            int start = path.indexOf(GIT);
            if (result.exitCode() != 0 || start < 0 || uri.getHost() == null) {
                return Optional.empty();
            }
            String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
            String project = path.substring(start + GIT.length()).replaceFirst("\\.git/?$", "");
            String[] user = Optional.ofNullable(uri.getUserInfo()).orElse("").split(":", 2);
            return Optional.of(new Remote(
                    uri.getScheme() + "://" + uri.getHost() + port + path.substring(0, start),
                    project,
                    user.length == 2 ? Optional.of(user[1]) : Optional.empty()));
        } catch (IOException | IllegalArgumentException none) {
            // No repository here, or its remote is no address of a Sluice server.
            return Optional.empty();
        }
    }

    /** The answer to a question below the project's address. */
    JsonObject get(String path) throws CommandFailed {
        return send(request(path).GET().build());
    }

    /** The answer to a wish. */
    JsonObject post(String path, JsonObject body) throws CommandFailed {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) throws CommandFailed {
        try {
            return HttpRequest.newBuilder(URI.create(base + path))
                    .timeout(TIMEOUT)
                    .header("Authorization", "Bearer " + token);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(
                    Exit.INVALID, "\"" + base + path + "\" is no address", "check --server and --project");
        }
    }

    private JsonObject send(HttpRequest request) throws CommandFailed {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonObject json = object(response.body());
            if (response.statusCode() < 300) {
                return json;
            }
            String detail = json.has("detail") ? json.get("detail").getAsString() : "status " + response.statusCode();
            throw new CommandFailed(Exit.FAILED, detail.replaceFirst("\\.$", ""), "");
        } catch (IOException e) {
            throw new CommandFailed(
                    Exit.FAILED,
                    "the server at " + request.uri().getAuthority() + " does not answer: " + e,
                    "start it with: sluice serve");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.CANCELED, "interrupted", "");
        }
    }

    private static JsonObject object(String text) {
        try {
            JsonElement json = JsonParser.parseString(text);
            return json.isJsonObject() ? json.getAsJsonObject() : new JsonObject();
        } catch (JsonParseException none) {
            // A proxy's page, or nothing; the status says enough.
            return new JsonObject();
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
