package dev.sluice.core.delivery;

import java.util.Locale;

/** What a host name may be used for. Stateless. */
public final class HostName {
    private HostName() {}

    /**
     * Whether the name says a machine and not a service: {@code localhost} or an IP address. As in the URL standard (4.4,
     * "ends in a number"), every name whose last label is a number is an IPv4 address: browsers open {@code 127.1},
     * {@code 0x7f.1} and {@code 2130706433} as 127.0.0.1.
     *
     * @param host without port; letters' case and a final dot do not matter
     */
    public static boolean isReserved(String host) {
        String name = plain(host);
        String last = name.substring(name.lastIndexOf('.') + 1);
        return name.equals("localhost") || name.contains(":") || last.matches("[0-9]+|0x[0-9a-f]*");
    }

    /** Lower case, without a final dot: two names that lead to the same place are equal then. */
    public static String plain(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return name.toLowerCase(Locale.ROOT);
    }
}
