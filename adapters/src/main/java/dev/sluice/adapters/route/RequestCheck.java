package dev.sluice.adapters.route;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.Protocols;
import java.util.Optional;

/**
 * Refuses requests that two servers in a row could read in two ways (request smuggling; RFC 9112 sections 3.2, 5.1, 6.1,
 * 6.3 and 11.2). The parser before us is lenient, and what it lets through would be written anew, but a slot may be
 * more lenient still.
 */
final class RequestCheck {
    private RequestCheck() {}

    /** Why the request is refused; empty where it is fine. */
    static Optional<String> refusal(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        if (exchange.getRequestMethod().equals(Methods.CONNECT)
                || exchange.getRequestMethod().equals(Methods.TRACE)) {
            return Optional.of("the method " + exchange.getRequestMethod() + " is not passed on");
        }
        if (headers.count(Headers.HOST) != 1) {
            return Optional.of("a request names exactly one Host");
        }
        return framing(exchange, headers).or(() -> fields(headers)).or(() -> target(exchange));
    }

    private static Optional<String> framing(HttpServerExchange exchange, HeaderMap headers) {
        int lengths = headers.count(Headers.CONTENT_LENGTH);
        int codings = headers.count(Headers.TRANSFER_ENCODING);
        if (lengths > 0 && codings > 0) {
            return Optional.of("Content-Length and Transfer-Encoding exclude each other");
        }
        if (lengths > 1 || lengths == 1 && !isNumber(headers.getFirst(Headers.CONTENT_LENGTH))) {
            return Optional.of("Content-Length is one number");
        }
        if (codings > 1 || codings == 1 && !"chunked".equalsIgnoreCase(headers.getFirst(Headers.TRANSFER_ENCODING))) {
            return Optional.of("Transfer-Encoding is chunked and nothing else");
        }
        if (codings == 1 && !exchange.getProtocol().equals(Protocols.HTTP_1_1)) {
            return Optional.of("Transfer-Encoding belongs to HTTP/1.1");
        }
        return Optional.empty();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static Optional<String> fields(HeaderMap headers) {
        for (HeaderValues values : headers) {
            if (!isToken(values.getHeaderName())) {
                return Optional.of("a header's name has a sign that does not belong there");
            }
            for (String value : values) {
                if (!value.chars().allMatch(c -> c == '\t' || c >= ' ' && c != 127)) {
                    return Optional.of("the header " + values.getHeaderName() + " has a control character");
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isToken(HttpString name) {
        return name.length() > 0
                && name.toString()
                        .chars()
                        .allMatch(c -> c >= '0' && c <= '9'
                                || c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    private static Optional<String> target(HttpServerExchange exchange) {
        String uri = exchange.getRequestURI();
        if (!uri.chars().allMatch(c -> c > ' ' && c < 127)) {
            return Optional.of("the address has a sign that must be encoded");
        }
        if (exchange.isHostIncludedInRequestURI()) {
            int from = uri.indexOf("//") + 2;
            int slash = uri.indexOf('/', from);
            String authority = uri.substring(from, slash < 0 ? uri.length() : slash);
            if (!authority.equalsIgnoreCase(exchange.getRequestHeaders().getFirst(Headers.HOST))) {
                return Optional.of("the address and the Host name different hosts");
            }
        }
        return Optional.empty();
    }
}
