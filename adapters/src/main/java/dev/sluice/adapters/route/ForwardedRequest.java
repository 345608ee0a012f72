package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.xnio.IoUtils;

/**
 * One request on its way to a slot, perhaps to a second one if the first cannot be reached. Everything runs on the
 * exchange's I/O thread.
 *
 * <p>A slot that cannot be connected to has seen nothing of the request, so any request goes on to another one. A
 * connection that breaks later may have done its work: only what may be done twice (RFC 9110, section 9.2.2) and has no
 * body is tried again, and only such requests use connections that were used before, which the slot may be closing in
 * this very moment.
 */
final class ForwardedRequest implements Runnable {
    private static final int TRIES_MAX = 4;
    private static final Set<HttpString> IDEMPOTENT =
            Set.of(Methods.GET, Methods.HEAD, Methods.OPTIONS, Methods.PUT, Methods.DELETE);

    private final BuiltInRouter router;
    private final RouterLimits limits;
    private final SlotConnections connections;
    private final HttpServerExchange exchange;
    private final boolean repeatable;
    private final Set<SlotId> tried = new HashSet<>();
    private Optional<Attempt> current = Optional.empty();
    private Optional<Failed> failed = Optional.empty();
    private int tries;
    private boolean onlyNewConnections;
    private boolean over;

    /** How the last try ended, for the answer if there is no further one. */
    private record Failed(int status, String sentence) {}

    ForwardedRequest(
            BuiltInRouter router, RouterLimits limits, SlotConnections connections, HttpServerExchange exchange) {
        this.router = router;
        this.limits = limits;
        this.connections = connections;
        this.exchange = exchange;
        repeatable = IDEMPOTENT.contains(exchange.getRequestMethod())
                && exchange.isRequestComplete()
                && !ForwardedHeaders.asksForWebSocket(exchange.getRequestHeaders());
    }

    @Override
    public void run() {
        ClientWatch.watch(exchange, this);
        exchange.addExchangeCompleteListener((_, next) -> {
            end();
            next.proceed();
        });
        next();
    }

    private void end() {
        if (!over) {
            over = true;
            router.leave();
            current.ifPresent(Attempt::exchangeEnded);
        }
    }

    /** The client's connection is closed: nobody waits for an answer, and an upgrade will not happen any more. */
    void clientGone() {
        end();
        current.ifPresent(Attempt::clientClosed);
    }

    private void next() {
        current = Optional.empty();
        if (over) {
            return;
        }
        if (tries++ >= TRIES_MAX) {
            giveUp();
            return;
        }
        switch (router.enter(exchange, tried)) {
            case BuiltInRouter.Choice.NoRoute _ ->
                Refusal.send(exchange, StatusCodes.NOT_FOUND, "Nothing is served at this address");
            case BuiltInRouter.Choice.NoneLeft _ -> giveUp();
            case BuiltInRouter.Choice.To to
            when to.load().inFlight() > limits.requestsPerSlotMax() -> {
                to.load().leave();
                tried.add(to.backend().slot());
                failed = Optional.of(new Failed(
                        StatusCodes.SERVICE_UNAVAILABLE,
                        "The service has " + limits.requestsPerSlotMax() + " requests under way and takes no more"));
                next();
            }
            case BuiltInRouter.Choice.To to -> {
                Attempt attempt = new Attempt(this, limits, connections, exchange, to);
                current = Optional.of(attempt);
                attempt.begin(repeatable && !onlyNewConnections);
            }
        }
    }

    private void giveUp() {
        Failed answer = failed.orElseGet(() -> new Failed(
                StatusCodes.SERVICE_UNAVAILABLE,
                "No copy of " + exchange.getRequestHeaders().getFirst(Headers.HOST)
                        + " is up at the moment; it may be starting or being replaced"));
        Refusal.send(exchange, answer.status(), answer.sentence());
    }

    /** The slot could not be reached: it has seen nothing. */
    void unreachable(Attempt attempt, String reason) {
        tried.add(attempt.slot());
        failed = Optional.of(new Failed(StatusCodes.SERVICE_UNAVAILABLE, "The service cannot be reached: " + reason));
        next();
    }

    /** The connection broke before the answer's head came. */
    void broken(Attempt attempt, boolean wasUsedBefore, String reason) {
        failed = Optional.of(
                new Failed(StatusCodes.BAD_GATEWAY, "The service broke the connection before it answered: " + reason));
        if (!repeatable) {
            giveUp();
            return;
        }
        if (wasUsedBefore) {
            onlyNewConnections = true;
        } else {
            tried.add(attempt.slot());
        }
        next();
    }

    /** The slot took too long. It may be at work still, so nobody else is asked. */
    void late() {
        failed = Optional.of(new Failed(
                StatusCodes.GATEWAY_TIME_OUT,
                "The service did not answer within " + limits.answer().toMillis() + " ms"));
        giveUp();
    }

    /** The answer broke off on its way: the client must see that it is not whole. */
    void cutOff() {
        IoUtils.safeClose(exchange.getConnection());
    }
}
