package dev.sluice.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proxies before the server whose word on the client's address is taken. Every proxy appends the address that it was called
 * from to {@code X-Forwarded-For}; so the list is read from its end, and the first address that is no trusted proxy is the
 * client's. What a client itself wrote into the header stands before that and is never believed. Immutable.
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Network> networks;

    private TrustedProxies(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /** Addresses whose first bits are these. */
    private record Network(byte[] address, int bits) {
        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = bits / 8;
            if (Arrays.mismatch(address, 0, whole, other, 0, whole) >= 0) {
                return false;
            }
            int rest = bits % 8;
            return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0;
        }
    }

    /** Nobody's word is taken: the client is whoever opened the connection. */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * Reads addresses and networks, {@code 127.0.0.1}, {@code ::1}, {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException where one is neither; the message names it
     */
    public static TrustedProxies of(List<String> texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            networks.add(network(text.strip()));
        }
        return new TrustedProxies(networks);
    }

    private static Network network(String text) {
        int slash = text.indexOf('/');
        try {
            byte[] address = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash))
                    .getAddress();
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= address.length * 8) {
                return new Network(address, bits);
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no address or network, such as 127.0.0.1 or 10.0.0.0/8");
    }

    /** Lets what follows see the client's address as the source of the request, and the scheme that the client used. */
    HttpHandler before(HttpHandler next) {
        if (networks.isEmpty()) {
            return next;
        }
        return exchange -> {
            believe(exchange);
            next.handleRequest(exchange);
        };
    }

    private void believe(HttpServerExchange exchange) {
        InetSocketAddress source = exchange.getSourceAddress();
        if (source == null || source.getAddress() == null || !isTrusted(source.getAddress())) {
            return;
        }
        List<String> chain = new ArrayList<>();
        for (String line : exchange.getRequestHeaders().eachValue(Headers.X_FORWARDED_FOR)) {
            chain.addAll(List.of(line.split(",")));
        }
        InetAddress client = source.getAddress();
        for (String written : chain.reversed()) {
            try {
                client = InetAddress.ofLiteral(written.strip());
            } catch (IllegalArgumentException e) {
                // Not an address: what stands before it was not written by a proxy of ours either.
                break;
            }
            if (!isTrusted(client)) {
                break;
            }
        }
        exchange.setSourceAddress(new InetSocketAddress(client, 0));
        String scheme = exchange.getRequestHeaders().getFirst(Headers.X_FORWARDED_PROTO);
        if ("https".equals(scheme) || "http".equals(scheme)) {
            exchange.setRequestScheme(scheme);
        }
    }

    private boolean isTrusted(InetAddress address) {
        return networks.stream().anyMatch(network -> network.holds(address.getAddress()));
    }
}
