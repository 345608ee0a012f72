package dev.sluice.adapters.route;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Which headers go through, and which are the router's own. */
final class ForwardedHeaders {
    private static final HttpString FORWARDED = new HttpString("Forwarded");
    private static final HttpString REAL_IP = new HttpString("X-Real-IP");
    private static final String X_FORWARDED = "x-forwarded-";
    private static final HttpString FORWARDED_FOR = new HttpString("X-Forwarded-For");
    private static final HttpString FORWARDED_HOST = new HttpString("X-Forwarded-Host");
    private static final HttpString FORWARDED_PROTO = new HttpString("X-Forwarded-Proto");

    /** Those that belong to one connection (RFC 9110, section 7.6.1, and what was in use before it). */
    private static final Set<HttpString> HOP_BY_HOP = Set.of(
            Headers.CONNECTION,
            new HttpString("Keep-Alive"),
            new HttpString("Proxy-Connection"),
            Headers.PROXY_AUTHENTICATE,
            Headers.PROXY_AUTHORIZATION,
            new HttpString("TE"),
            Headers.TRAILER,
            Headers.TRANSFER_ENCODING,
            Headers.UPGRADE);

    /** What a client may not have taken away by naming it in Connection. */
    private static final Set<HttpString> KEPT = Set.of(Headers.HOST, Headers.CONTENT_LENGTH, Headers.CONTENT_TYPE);

    private ForwardedHeaders() {}

    /** Whether the client asks to go on in WebSocket's protocol; other upgrades are not passed on. */
    static boolean asksForWebSocket(HeaderMap headers) {
        String upgrade = headers.getFirst(Headers.UPGRADE);
        return upgrade != null
                && upgrade.strip().equalsIgnoreCase("websocket")
                && named(headers).contains(Headers.UPGRADE);
    }

    /** The headers for the slot. */
    static void request(HttpServerExchange exchange, HeaderMap to) {
        HeaderMap from = exchange.getRequestHeaders();
        copy(from, to);
        to.remove(FORWARDED);
        to.remove(REAL_IP);
        to.remove(Headers.EXPECT);
        for (HttpString name : Set.copyOf(to.getHeaderNames())) {
            if (name.toString().toLowerCase(Locale.ROOT).startsWith(X_FORWARDED)) {
                to.remove(name);
            }
        }
        InetSocketAddress source = exchange.getSourceAddress();
        to.put(
                FORWARDED_FOR,
                source.isUnresolved()
                        ? source.getHostString()
                        : source.getAddress().getHostAddress());
        to.put(FORWARDED_HOST, from.getFirst(Headers.HOST));
        to.put(FORWARDED_PROTO, exchange.getRequestScheme());
        if (asksForWebSocket(from)) {
            to.put(Headers.CONNECTION, "Upgrade");
            to.put(Headers.UPGRADE, "websocket");
        } else if (!exchange.isRequestComplete() && !to.contains(Headers.CONTENT_LENGTH)) {
            to.put(Headers.TRANSFER_ENCODING, "chunked");
        }
    }

    /** The headers for the client. */
    static void response(HeaderMap from, HeaderMap to, boolean upgrade) {
        copy(from, to);
        if (upgrade) {
            to.put(Headers.CONNECTION, "Upgrade");
            to.put(Headers.UPGRADE, "websocket");
        }
    }

    private static void copy(HeaderMap from, HeaderMap to) {
        Set<HttpString> named = named(from);
        for (HeaderValues values : from) {
            HttpString name = values.getHeaderName();
            boolean dropped = HOP_BY_HOP.contains(name) || named.contains(name) && !KEPT.contains(name);
            if (!dropped) {
                to.putAll(name, values);
            }
        }
    }

    private static Set<HttpString> named(HeaderMap headers) {
        HeaderValues connection = headers.get(Headers.CONNECTION);
        Set<HttpString> named = new HashSet<>();
        if (connection != null) {
            for (String value : connection) {
                for (String name : value.split(",", -1)) {
                    if (!name.isBlank()) {
                        named.add(new HttpString(name.strip()));
                    }
                }
            }
        }
        return named;
    }
}
