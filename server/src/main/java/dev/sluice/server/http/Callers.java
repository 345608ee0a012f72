package dev.sluice.server.http;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Secret;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Finds out who sends a request: a session's cookie, a bearer token, or for the API name and
 * password. Safe for many threads. */
final class Callers {
    static final String COOKIE = "sluice_session";
    private static final String BEARER = "bearer ";
    private static final String BASIC = "basic ";
    private static final String API = "/api/v1/";

    private final LogIn logIn;
    private final boolean secureCookies;

    /**
     * @param secureCookies whether browsers reach the server by https, so that cookies may be bound to it
     */
    Callers(LogIn logIn, boolean secureCookies) {
        this.logIn = logIn;
        this.secureCookies = secureCookies;
    }

    /** What a request brings along to say whose it is. */
    enum Presented {
        NOTHING,
        TOKEN,
        PASSWORD,
        SESSION,
        OTHER
    }

    /**
     * Who asks.
     *
     * @param presented what the request brought along, right or wrong
     * @param csrfToken proof that a change must carry; empty text where none is needed
     * @param byCookie the browser sent the proof of identity by itself, so a change needs one more proof
     */
    record Identified(Caller caller, Presented presented, String csrfToken, boolean byCookie) {
        static Identified nobody(Caller caller) {
            return new Identified(caller, Presented.NOTHING, "", false);
        }
    }

    Identified identify(HttpServerExchange exchange) {
        String address = addressOf(exchange);
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (authorization != null) {
            // A request with a wrong token is nobody's, whatever cookie comes with it.
            return byAuthorization(authorization, exchange.getRequestURI().startsWith(API), address);
        }
        Optional<Secret> session = session(exchange);
        if (session.isEmpty()) {
            return Identified.nobody(new Caller.Anonymous(address));
        }
        Caller caller = logIn.bySession(session.get(), address);
        boolean known = caller instanceof Caller.Person;
        return new Identified(caller, Presented.SESSION, known ? session.get().derive("csrf") : "", known);
    }

    /** Hands the browser its new session, in place of any that it had before. */
    void begin(HttpServerExchange exchange, Secret session) {
        exchange.setResponseCookie(cookie(session.reveal()).setMaxAge((int) LogIn.SESSION_LASTS.toSeconds()));
    }

    /** Takes the session away from the browser. */
    void end(HttpServerExchange exchange) {
        exchange.setResponseCookie(cookie("").setMaxAge(0));
    }

    static String addressOf(HttpServerExchange exchange) {
        InetSocketAddress source = exchange.getSourceAddress();
        return source == null || source.getAddress() == null
                ? "unknown"
                : source.getAddress().getHostAddress();
    }

    private Identified byAuthorization(String authorization, boolean api, String address) {
        String lower = authorization.toLowerCase(Locale.ROOT);
        if (lower.startsWith(BEARER)) {
            Secret token =
                    Secret.presented(authorization.substring(BEARER.length()).strip());
            return new Identified(logIn.byToken(token, address), Presented.TOKEN, "", false);
        }
        if (api && lower.startsWith(BASIC)) {
            // As git sends it. No page and no answer of the API asks a browser for it; what a browser sends from
            // another
            // site is refused as everywhere.
            return new Identified(
                    byBasic(authorization.substring(BASIC.length()).strip(), address), Presented.PASSWORD, "", false);
        }
        return new Identified(new Caller.Anonymous(address), Presented.OTHER, "", false);
    }

    private Caller byBasic(String encoded, String address) {
        try {
            String text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = text.indexOf(':');
            return colon < 0
                    ? new Caller.Anonymous(address)
                    : logIn.byBasic(text.substring(0, colon), text.substring(colon + 1), address);
        } catch (IllegalArgumentException _) {
            // Not Base64: a wrong password like any other.
            return new Caller.Anonymous(address);
        }
    }

    private static Optional<Secret> session(HttpServerExchange exchange) {
        Cookie cookie = exchange.getRequestCookie(COOKIE);
        return cookie == null || cookie.getValue() == null || cookie.getValue().isEmpty()
                ? Optional.empty()
                : Optional.of(Secret.presented(cookie.getValue()));
    }

    private CookieImpl cookie(String value) {
        CookieImpl cookie = new CookieImpl(COOKIE, value);
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(secureCookies);
        cookie.setSameSiteMode("Lax");
        return cookie;
    }
}
