package dev.sluice.cli.remote;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.Invocation;
import dev.sluice.cli.args.Option;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;

/**
 * A server, and perhaps one project on it, as a command sees them. Which server and project: the options, the
 * environment, or the git remote {@code origin} of the folder, in this order. Used by one thread.
 */
final class ServerClient implements AutoCloseable {
    static final Option<String> SERVER =
            Option.text("--server", "URL", "the server (SLUICE_SERVER, else that of the git remote origin)");
    static final Option<String> PROJECT =
            Option.text("--project", "PATH", "the project (SLUICE_PROJECT, else that of the git remote origin)");
    static final Option<String> FORMAT = Option.choice("--format", "what is printed", "text", "json");

    /** What a server that starts or stops answers, or a proxy before it. */
    private static final Set<Integer> AWAY = Set.of(502, 503, 504);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String server;
    private final String project;
    private final String authorization;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private ServerClient(String server, String project, String authorization) {
        this.server = server;
        this.project = project;
        this.authorization = authorization;
    }

    /** Finds out where to ask about which project. */
    static ServerClient of(Invocation invocation) throws CommandFailed {
        Optional<OriginRemote> remote = OriginRemote.of(invocation);
        String project = invocation
                .arguments()
                .one(PROJECT)
                .or(() -> invocation.environment("SLUICE_PROJECT"))
                .or(() -> remote.map(OriginRemote::project))
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "no project is known", "give --project PATH, or set SLUICE_PROJECT"));
        return of(invocation, remote, project);
    }

    /** Finds out where to ask about a project that the command's operands name. */
    static ServerClient of(Invocation invocation, String project) throws CommandFailed {
        return of(invocation, OriginRemote.of(invocation), project);
    }

    /** Finds out where to ask about what belongs to no project. */
    static ServerClient ofServer(Invocation invocation) throws CommandFailed {
        return of(invocation, OriginRemote.of(invocation), "");
    }

    private static ServerClient of(Invocation invocation, Optional<OriginRemote> remote, String project)
            throws CommandFailed {
        String server = invocation
                .arguments()
                .one(SERVER)
                .or(() -> invocation.environment("SLUICE_SERVER"))
                .or(() -> remote.map(OriginRemote::server))
                .map(text -> text.endsWith("/") ? text.substring(0, text.length() - 1) : text)
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID, "no server is known", "give --server URL, or set SLUICE_SERVER"));
        // What the remote's address holds is for the remote's server alone.
        String authorization = invocation
                .environment("SLUICE_TOKEN")
                .map(token -> "Bearer " + token)
                .or(() ->
                        remote.filter(origin -> origin.server().equals(server)).flatMap(OriginRemote::authorization))
                .orElseThrow(() -> new CommandFailed(
                        Exit.INVALID,
                        "no token is known",
                        "make one at " + server + "/tokens, and set SLUICE_TOKEN to it"));
        return new ServerClient(server, project, authorization);
    }

    /** The address of a page of the project. */
    String page(String path) {
        return server + "/p/" + project + path;
    }

    /** The answer to a question below the project's address. */
    JsonObject get(String path) throws CommandFailed {
        return send("GET", inProject(path), Optional.empty());
    }

    /** The answer to a wish below the project's address. */
    JsonObject post(String path, JsonObject body) throws CommandFailed {
        return send("POST", inProject(path), Optional.of(body));
    }

    /** Puts a thing below the project's address into this state. */
    void put(String path, JsonObject body) throws CommandFailed {
        send("PUT", inProject(path), Optional.of(body));
    }

    /** Takes a thing below the project's address away. */
    void delete(String path) throws CommandFailed {
        send("DELETE", inProject(path), Optional.empty());
    }

    /** The answer to a request below the API's address. */
    JsonObject send(String method, String path, Optional<JsonObject> body) throws CommandFailed {
        HttpRequest.Builder request = request(path)
                .method(
                        method,
                        body.map(json -> HttpRequest.BodyPublishers.ofString(json.toString()))
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        if (body.isPresent()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> response =
                exchange(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        return object(response.body());
    }

    /** The bytes of an answer below the project's address, as they come. The caller closes the body. */
    HttpResponse<InputStream> stream(String path) throws CommandFailed {
        HttpResponse<InputStream> response =
                exchange(request(inProject(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() < 300) {
            return response;
        }
        try (InputStream body = response.body()) {
            throw refused(response.statusCode(), new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private String inProject(String path) {
        return "/projects/" + project + path;
    }

    /** A name as one segment of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private HttpRequest.Builder request(String path) throws CommandFailed {
        String address = server + "/api/v1" + path;
        try {
            return HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).header("Authorization", authorization);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(
                    Exit.INVALID, "\"" + address + "\" is no address", "check --server and the project's path");
        }
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) throws CommandFailed {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.CANCELED, "interrupted", "");
        }
    }

    /** The failure of a request without an answer, told without the names of this program's classes. */
    Patience.Unanswered unreachable(IOException failed) {
        String silent = "the server at " + server + " does not answer";
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return new Patience.Unanswered(silent + ": its name is not known", "check --server");
            }
        }
        return switch (failed) {
            case HttpTimeoutException _ ->
                new Patience.Unanswered(silent + " within " + TIMEOUT.toSeconds() + " s", "is its machine overloaded?");
            case SSLException _ ->
                new Patience.Unanswered(
                        silent + ": no trusted encrypted connection",
                        "check its certificate, and whether its address begins with http or https");
            default -> new Patience.Unanswered(silent, "start it with: sluice serve");
        };
    }

    private CommandFailed refused(int status, String body) {
        JsonObject json = object(body);
        String detail = json.has("detail") ? json.get("detail").getAsString() : "status " + status;
        if (AWAY.contains(status)) {
            return new Patience.Unanswered("the server at " + server + " does not answer now: " + detail, "");
        }
        String hint = status == 401 ? "make a token at " + server + "/tokens, and set SLUICE_TOKEN to it" : "";
        return new CommandFailed(Exit.FAILED, detail.replaceFirst("\\.$", ""), hint);
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

    /** A field as text; empty where it is missing. */
    static String text(JsonObject json, String name) {
        return json.has(name) && json.get(name).isJsonPrimitive()
                ? json.get(name).getAsString()
                : "";
    }

    /** The objects of a list in an answer; none where it is missing. */
    static List<JsonObject> objects(JsonObject json, String name) {
        return json.has(name)
                ? json.getAsJsonArray(name).asList().stream()
                        .map(JsonElement::getAsJsonObject)
                        .toList()
                : List.of();
    }

    /** The texts of a list in an answer; none where it is missing. */
    static List<String> texts(JsonObject json, String name) {
        return json.has(name)
                ? json.getAsJsonArray(name).asList().stream()
                        .map(JsonElement::getAsString)
                        .toList()
                : List.of();
    }

    /** Whether the answer is wanted for programs. */
    static boolean wantsJson(Invocation invocation) {
        return invocation.arguments().one(FORMAT).orElse("text").equals("json");
    }

    @Override
    public void close() {
        http.close();
    }
}
