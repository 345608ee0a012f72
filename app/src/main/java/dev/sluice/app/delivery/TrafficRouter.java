package dev.sluice.app.delivery;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Sends requests for a host name to slots by weight. Changes take effect for the next request; requests under way end
 * where they began. Safe for many threads.
 */
public interface TrafficRouter {

    /**
     * Sets all that a host name leads to, in place of what it was, in one step: no request sees a part of it.
     *
     * @param routes one for each path, all of them for this host; with none the host name is taken away
     */
    void set(String host, List<Route> routes);

    /** Takes a host name away; requests for it are answered 404. */
    void remove(String host);

    /** The routes in force, by host name. */
    List<Route> routes();

    /** Requests under way at this slot now, over all routes. */
    int inFlight(DeployTarget.SlotId slot);

    /** What the slot answered since the router started. */
    Traffic traffic(DeployTarget.SlotId slot);

    /**
     * Where the requests of one host name go.
     *
     * @param host lower case, without port
     * @param path prefix this route is for, {@code /} for all; the longest fitting prefix wins
     * @param backends with weights that are shares, not per cent; all zero or none: answered 503
     */
    record Route(String host, String path, List<Backend> backends) {
        public Route {
            backends = List.copyOf(backends);
        }
    }

    /** A slot that takes part in a route. */
    record Backend(DeployTarget.SlotId slot, InetSocketAddress address, int weight) {}

    /** Counts since the router started. */
    record Traffic(long requests, long serverErrors, long totalMs) {}
}
