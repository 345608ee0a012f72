package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.TrafficRouter;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends requests by host name and path to slots, without copying them through memory: HTTP/1.1, streaming both ways,
 * WebSocket. The server mounts {@link #handler()} for the hosts that {@link #handles} names. Safe for many threads; has
 * no thread of its own: a request and its connection to the slot stay on the I/O thread that the request came in on.
 *
 * <p>The server that mounts it must run with {@code UndertowOptions.MAX_ENTITY_SIZE} -1 and limit its own pages by itself:
 * Undertow fixes the limit of a chunked body before any handler is asked, and its default is 2 MB.
 *
 * <p>A change of a route holds from the next request on: after {@link #set} returned, no request begins at a slot that
 * the new routes do not name, so a slot whose {@link #inFlight} then is 0 can be stopped.
 */
public final class BuiltInRouter implements TrafficRouter {
    /** Counts of slots that no route names any more are kept up to this many. */
    private static final int LOADS_MAX = 5_000;

    private final RouterLimits limits;
    private final SlotConnections connections;
    private final Map<SlotId, SlotLoad> loads = new ConcurrentHashMap<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile RouteTable table = RouteTable.EMPTY;

    public BuiltInRouter(RouterLimits limits) {
        this.limits = limits;
        connections = new SlotConnections(limits);
    }

    @Override
    public synchronized void set(String host, List<Route> routes) {
        table = table.with(host, routes);
        if (loads.size() > LOADS_MAX) {
            loads.entrySet()
                    .removeIf(entry ->
                            !table.hasSlot(entry.getKey()) && entry.getValue().inFlight() == 0);
        }
    }

    @Override
    public synchronized void remove(String host) {
        table = table.without(host);
    }

    @Override
    public List<Route> routes() {
        return table.routes();
    }

    @Override
    public int inFlight(SlotId slot) {
        return load(slot).inFlight();
    }

    @Override
    public Traffic traffic(SlotId slot) {
        return load(slot).traffic();
    }

    /** Whether there is a route for this host, as a request names it: letters' case, port and final dot do not matter. */
    public boolean handles(String host) {
        return table.hasHost(host);
    }

    /** Answers requests for routed hosts; others get 404. */
    public HttpHandler handler() {
        return this::handle;
    }

    /** Answers requests for host names of environments in which nothing is live. */
    public static HttpHandler nothingLive() {
        return exchange -> Refusal.send(
                exchange,
                StatusCodes.SERVICE_UNAVAILABLE,
                "Nothing is live at this address now: the environment has no deployment yet, or it was taken down");
    }

    private void handle(HttpServerExchange exchange) {
        Optional<String> refusal = RequestCheck.refusal(exchange);
        if (refusal.isPresent()) {
            exchange.setPersistent(false);
            Refusal.send(exchange, StatusCodes.BAD_REQUEST, "The request was refused: " + refusal.get());
            return;
        }
        if (underWay.incrementAndGet() > limits.requestsMax()) {
            underWay.decrementAndGet();
            Refusal.send(
                    exchange,
                    StatusCodes.SERVICE_UNAVAILABLE,
                    "The router has " + limits.requestsMax() + " requests under way and takes no more");
            return;
        }
        ForwardedRequest request = new ForwardedRequest(this, limits, connections, exchange);
        if (exchange.isInIoThread()) {
            exchange.dispatch(SameThreadExecutor.INSTANCE, request);
        } else {
            exchange.dispatch(exchange.getIoThread(), request);
        }
    }

    /**
     * Chooses a slot for a request and counts the request there. The count is made before the table is looked at again,
     * so whoever changes the table and then reads the count sees every request that was sent by the old one.
     */
    Choice enter(HttpServerExchange exchange, Set<SlotId> tried) {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        while (true) {
            RouteTable seen = table;
            Optional<RouteTable.Entry> entry = seen.find(host, exchange.getRequestPath());
            if (entry.isEmpty()) {
                return new Choice.NoRoute();
            }
            Optional<Backend> backend = entry.get().choose(tried);
            if (backend.isEmpty()) {
                return new Choice.NoneLeft();
            }
            SlotLoad load = load(backend.get().slot());
            load.enter();
            if (table == seen || table.hasSlot(backend.get().slot())) {
                return new Choice.To(backend.get(), load);
            }
            load.leave();
        }
    }

    /** A request that {@link #handle} took on is over. */
    void leave() {
        underWay.decrementAndGet();
    }

    /** Requests that are not answered to their end, whatever slot they are at. */
    int underWay() {
        return underWay.get();
    }

    private SlotLoad load(SlotId slot) {
        return loads.computeIfAbsent(slot, _ -> new SlotLoad());
    }

    /** Where a request goes. */
    sealed interface Choice {
        /** There; it is counted already and must be given back by {@link SlotLoad#leave}. */
        record To(Backend backend, SlotLoad load) implements Choice {}

        record NoneLeft() implements Choice {}

        record NoRoute() implements Choice {}
    }
}
