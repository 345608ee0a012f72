package dev.sluice.server.http;

import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.Map;

/** Headers that every answer of Sluice's own carries; a handler may set a stricter value first. */
final class SecurityHeaders {
    private static final Map<HttpString, String> ALWAYS = Map.of(
            new HttpString("Content-Security-Policy"),
            "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none';"
                    + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            new HttpString("X-Content-Type-Options"),
            "nosniff",
            new HttpString("X-Frame-Options"),
            "DENY",
            new HttpString("Referrer-Policy"),
            "same-origin",
            new HttpString("Cross-Origin-Opener-Policy"),
            "same-origin",
            new HttpString("Cross-Origin-Resource-Policy"),
            "same-origin",
            new HttpString("Permissions-Policy"),
            "camera=(), microphone=(), geolocation=()");

    private SecurityHeaders() {}

    static void addTo(HeaderMap headers) {
        ALWAYS.forEach((name, value) -> {
            if (!headers.contains(name)) {
                headers.put(name, value);
            }
        });
    }
}
