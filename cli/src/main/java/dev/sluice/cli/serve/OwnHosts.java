package dev.sluice.cli.serve;

import dev.sluice.core.delivery.HostName;
import java.net.URI;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Host names that lead to the server's own pages and never to a service: the host of its address, what it listens on,
 * {@code localhost} and every IP address. A service at one of them would be handed passwords and sessions.
 *
 * @param url the server's address as people reach it; may be empty until it is known
 * @param bound the address it listens on
 */
record OwnHosts(Supplier<String> url, String bound) implements Predicate<String> {

    /** Without port, as a request names it; letters' case and a final dot do not matter. */
    @Override
    public boolean test(String host) {
        String name = HostName.plain(host);
        return HostName.isReserved(name)
                || name.equals(HostName.plain(bound))
                || Optional.ofNullable(URI.create(url.get()).getHost())
                        .filter(own -> name.equals(HostName.plain(own)))
                        .isPresent();
    }
}
