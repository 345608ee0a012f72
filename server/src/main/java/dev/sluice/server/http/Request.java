package dev.sluice.server.http;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Caller;
import dev.sluice.app.project.Project;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.form.FormData;
import io.undertow.server.handlers.form.FormDataParser;
import io.undertow.server.handlers.form.MultiPartParserDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request that passed its route's guard. Used by one thread. */
public final class Request {
    private static final int BODY_BYTES_MAX = 1 << 20;

    private final HttpServerExchange exchange;
    private final Map<String, String> parameters;
    private final Caller caller;
    private final Optional<Project> project;
    private final String csrfToken;
    private Optional<byte[]> body = Optional.empty();

    Request(
            HttpServerExchange exchange,
            Map<String, String> parameters,
            Caller caller,
            Optional<Project> project,
            String csrfToken) {
        this.exchange = exchange;
        this.parameters = parameters;
        this.caller = caller;
        this.project = project;
        this.csrfToken = csrfToken;
    }

    public String method() {
        return exchange.getRequestMethod().toString();
    }

    /** The path as it was sent, still escaped, without the query. */
    public String path() {
        return exchange.getRequestURI();
    }

    /** The value of a parameter of the path, decoded. */
    public String param(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no parameter " + name);
        }
        return value;
    }

    /** The value of a parameter of the path as a number of 1 or more; what is none does not exist: 404. */
    public long number(String name) {
        try {
            long number = Long.parseLong(param(name));
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw BadRequest.notFound("there is no " + name + " of that number");
    }

    /** The first value of a parameter of the query. */
    public Optional<String> query(String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(decoded(values.getFirst()));
    }

    /** The first values of all parameters of the query, by name. */
    public Map<String, String> queries() {
        Map<String, String> all = new LinkedHashMap<>();
        exchange.getQueryParameters().forEach((name, values) -> all.put(decoded(name), decoded(values.getFirst())));
        return all;
    }

    /** A number of the query within limits, or the fallback where it is missing; anything else is answered 400. */
    public long queryNumber(String name, long fallback, long min, long max) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Answered below.
        }
        throw new BadRequest(400, "bad-parameter", name + " is a number from " + min + " to " + max);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    public Optional<String> cookie(String name) {
        Cookie cookie = exchange.getRequestCookie(name);
        return cookie == null ? Optional.empty() : Optional.ofNullable(cookie.getValue());
    }

    /** Who asks. */
    public Caller caller() {
        return caller;
    }

    /** The project of the path, which the caller may read; only on routes whose guard is for a project. */
    public Project project() {
        return project.orElseThrow(() -> new IllegalStateException("the route's guard is not for a project"));
    }

    /** What a form or script must send back with a change; empty text where there is no session. */
    public String csrfToken() {
        return csrfToken;
    }

    /** Whether a fragment is asked for, not a whole page. */
    public boolean fragment() {
        return header("HX-Request").isPresent() && header("HX-Boosted").isEmpty();
    }

    /** Whether a person's browser asks, not a program. */
    public boolean wantsHtml() {
        return !path().startsWith("/api/") && header("Accept").orElse("").contains("text/html");
    }

    /** The fields of a form in the body, first values; at most 1 MiB. */
    public Map<String, String> form() throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        formValues().forEach((name, values) -> fields.put(name, values.getFirst()));
        return fields;
    }

    /** The fields of a form in the body with all of their values; at most 1 MiB. */
    public Map<String, List<String>> formValues() throws IOException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        if (!header("Content-Type").orElse("").startsWith("application/x-www-form-urlencoded")) {
            return fields;
        }
        String text = new String(body(), StandardCharsets.UTF_8);
        for (String pair : text.isEmpty() ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    /** The fields of a form in the body, first values, also of one in parts as {@code curl --form} sends it; files are refused. */
    public Map<String, String> anyForm() throws IOException {
        if (!header("Content-Type").orElse("").startsWith("multipart/form-data")) {
            return form();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        MultiPartParserDefinition parts = new MultiPartParserDefinition();
        parts.setMaxIndividualFileSize(0);
        exchange.setMaxEntitySize(BODY_BYTES_MAX);
        try (FormDataParser parser = parts.create(exchange)) {
            if (parser == null) {
                throw new BadRequest(400, "bad-form", "the form has no boundary");
            }
            FormData form = parser.parseBlocking();
            for (String name : form) {
                FormData.FormValue value = form.getFirst(name);
                if (value.isFileItem()) {
                    throw new BadRequest(400, "bad-form", "send " + name + " as text, not as a file");
                }
                fields.put(name, value.getValue());
            }
        }
        return fields;
    }

    /** The JSON object in the body; everything else is answered 400 or 415. An empty body is an empty object. */
    public JsonObject json() throws IOException {
        byte[] bytes = body();
        if (bytes.length == 0) {
            return new JsonObject();
        }
        if (!header("Content-Type").orElse("").startsWith("application/json")) {
            throw new BadRequest(415, "bad-content-type", "send the body as application/json");
        }
        if (StrictJson.parse(new String(bytes, StandardCharsets.UTF_8)) instanceof JsonObject object) {
            return object;
        }
        throw new BadRequest(400, "bad-json", "the body is a JSON object");
    }

    /** The whole body, at most 1 MiB; more is answered 413. */
    public byte[] body() throws IOException {
        if (body.isEmpty()) {
            if (header("Content-Encoding").isPresent()) {
                throw new BadRequest(415, "bad-encoding", "send the body uncompressed");
            }
            byte[] bytes = stream().readNBytes(BODY_BYTES_MAX + 1);
            if (bytes.length > BODY_BYTES_MAX) {
                throw new BadRequest(413, "too-large", "the body has more than " + BODY_BYTES_MAX + " bytes");
            }
            body = Optional.of(bytes);
        }
        return body.get();
    }

    /** The body as it comes in, without a limit. */
    public InputStream stream() {
        return exchange.getInputStream();
    }

    /** The exchange itself, for handlers that stream. */
    public HttpServerExchange exchange() {
        return exchange;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(400, "bad-escape", "an escape (%) is malformed");
        }
    }
}
