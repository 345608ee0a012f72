package dev.sluice.adapters.include;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Tells addresses of the internet from those of this machine, of the networks around it and of the services that clouds hide
 * there (IANA's registries of special-purpose addresses).
 */
final class PublicAddresses {
    private static final List<Network> SPECIAL = List.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3")
            .stream()
            .map(Network::of)
            .flatMap(Optional::stream)
            .toList();
    /** The only range of IPv6 that is given out for the internet. */
    private static final List<Network> GLOBAL = List.of("2000::/3").stream()
            .map(Network::of)
            .flatMap(Optional::stream)
            .toList();

    private static final List<Network> SPECIAL_GLOBAL = List.of("2001::/23", "2001:db8::/32", "3fff::/20").stream()
            .map(Network::of)
            .flatMap(Optional::stream)
            .toList();
    private static final List<Network> HOLDS_IPV4 = List.of("2002::/16").stream()
            .map(Network::of)
            .flatMap(Optional::stream)
            .toList();

    private PublicAddresses() {}

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return isNone(SPECIAL, bytes);
        }
        boolean global = !isNone(GLOBAL, bytes) && isNone(SPECIAL_GLOBAL, bytes);
        // An address of 6to4 leads to the IPv4 address within it.
        return global && (isNone(HOLDS_IPV4, bytes) || isNone(SPECIAL, Arrays.copyOfRange(bytes, 2, 6)));
    }

    private static boolean isNone(List<Network> networks, byte[] address) {
        return networks.stream().noneMatch(network -> network.holds(address));
    }
}
