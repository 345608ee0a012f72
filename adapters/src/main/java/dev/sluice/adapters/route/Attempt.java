package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.ClientExchange;
import io.undertow.client.ClientRequest;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpContinue;
import io.undertow.util.StatusCodes;
import io.undertow.util.Transfer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSinkChannel;

/** One try to have a request answered by one slot. Everything runs on the exchange's I/O thread. */
final class Attempt {
    private static final int EARLY_ANSWER_MS = 1_000;

    private final ForwardedRequest request;
    private final RouterLimits limits;
    private final SlotConnections connections;
    private final HttpServerExchange exchange;
    private final BuiltInRouter.Choice.To to;
    private final long began = System.nanoTime();
    private Optional<ClientConnection> connection = Optional.empty();
    private Optional<XnioExecutor.Key> timer = Optional.empty();
    private boolean reused;
    private boolean sent;
    private boolean answering;
    private boolean answered;
    private boolean upgraded;
    private boolean joined;
    private boolean over;
    private long writtenBefore;

    Attempt(
            ForwardedRequest request,
            RouterLimits limits,
            SlotConnections connections,
            HttpServerExchange exchange,
            BuiltInRouter.Choice.To to) {
        this.request = request;
        this.limits = limits;
        this.connections = connections;
        this.exchange = exchange;
        this.to = to;
    }

    SlotId slot() {
        return to.backend().slot();
    }

    private InetSocketAddress address() {
        return to.backend().address();
    }

    void begin(boolean mayReuse) {
        Optional<ClientConnection> idle =
                mayReuse ? connections.takeIdle(exchange.getIoThread(), address()) : Optional.empty();
        if (idle.isPresent()) {
            reused = true;
            send(idle.get());
            return;
        }
        connections.open(
                exchange.getIoThread(),
                address(),
                exchange.getConnection().getByteBufferPool(),
                callback(this::send, e -> {
                    if (end()) {
                        to.load().answered(StatusCodes.SERVICE_UNAVAILABLE, tookMs());
                        request.unreachable(this, reason(e));
                    }
                }));
    }

    private void send(ClientConnection opened) {
        connection = Optional.of(opened);
        if (over) {
            IoUtils.safeClose(opened);
            return;
        }
        ClientRequest forwarded =
                new ClientRequest().setMethod(exchange.getRequestMethod()).setPath(target());
        ForwardedHeaders.request(exchange, forwarded.getRequestHeaders());
        watch();
        opened.sendRequest(forwarded, callback(this::stream, this::broken));
    }

