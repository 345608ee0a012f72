package dev.sluice.adapters.include;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which addresses may be fetched: hosts, hosts with the beginning of a path, and networks of private addresses that a host may
 * have. Immutable.
 */
public final class AllowedAddresses {
    private static final AllowedAddresses NONE = new AllowedAddresses(List.of(), List.of());
    private static final Pattern HOST = Pattern.compile(
            "(?:https://)?(?<host>\\[[0-9a-f:.]+]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?<port>\\d{1,5}))?(?<path>/\\S*)?",
            Pattern.CASE_INSENSITIVE);
    private static final int HTTPS = 443;

    private final List<Site> sites;
    private final List<Network> networks;

    private AllowedAddresses(List<Site> sites, List<Network> networks) {
        this.sites = List.copyOf(sites);
        this.networks = List.copyOf(networks);
    }

    /**
     * A host, or a part of what it serves.
     *
     * @param path which paths begin with; empty text: all
     */
    private record Site(String host, int port, String path) {
        boolean holds(URI address) {
            int other = address.getPort() < 0 ? HTTPS : address.getPort();
            return host.equals(address.getHost().toLowerCase(Locale.ROOT)) && port == other && begins(path(address));
        }

        private static String path(URI address) {
            return address.getRawPath().isEmpty() ? "/" : address.getRawPath();
        }

        private boolean begins(String other) {
            return other.startsWith(path)
                    && (path.isEmpty()
                            || path.endsWith("/")
                            || other.length() == path.length()
                            || other.charAt(path.length()) == '/');
        }
    }

    /** Nothing may be fetched. */
    public static AllowedAddresses none() {
        return NONE;
    }

    /**
     * Reads {@code example.com}, {@code example.com:8443/ci}, {@code https://example.com/ci/}, {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException where one is none of these; the message names it
     */
    public static AllowedAddresses of(List<String> texts) {
        AllowedAddresses all = NONE;
        for (String text : texts) {
            all = all.with(text.strip());
        }
        return all;
    }

    /** These, and one more. */
    AllowedAddresses with(String text) {
        List<Site> moreSites = new ArrayList<>(sites);
        List<Network> moreNetworks = new ArrayList<>(networks);
        Network.of(text).ifPresent(moreNetworks::add);
        var matcher = HOST.matcher(text);
        boolean site = matcher.matches();
        if (site) {
            String path = matcher.group("path");
            moreSites.add(new Site(
                    matcher.group("host").toLowerCase(Locale.ROOT),
                    matcher.group("port") == null ? HTTPS : Integer.parseInt(matcher.group("port")),
                    path == null ? "" : path));
        }
        if (!site && Network.of(text).isEmpty()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is no host, host with a path, address or network, such as example.com, example.com/ci or"
                    + " 10.0.0.0/8; fetching is by https alone");
        }
        return new AllowedAddresses(moreSites, moreNetworks);
    }

    /** Whether the address may be asked for; what its host resolves to is another question. */
    boolean holds(URI address) {
        return sites.stream().anyMatch(site -> site.holds(address));
    }

    /** Whether a connection may be made to where a host turned out to be. */
    boolean mayConnect(InetAddress address) {
        return PublicAddresses.isPublic(address)
                || networks.stream().anyMatch(network -> network.holds(address.getAddress()));
    }

    /** As they are told at the start of a server. */
    public String words() {
        List<String> words = new ArrayList<>();
        sites.forEach(site -> words.add(site.host() + (site.port() == HTTPS ? "" : ":" + site.port()) + site.path()));
        networks.forEach(network -> words.add(network.toString()));
        return words.isEmpty() ? "(none)" : String.join(",", words);
    }
}
