package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.TrafficRouter.Backend;
import dev.sluice.app.delivery.TrafficRouter.Route;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** All routes at one moment. Immutable but for the counters of the weighted choice; a change makes another table. */
final class RouteTable {
    static final RouteTable EMPTY = new RouteTable(Map.of());

    /** By host; the longest path first. */
    private final Map<String, List<Entry>> byHost;

    private final Set<SlotId> slots = new HashSet<>();

    private RouteTable(Map<String, List<Entry>> byHost) {
        this.byHost = byHost;
        byHost.values().stream()
                .flatMap(List::stream)
                .flatMap(entry -> entry.route.backends().stream())
                .filter(backend -> backend.weight() > 0)
                .forEach(backend -> slots.add(backend.slot()));
    }

    /** The same table with this route in place of the one of the same host and path. */
    RouteTable with(Route route) {
        Route named = new Route(hostName(route.host()), path(route.path()), route.backends());
        List<Entry> entries = new ArrayList<>(byHost.getOrDefault(named.host(), List.of()));
        AtomicLong turn = new AtomicLong();
        for (Entry entry : entries) {
            if (entry.route.path().equals(named.path())) {
                turn = entry.turn;
            }
        }
        entries.removeIf(entry -> entry.route.path().equals(named.path()));
        entries.add(new Entry(named, turn));
        entries.sort(Comparator.comparing((Entry entry) -> entry.route.path().length())
                .reversed());
        Map<String, List<Entry>> next = new HashMap<>(byHost);
        next.put(named.host(), List.copyOf(entries));
        return new RouteTable(Map.copyOf(next));
    }

    RouteTable without(String host) {
        Map<String, List<Entry>> next = new HashMap<>(byHost);
        next.remove(hostName(host));
        return new RouteTable(Map.copyOf(next));
    }

    List<Route> routes() {
        return byHost.values().stream()
                .flatMap(List::stream)
                .map(entry -> entry.route)
                .sorted(Comparator.comparing(Route::host).thenComparing(Route::path))
                .toList();
    }

    boolean hasHost(String host) {
        return byHost.containsKey(hostName(host));
    }

    /** Whether any request may still be sent there. */
    boolean hasSlot(SlotId slot) {
        return slots.contains(slot);
    }

    /** The route for this host (as the request names it, perhaps with a port) and path. */
    Optional<Entry> find(String host, String path) {
        for (Entry entry : byHost.getOrDefault(hostName(host), List.of())) {
            if (entry.fits(path)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** Lower case, without port and without a final dot. */
    static String hostName(String host) {
        int colon = host.startsWith("[") ? host.indexOf(':', host.indexOf(']')) : host.indexOf(':');
        String name = colon < 0 ? host : host.substring(0, colon);
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name).toLowerCase(Locale.ROOT);
    }

    private static String path(String path) {
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** One route with its turn counter. */
    static final class Entry {
        /** The golden ratio's fraction: its multiples fall evenly into the unit interval, however many are taken. */
        private static final double STRIDE = 0.618033988749895;

        private final Route route;
        private final AtomicLong turn;

        private Entry(Route route, AtomicLong turn) {
            this.route = route;
            this.turn = turn;
        }

        Route route() {
            return route;
        }

        boolean fits(String path) {
            String prefix = route.path();
            return prefix.equals("/")
                    || path.startsWith(prefix)
                            && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
        }

        /**
         * The backend whose turn it is, by weight and without runs of the same one; empty where none is left.
         *
         * @param excluded slots that this request has tried
         */
        Optional<Backend> choose(Set<SlotId> excluded) {
            long total = 0;
            for (Backend backend : route.backends()) {
                total += excluded.contains(backend.slot()) ? 0 : backend.weight();
            }
            if (total <= 0) {
                return Optional.empty();
            }
            double point = turn.getAndIncrement() * STRIDE;
            double left = (point - Math.floor(point)) * total;
            Optional<Backend> chosen = Optional.empty();
            for (Backend backend : route.backends()) {
                if (backend.weight() > 0 && !excluded.contains(backend.slot())) {
                    chosen = Optional.of(backend);
                    left -= backend.weight();
                    if (left < 0) {
                        break;
                    }
                }
            }
            return chosen;
        }
    }
}
