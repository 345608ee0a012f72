package dev.sluice.server.page;

import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Style sheet, scripts and icons. Each is served under a name with a hash of its content, so that a browser may keep it
 * for ever. Read and compressed once. Safe for many threads.
 */
public final class StaticFiles {
    /** Where they are served. */
    public static final String PATH = "/static/";

    private static final int HASH_LENGTH = 10;
    private static final List<String> NAMES = List.of(
            "app.css",
            "htmx.js",
            "live.js",
            "log.js",
            "keys.js",
            "view.js",
            "icon-idle.svg",
            "icon-failed.svg",
            "icon-passed.svg",
            "icon-running.svg",
            "icon-approval.svg");

    private final Map<String, String> addresses = new HashMap<>();
    private final Map<String, File> files = new HashMap<>();

    private record File(String type, byte[] plain, byte[] packed) {}

    public StaticFiles() {
        for (String name : NAMES) {
            byte[] plain = read(name);
            int dot = name.lastIndexOf('.');
            String hashed = name.substring(0, dot) + "." + hash(plain) + name.substring(dot);
            addresses.put(name, PATH + hashed);
            files.put(hashed, new File(type(name), plain, pack(plain)));
        }
    }

    /** The address of a file, by its plain name. */
    public String address(String name) {
        String address = addresses.get(name);
        if (address == null) {
            throw new IllegalArgumentException("no static file " + name);
        }
        return address;
    }

    /** Answers a request for the file that the path's parameter {@code file} names. */
    Response answer(Request request) {
        File file = files.get(request.param("file"));
        if (file == null) {
            throw BadRequest.notFound("there is no such file");
        }
        boolean packed = request.header("Accept-Encoding").orElse("").contains("gzip");
        Response response = Response.of(200, file.type(), packed ? file.packed() : file.plain())
                .with("Cache-Control", "public, max-age=31536000, immutable")
                .with("Vary", "Accept-Encoding");
        return packed ? response.with("Content-Encoding", "gzip") : response;
    }

    /** Bytes that a browser loads for all of them. */
    long packedBytes() {
        return files.values().stream().mapToLong(file -> file.packed().length).sum();
    }

    private static String type(String name) {
        if (name.endsWith(".css")) {
            return "text/css; charset=utf-8";
        }
        return name.endsWith(".svg") ? "image/svg+xml" : "text/javascript; charset=utf-8";
    }

    private static byte[] read(String name) {
        try (InputStream in = StaticFiles.class.getResourceAsStream("/dev/sluice/server/static/" + name)) {
            if (in == null) {
                throw new IllegalStateException("static file " + name + " is not on the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
