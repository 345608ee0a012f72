package dev.sluice.adapters.route;

import dev.sluice.app.delivery.DeployTarget.SlotId;
import dev.sluice.app.delivery.TrafficRouter.Backend;
import dev.sluice.app.delivery.TrafficRouter.Route;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A router on a real port, with real slots behind it. */
final class RouterFixture implements AutoCloseable {
    static final String HOST = "shop.localhost";

    final BuiltInRouter router;
    private final Undertow server;
    private final List<Undertow> slots = new ArrayList<>();

    RouterFixture() {
        this(RouterLimits.standard());
    }

    RouterFixture(RouterLimits limits) {
        router = new BuiltInRouter(limits);
        server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(2)
                .setHandler(router.handler())
                .build();
        server.start();
    }

    int port() {
        return portOf(server);
    }

    static int portOf(Undertow undertow) {
        return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    }

    /** Starts a slot that answers so, and a backend for it. */
    Backend slot(int copy, int weight, HttpHandler handler) {
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setIoThreads(1)
                .setWorkerThreads(4)
                .setHandler(handler)
                .build();
        undertow.start();
        slots.add(undertow);
        return backend(copy, weight, portOf(undertow));
    }

    static Backend backend(int copy, int weight, int port) {
        return new Backend(id(copy), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), weight);
    }

    static SlotId id(int copy) {
        return new SlotId(1, "staging", "backend", 1, copy);
    }

    void route(Backend... backends) {
        router.set(HOST, List.of(new Route(HOST, "/", List.of(backends))));
    }

    /** A port on which nobody listens. */
    static int deadPort() throws IOException {
        try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Sends these bytes as they are and reads the answer to its end. */
    String raw(String request) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Reads on until the text was seen. */
    static String readUntil(InputStream in, String text) throws IOException {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text, Math.max(0, seen.length() - text.length())) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended before " + text + ": " + seen);
            }
            seen.append((char) next);
        }
        return seen.toString();
    }

    static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it never came to that");
            }
            Thread.sleep(1);
        }
    }

    @Override
    public void close() {
        server.stop();
        slots.forEach(Undertow::stop);
    }
}
