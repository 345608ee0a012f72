package dev.sluice.server.http;

import dev.sluice.app.access.Secret;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/**
 * Refuses changes that another site made the browser send. Two proofs are asked for: the browser's own word on where
 * the request comes from, and, where a cookie says who it is, a token that only our pages know.
 */
final class CrossSite {
    private static final String HEADER = "X-CSRF-Token";
    private static final String FIELD = "_csrf";

    private CrossSite() {}

    /** Why the change is refused; empty where it is not. */
    static Optional<String> refusal(HttpServerExchange exchange, Request request, Callers.Identified who)
            throws IOException {
        if (!fromOurPages(exchange)) {
            return Optional.of("the request comes from another site");
        }
        if (who.byCookie() && !Secret.same(who.csrfToken(), presented(request))) {
            return Optional.of("the page is too old or was not made by this server: reload it and try again");
        }
        return Optional.empty();
    }

    private static boolean fromOurPages(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        String site = headers.getFirst("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = headers.getFirst("Origin");
        if (origin == null) {
            // Not a browser of these years, or no browser at all: the token decides.
            return true;
        }
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(headers.getFirst("Host"));
        } catch (IllegalArgumentException _) {
            // "null" or rubbish is not our origin.
            return false;
        }
    }

    private static String presented(Request request) throws IOException {
        Optional<String> header = request.header(HEADER);
        return header.isPresent() ? header.get() : request.form().getOrDefault(FIELD, "");
    }
}
