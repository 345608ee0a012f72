package dev.sluice.adapters.route;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.nio.charset.StandardCharsets;
import org.xnio.IoUtils;

/** What a person sees when the router itself answers: plain text, so that nothing of the request can become markup. */
final class Refusal {
    private Refusal() {}

    /** Ends the exchange with this status and sentence; a broken connection where an answer is already under way. */
    static void send(HttpServerExchange exchange, int status, String sentence) {
        if (exchange.isResponseStarted()) {
            IoUtils.safeClose(exchange.getConnection());
            return;
        }
        exchange.getResponseHeaders().clear();
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseHeaders().put(Headers.X_CONTENT_TYPE_OPTIONS, "nosniff");
        if (status == StatusCodes.SERVICE_UNAVAILABLE) {
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "2");
        }
        if (!exchange.isRequestComplete()) {
            // What is left of a body that nobody wants must not be read as the next request.
            exchange.setPersistent(false);
        }
        exchange.getResponseSender()
                .send(status + " " + StatusCodes.getReason(status) + "\n\n" + sentence + ".\n", StandardCharsets.UTF_8);
    }
}
