package dev.sluice.server.http;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Secret;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.Cookie;
import io.undertow.server.handlers.CookieImpl;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/** Finds out who sends a request: a session's cookie or a bearer token. Safe for many threads. */
final class Callers {
    static final String COOKIE = "sluice_session";
    private static final String BEARER = "bearer ";

    private final LogIn logIn;
    private final boolean secureCookies;

    /**
     * @param secureCookies whether browsers reach the server by https, so that cookies may be bound to it
     */
    Callers(LogIn logIn, boolean secureCookies) {
        this.logIn = logIn;
        this.secureCookies = secureCookies;
    }

    /**
     * Who asks.
     *
     * @param csrfToken proof that a change must carry; empty text where none is needed
     * @param byCookie the browser sent the proof of identity by itself, so a change needs one more proof
     */
    record Identified(Caller caller, String csrfToken, boolean byCookie) {}

    Identified identify(HttpServerExchange exchange) {
        String address = addressOf(exchange);
        String authorization = exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION);
        if (authorization != null) {
            // A request with a wrong token is nobody's, whatever cookie comes with it.
            return new Identified(byAuthorization(authorization, address), "", false);
        }
        Optional<Secret> session = session(exchange);
        if (session.isEmpty()) {
            return new Identified(new Caller.Anonymous(address), "", false);
        }
        Caller caller = logIn.bySession(session.get(), address);
        boolean known = caller instanceof Caller.Person;
        return new Identified(caller, known ? session.get().derive("csrf") : "", known);
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

    private Caller byAuthorization(String authorization, String address) {
        if (authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return logIn.byToken(
                    Secret.presented(authorization.substring(BEARER.length()).strip()), address);
        }
        return new Caller.Anonymous(address);
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
