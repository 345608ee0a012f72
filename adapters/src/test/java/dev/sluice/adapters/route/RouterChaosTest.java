package dev.sluice.adapters.route;

import static dev.sluice.adapters.route.RouterFixture.HOST;
import static dev.sluice.adapters.route.RouterFixture.await;
import static dev.sluice.adapters.route.RouterFixture.backend;
import static dev.sluice.adapters.route.RouterFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Clients and slots that do what they should not: hang up anywhere, answer early, twice, half, nonsense or never. Whatever
 * they do, nothing stays counted as under way (a slot could never be drained again), and the router goes on working.
 * {@code -Dsluice.router.chaos=N} plays more clients.
 */
final class RouterChaosTest {
    private static final int CLIENTS = Integer.getInteger("sluice.router.chaos", 150);
    private static final RouterLimits LIMITS =
            new RouterLimits(Duration.ofSeconds(2), Duration.ofMillis(300), Duration.ofMillis(200), 1_000, 200, 10);

    @Test
    void nothingStaysUnderWayWhateverBothSidesDo() throws Exception {
        try (RouterFixture fixture = new RouterFixture(LIMITS);
                ServerSocket slot = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(slot));
            fixture.route(backend(1, 1, slot.getLocalPort()), backend(2, 1, slot.getLocalPort()));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                SplittableRandom random = new SplittableRandom(i);
                clients.add(Thread.ofVirtual().start(() -> ask(fixture, random)));
                if (i % 50 == 49) {
                    for (Thread client : clients) {
                        client.join();
                    }
                }
            }
            for (Thread client : clients) {
                client.join();
            }

            assertQuiet(fixture);
            fixture.route(
                    fixture.slot(3, 1, exchange -> exchange.getResponseSender().send("fine")));
            assertThat(fixture.raw("GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n"))
                    .endsWith("fine");
        }
    }

    private static void assertQuiet(RouterFixture fixture) throws Exception {
        try {
            await(() ->
                    fixture.router.inFlight(id(1)) + fixture.router.inFlight(id(2)) + fixture.router.underWay() == 0);
        } catch (AssertionError stuck) {
            throw new AssertionError("under way for ever: " + fixture.router.inFlight(id(1)) + " at one slot, "
                    + fixture.router.inFlight(id(2)) + " at the other, " + fixture.router.underWay() + " in all");
        }
    }

    private static void serve(ServerSocket slot) {
        SplittableRandom random = new SplittableRandom(7);
        while (!slot.isClosed()) {
            try {
                Socket socket = slot.accept();
                SplittableRandom own = random.split();
                Thread.ofVirtual().start(() -> misbehave(socket, own));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void misbehave(Socket socket, SplittableRandom random) {
        try (socket) {
            socket.setSoTimeout(2_000);
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 3; i++) {
                if (random.nextInt(6) > 0) {
                    RouterFixture.readUntil(in, "\r\n\r\n");
                }
                String answer =
                        switch (random.nextInt(11)) {
                            case 0 -> "";
                            case 1 -> "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
                            case 2 -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
                            case 3 -> "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n";
                            case 4 -> "nonsense\r\n\r\n";
                            case 5 ->
                                "HTTP/1.1 101 Switching Protocols\r\n"
                                        + "Upgrade: websocket\r\n"
                                        + "Connection: upgrade\r\n\r\n"
                                        + "xyz";
                            case 6 -> "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
                            case 7 -> "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                            case 8 -> "HTTP/1.0 200 OK\r\n\r\nuntil the end";
                            case 9 ->
                                "HTTP/1.1 200 OK\r\n"
                                        + "Content-Length: 2\r\n\r\n"
                                        + "okHTTP/1.1 200 OK\r\n"
                                        + "Content-Length: 0\r\n\r\n";
                            default -> "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
                        };
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                if (random.nextInt(3) == 0) {
                    return;
                }
            }
            in.read();
        } catch (IOException expected) {
            // Both sides hang up on each other all the time here.
        }
    }

    private static void ask(RouterFixture fixture, SplittableRandom random) {
        try (Socket socket = fixture.open()) {
            socket.setSoTimeout(1_500);
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < 3; i++) {
                String request =
                        switch (random.nextInt(7)) {
                            case 0 ->
                                "POST / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 100000\r\n\r\nonly this";
                            case 1 ->
                                "POST / HTTP/1.1\r\nHost: " + HOST
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
                            case 2 ->
                                "PUT / HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 50000\r\n\r\n"
                                        + "x".repeat(50_000);
                            case 3 ->
                                "GET / HTTP/1.1\r\nHost: " + HOST
                                        + "\r\n"
                                        + "Connection: Upgrade\r\n"
                                        + "Upgrade: websocket\r\n"
                                        + "Sec-WebSocket-Version: 13\r\n\r\n"
                                        + "abc";
                            case 4 ->
                                "POST / HTTP/1.1\r\nHost: " + HOST + "\r\nTransfer-Encoding: chunked\r\n\r\nqq\r\n";
                            case 5 -> ("GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").repeat(3);
                            default -> "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
                        };
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                if (random.nextInt(3) == 0) {
                    return;
                }
                if (socket.getInputStream().read(new byte[1 + random.nextInt(2_000)]) < 0) {
                    return;
                }
            }
        } catch (IOException expected) {
            // As above.
        }
    }
}