    /** Path and query as they came, without the scheme and host that a proxy's client may have put before them. */
    private String target() {
        String uri = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int slash = uri.indexOf('/', uri.indexOf("//") + 2);
            uri = slash < 0 ? "/" : uri.substring(slash);
        }
        String query = exchange.getQueryString();
        return query.isEmpty() ? uri : uri + "?" + query;
    }

    private void stream(ClientExchange client) {
        client.setResponseListener(callback(this::answer, this::broken));
        StreamSinkChannel sink = client.getRequestChannel();
        if (exchange.isRequestComplete()) {
            finish(sink, () -> sent = true, this::broken);
        } else if (HttpContinue.requiresContinueResponse(exchange)) {
            HttpContinue.sendContinueResponse(exchange, new IoCallback() {
                @Override
                public void onComplete(HttpServerExchange ready, Sender sender) {
                    upload(sink);
                }

                @Override
                public void onException(HttpServerExchange gone, Sender sender, IOException e) {
                    clientGone();
                }
            });
        } else {
            upload(sink);
        }
    }

    private void upload(StreamSinkChannel sink) {
        Transfer.initiateTransfer(
                exchange.getRequestChannel(),
                sink,
                ChannelListeners.closingChannelListener(),
                (StreamSinkChannel done) -> finish(done, () -> sent = true, this::broken),
                (_, _) -> clientGone(),
                (_, e) -> broken(e),
                exchange.getConnection().getByteBufferPool());
    }

    private void answer(ClientExchange client) {
        if (over) {
            return;
        }
        int status = client.getResponse().getResponseCode();
        boolean switching = status == StatusCodes.SWITCHING_PROTOCOLS;
        if (switching && !ForwardedHeaders.asksForWebSocket(exchange.getRequestHeaders())) {
            broken(new IOException("it switched protocols without being asked"));
            return;
        }
        answering = true;
        unwatch();
        to.load().answered(status, tookMs());
        exchange.setStatusCode(status);
        ForwardedHeaders.response(client.getResponse().getResponseHeaders(), exchange.getResponseHeaders(), switching);
        if (switching) {
            upgraded = true;
            exchange.upgradeChannel((stream, _) -> join(stream, client.getConnection()));
        }
        if (!switching && !exchange.isRequestComplete()) {
            exchange.setPersistent(false);
            endAfterEarlyAnswer();
        }
        StreamSinkChannel sink = exchange.getResponseChannel();
        Transfer.initiateTransfer(
                client.getResponseChannel(),
                sink,
                ChannelListeners.closingChannelListener(),
                (StreamSinkChannel done) -> finish(done, () -> answered = true, _ -> clientGone()),
                (_, _) -> request.cutOff(),
                (_, _) -> clientGone(),
                exchange.getConnection().getByteBufferPool());
        if (!answered) {
            showHead(sink);
        }
    }

    /**
     * The slot answers before it has all of the request. What is left may still come, or never; once the answer is out,
     * the client gets a moment to read it before the connection is closed under its body.
     */
    private void endAfterEarlyAnswer() {
        timer = Optional.of(exchange.getIoThread()
                .executeAfter(
                        () -> {
                            if (exchange.isResponseComplete()) {
                                IoUtils.safeClose(exchange.getConnection());
                            } else if (!over) {
                                endAfterEarlyAnswer();
                            }
                        },
                        EARLY_ANSWER_MS,
                        TimeUnit.MILLISECONDS));
    }

    private void join(StreamConnection stream, ClientConnection slot) {
        if (joined) {
            IoUtils.safeClose(stream, slot);
            return;
        }
        joined = true;
        Tunnel.join(stream, slot, to.load());
    }

    /** The head goes out at once, also if the first byte of the body takes its time (server-sent events). */
    private void showHead(StreamSinkChannel sink) {
        try {
            sink.flush();
        } catch (IOException e) {
            clientGone();
        }
    }

    private static void finish(StreamSinkChannel sink, Runnable done, Consumer<IOException> broken) {
        try {
            sink.shutdownWrites();
            if (sink.flush()) {
                done.run();
                return;
            }
            sink.getWriteSetter()
                    .set(ChannelListeners.flushingChannelListener(
                            channel -> {
                                channel.suspendWrites();
                                done.run();
                            },
                            (_, e) -> broken.accept(e)));
            sink.resumeWrites();
        } catch (IOException e) {
            broken.accept(e);
        }
    }

    /** The slot is given up on when it neither takes of the request nor answers for that long. */
    private void watch() {
        timer = Optional.of(exchange.getIoThread()
                .executeAfter(this::checkProgress, limits.answer().toMillis(), TimeUnit.MILLISECONDS));
    }

    private void checkProgress() {
        long written = connection.map(open -> open.getStatistics().getWritten()).orElse(0L);
        if (!sent && written > writtenBefore) {
            writtenBefore = written;
            watch();
        } else if (!answering && end()) {
            to.load().answered(StatusCodes.GATEWAY_TIME_OUT, tookMs());
            request.late();
        }
    }

    private void unwatch() {
        timer.ifPresent(XnioExecutor.Key::remove);
    }

    private void broken(IOException e) {
        if (answering) {
            // A slot may answer and hang up before it has read all of the request: the answer counts.
            return;
        }
        if (end()) {
            to.load().answered(StatusCodes.BAD_GATEWAY, tookMs());
            request.broken(this, reused, reason(e));
        }
    }

    private void clientGone() {
        IoUtils.safeClose(exchange.getConnection());
        if (end()) {
            exchange.endExchange();
        }
    }

    /** The exchange is complete, or its connection is gone. */
    void exchangeEnded() {
        if (over) {
            return;
        }
        over = true;
        unwatch();
        if (upgraded) {
            return;
        }
        to.load().leave();
        if (sent && answered) {
            connection.ifPresent(open -> connections.giveBack(open, address()));
        } else {
            connection.ifPresent(IoUtils::safeClose);
        }
    }

    /** The client is gone: if it was about to go on in another protocol, that will not happen any more. */
    void clientClosed() {
        if (upgraded && !joined) {
            joined = true;
            to.load().leave();
            connection.ifPresent(IoUtils::safeClose);
        }
    }

    /** Ends this try without an answer; false where it was over already. */
    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        unwatch();
        to.load().leave();
        connection.ifPresent(IoUtils::safeClose);
        return true;
    }

    private long tookMs() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static <T> ClientCallback<T> callback(Consumer<T> completed, Consumer<IOException> failed) {
        return new ClientCallback<>() {
            @Override
            public void completed(T result) {
                completed.accept(result);
            }

            @Override
            public void failed(IOException e) {
                failed.accept(e);
            }
        };
    }
}
