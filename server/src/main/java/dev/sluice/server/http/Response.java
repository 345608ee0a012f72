package dev.sluice.server.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer. Immutable; {@link #with} makes a changed copy. Security headers are added by the server to every answer.
 *
 * @param status HTTP status
 * @param headers in order; a name may come several times
 * @param body what is written after them
 */
public record Response(int status, List<Header> headers, Body body) {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    public Response {
        headers = List.copyOf(headers);
    }

    /** A header line. */
    public record Header(String name, String value) {
        public Header {
            if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
                throw new IllegalArgumentException("control character in header " + name);
            }
        }
    }

    /** What is written after the headers. */
    public sealed interface Body {
        /** Nothing. */
        record None() implements Body {}

        /** Known in full; sent with its length. */
        record Bytes(byte[] content) implements Body {}

        /** Written as it is made; sent in chunks, in constant memory. */
        record Stream(Writer writer) implements Body {}
    }

    /** Writes a body. */
    @FunctionalInterface
    public interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }

    public static Response of(int status, String contentType, byte[] content) {
        return new Response(status, List.of(new Header("Content-Type", contentType)), new Body.Bytes(content));
    }

    public static Response html(int status, String html) {
        return html(status, html.getBytes(StandardCharsets.UTF_8));
    }

    public static Response html(int status, byte[] html) {
        return of(status, "text/html; charset=utf-8", html).with("Cache-Control", "no-store");
    }

    public static Response text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Response json(int status, JsonElement json) {
        return of(status, "application/json", GSON.toJson(json).getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    public static Response stream(int status, String contentType, Writer writer) {
        return new Response(status, List.of(new Header("Content-Type", contentType)), new Body.Stream(writer));
    }

    public static Response noContent() {
        return new Response(204, List.of(), new Body.None());
    }

    /** Sends the browser on with GET; {@code location} is a path of this server, already escaped. */
    public static Response seeOther(String location) {
        String target = isLocal(location) ? location : "/";
        return new Response(303, List.of(new Header("Location", target)), new Body.None());
    }

    /**
     * An answer of RFC 9457.
     *
     * @param code stable word for programs
     * @param detail one sentence for people: what, why, what to do
     */
    public static Response problem(int status, String code, String detail) {
        JsonObject json = new JsonObject();
        json.addProperty("type", "about:blank");
        json.addProperty("title", Statuses.title(status));
        json.addProperty("status", status);
        json.addProperty("code", code);
        json.addProperty("detail", detail);
        return of(status, "application/problem+json", GSON.toJson(json).getBytes(StandardCharsets.UTF_8))
                .with("Cache-Control", "no-store");
    }

    /** The same with one header more. */
    public Response with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Response(status, more, body);
    }

    /** Whether a text is a path of this server: what a redirect may lead to. */
    public static boolean isLocal(String location) {
        if (!location.startsWith("/") || location.startsWith("//") || location.contains("\\")) {
            return false;
        }
        try {
            URI uri = URI.create(location);
            return uri.getHost() == null && uri.getScheme() == null;
        } catch (IllegalArgumentException _) {
            // Not an address at all: a redirect does not go there.
            return false;
        }
    }
}
