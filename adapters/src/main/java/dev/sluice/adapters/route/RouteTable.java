package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.TrafficRouter.Backend;
import dev.sluice.app.delivery.TrafficRouter.Route;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** All routes at one moment. Immutable but for the counters of the weighted choice; a change makes another table. */
final class RouteTable {
    static final RouteTable EMPTY = new RouteTable(Map.of());

    private static final Comparator<Entry> LONGEST_FIRST =
            Comparator.comparing((Entry entry) -> entry.route.path().length()).reversed();

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

    /** The same table with these routes in place of all that the host had; a path that stays goes on with its turns. */
    RouteTable with(String host, List<Route> routes) {
        if (routes.isEmpty()) {
            return without(host);
        }
        String name = hostName(host);
        Map<String, AtomicLong> turns = new HashMap<>();
        byHost.getOrDefault(name, List.of()).forEach(entry -> turns.put(entry.route.path(), entry.turn));
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Route route : routes) {
            if (!hostName(route.host()).equals(name)) {
                throw new IllegalArgumentException("route of " + route.host() + " among those of " + host);
            }
            Route named = new Route(name, path(route.path()), route.backends());
            entries.put(named.path(), new Entry(named, turns.getOrDefault(named.path(), new AtomicLong())));
        }
        Map<String, List<Entry>> next = new HashMap<>(byHost);
        next.put(name, entries.values().stream().sorted(LONGEST_FIRST).toList());
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
