package dev.sluice.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Files that pages refer to, from the folder {@code assets} of the class path. An address that holds the file's hash may
 * be kept by the browser for ever. Safe for many threads.
 */
public final class Assets {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "json", "application/json",
            "txt", "text/plain; charset=utf-8");
    private static final int HASH_CHARACTERS = 16;

    private record Asset(byte[] content, String hash) {}

    private final Map<String, Optional<Asset>> loaded = new ConcurrentHashMap<>();

    void addTo(Routes routes) {
        routes.get(
                "/assets/{file}",
                new Guard.Anyone("style and script of the log-in page"),
                "A file of the pages",
                this::serve);
    }

    /** The address of a file, with its hash. */
    public String href(String file) {
        Asset asset = load(file).orElseThrow(() -> new IllegalArgumentException("no asset " + file));
        return "/assets/" + file + "?v=" + asset.hash();
    }

    private Response serve(Request request) {
        String file = request.param("file");
        Asset asset = load(file).orElseThrow(() -> BadRequest.notFound("there is no such file"));
        String etag = "\"" + asset.hash() + "\"";
        boolean pinned = request.query("v").filter(asset.hash()::equals).isPresent();
        String caching = pinned ? "public, max-age=31536000, immutable" : "no-cache";
        if (request.header("If-None-Match").filter(etag::equals).isPresent()) {
            return new Response(304, java.util.List.of(), new Response.Body.None())
                    .with("ETag", etag)
                    .with("Cache-Control", caching);
        }
        String type = TYPES.getOrDefault(file.substring(file.lastIndexOf('.') + 1), "application/octet-stream");
        return Response.of(200, type, asset.content()).with("ETag", etag).with("Cache-Control", caching);
    }

    private Optional<Asset> load(String file) {
        return NAME.matcher(file).matches() ? loaded.computeIfAbsent(file, Assets::read) : Optional.empty();
    }

    private static Optional<Asset> read(String file) {
        try (InputStream in = Assets.class.getResourceAsStream("/assets/" + file)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] content = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return Optional.of(new Asset(content, HexFormat.of().formatHex(hash).substring(0, HASH_CHARACTERS)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
