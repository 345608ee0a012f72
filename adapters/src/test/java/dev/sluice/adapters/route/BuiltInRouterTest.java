package dev.sluice.adapters.route;

import static dev.sluice.adapters.route.RouterFixture.HOST;
import static dev.sluice.adapters.route.RouterFixture.await;
import static dev.sluice.adapters.route.RouterFixture.backend;
import static dev.sluice.adapters.route.RouterFixture.deadPort;
import static dev.sluice.adapters.route.RouterFixture.id;
import static dev.sluice.adapters.route.RouterFixture.readUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.delivery.TrafficRouter.Backend;
import dev.sluice.app.delivery.TrafficRouter.Route;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BuiltInRouterTest {
    private RouterFixture fixture;

    @BeforeEach
    void start() {
        fixture = new RouterFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static HttpHandler text(String text) {
        return exchange -> exchange.getResponseSender().send(text);
    }

    /** Answers with the request as it came: method, address, headers, body. */
    private static HttpHandler mirror() {
        return exchange -> exchange.getRequestReceiver().receiveFullString((at, body) -> {
            StringBuilder seen = new StringBuilder(
                    at.getRequestMethod() + " " + at.getRequestURI() + "?" + at.getQueryString() + "\n");
            at.getRequestHeaders()
                    .forEach(values -> values.forEach(value -> seen.append(values.getHeaderName())
                            .append(": ")
                            .append(value)
                            .append('\n')));
            at.getResponseSender().send(seen + "\n" + body);
        });
    }

    private String get(String path) throws Exception {
        return fixture.raw("GET " + path + " HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void hostsAreMatchedWithoutCasePortAndFinalDot() throws Exception {
        fixture.route(fixture.slot(1, 1, text("hello")));

        assertThat(fixture.router.handles("SHOP.localhost:8080")).isTrue();
        assertThat(fixture.router.handles("shop.localhost.")).isTrue();
        assertThat(fixture.router.handles("localhost:8080")).isFalse();
        assertThat(fixture.router.handles("[::1]:8080")).isFalse();
        assertThat(fixture.raw("GET / HTTP/1.1\r\nHost: Shop.LOCALHOST:81\r\nConnection: close\r\n\r\n"))
                .endsWith("hello");
        assertThat(fixture.raw("GET / HTTP/1.1\r\nHost: other.localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 404 ");
        fixture.router.remove(HOST);
        assertThat(fixture.router.handles(HOST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/, root", "/api, api", "/api/x, api", "/api?x=1, api", "/apix, root", "/api/v2, v2", "/api/v2/y, v2"})
    void theLongestFittingPathWins(String path, String expected) throws Exception {
        fixture.router.set(
                HOST,
                List.of(
                        new Route(HOST, "/api", List.of(fixture.slot(1, 1, text("api")))),
                        new Route(HOST, "/", List.of(fixture.slot(2, 1, text("root")))),
                        new Route(HOST, "/api/v2/", List.of(fixture.slot(3, 1, text("v2"))))));

        assertThat(get(path)).endsWith("\r\n\r\n" + expected);
    }

    @Test
    void aPathThatIsGoneFromAHostLeadsNowhereElse() throws Exception {
        Route root = new Route(HOST, "/", List.of(fixture.slot(1, 1, text("root"))));
        Route other = new Route("other.localhost", "/", root.backends());
        fixture.router.set(HOST, List.of(root, new Route(HOST, "/api/", List.of(fixture.slot(2, 1, text("old api"))))));
        fixture.router.set("other.localhost", List.of(other));
        assertThat(get("/api")).endsWith("\r\n\r\nold api");

        fixture.router.set("SHOP.localhost", List.of(root));

        assertThat(get("/api")).endsWith("\r\n\r\nroot");
        assertThat(fixture.router.routes()).containsExactly(other, root);
        fixture.router.set(HOST, List.of());
        assertThat(fixture.router.handles(HOST)).isFalse();
        assertThatThrownBy(() -> fixture.router.set(HOST, List.of(other))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheClientSaysOfItselfIsReplaced() throws Exception {
        fixture.route(fixture.slot(1, 1, mirror()));

        String seen = fixture.raw("POST /a;b=c/d%2Fe?x=%20y HTTP/1.1\r\nHost: " + HOST + ":81\r\n"
                + "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\n"
                + "X-Forwarded-Prefix: /x\r\nForwarded: for=1.2.3.4\r\nX-Real-IP: 1.2.3.4\r\n"
                + "Connection: close\r\nConnection: X-Secret, Host\r\nX-Secret: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\n"
                + "Proxy-Authorization: x\r\nX-Own: kept\r\nContent-Length: 4\r\n\r\nbody");

        assertThat(seen).contains("POST /a;b=c/d%2Fe?x=%20y\n", "Host: " + HOST + ":81\n", "X-Own: kept\n", "\n\nbody");
        assertThat(seen)
                .contains(
                        "X-Forwarded-For: 127.0.0.1\n",
                        "X-Forwarded-Proto: http\n",
                        "X-Forwarded-Host: " + HOST + ":81\n");
        assertThat(seen)
                .doesNotContain("1.2.3.4", "evil", "X-Forwarded-Prefix", "\nForwarded", "X-Secret", "Keep-Alive");
        assertThat(seen).doesNotContain("\nTE:", "Proxy-Authorization", "X-Real-IP");
    }

    @Test
    void anAbsoluteAddressIsPassedOnAsAPath() throws Exception {
        fixture.route(fixture.slot(1, 1, mirror()));

        assertThat(fixture.raw(
                        "GET http://" + HOST + "/x?y HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n"))
                .contains("GET /x?y\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
                "Content-Length: 4, 4\r\n\r\nbody",
                "Content-Length: +4\r\n\r\nbody",
                "Content-Length: -1\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n",
                "Host: other.localhost\r\n\r\n",
                "X-A: b\u0000c\r\n\r\n",
                "X(A): b\r\n\r\n",
            })
    void whatCanBeReadInTwoWaysIsRefused(String rest) throws Exception {
        AtomicLong seen = new AtomicLong();
        fixture.route(fixture.slot(1, 1, exchange -> {
            seen.incrementAndGet();
            exchange.getResponseSender().send("seen");
        }));

        String answer = fixture.raw("POST / HTTP/1.1\r\nHost: " + HOST + "\r\n" + rest
                + "GET /smuggled HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");

        assertThat(answer.isEmpty() || answer.startsWith("HTTP/1.1 400 "))
                .as(answer)
                .isTrue();
        assertThat(answer).doesNotContain("seen");
        assertThat(seen).hasValue(0);
    }

    @Test
    void weightsAreSharesAndComeInTurn() throws Exception {
        fixture.route(fixture.slot(1, 9, text("a")), fixture.slot(2, 1, text("b")), fixture.slot(3, 0, text("c")));

        int b = 0;
        int run = 0;
        for (int i = 0; i < 1_000; i++) {
            boolean isB = get("/").endsWith("\r\n\r\nb");
            b += isB ? 1 : 0;
            run = isB ? 0 : run + 1;
            assertThat(run).isLessThan(20);
        }

        assertThat(b).isBetween(95, 105);
        assertThat(fixture.router.traffic(id(1)).requests()).isEqualTo(1_000 - b);
        assertThat(fixture.router.traffic(id(3)).requests()).isZero();
    }

    @Test
    void aSlotThatIsDownIsPassedOver() throws Exception {
        fixture.route(backend(1, 1, deadPort()), fixture.slot(2, 1, mirror()));

        for (int i = 0; i < 20; i++) {
            assertThat(get("/")).startsWith("HTTP/1.1 200 ");
            assertThat(fixture.raw("POST / HTTP/1.1\r\nHost: " + HOST
                            + "\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"))
                    .startsWith("HTTP/1.1 200 ");
        }
        assertThat(fixture.router.traffic(id(1)).serverErrors()).isPositive();
    }

    @Test
    void whereNobodyIsUpTheAnswerSaysSo() throws Exception {
        fixture.route();
        assertThat(get("/")).startsWith("HTTP/1.1 503 ").contains("No copy of shop.localhost is up", "text/plain");

        fixture.route(backend(1, 1, deadPort()));
        assertThat(get("/")).startsWith("HTTP/1.1 503 ").contains("cannot be reached");
    }

    @Test
    void aSlotThatHangsUpIsABadGatewayAndPostsAreNotRepeated() throws Exception {
        AtomicLong calls = new AtomicLong();
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                while (!rude.isClosed()) {
                    try (Socket socket = rude.accept()) {
                        socket.getInputStream().read();
                        calls.incrementAndGet();
                    } catch (IOException closed) {
                        return;
                    }
                }
            });
            fixture.route(backend(1, 1, rude.getLocalPort()));

            assertThat(fixture.raw("POST / HTTP/1.1\r\nHost: " + HOST
                            + "\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody"))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("broke the connection");
            assertThat(calls).hasValue(1);
            fixture.route(backend(1, 1, rude.getLocalPort()), fixture.slot(2, 1, text("fine")));
            for (int i = 0; i < 10; i++) {
                assertThat(get("/")).endsWith("fine");
            }
        }
    }

    @Test
    void aSlowSlotTimesOut() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        RouterLimits quick =
                new RouterLimits(Duration.ofSeconds(2), Duration.ofMillis(200), Duration.ofSeconds(3), 1_000, 100, 10);
        try (RouterFixture impatient = new RouterFixture(quick)) {
            impatient.route(impatient.slot(
                    1,
                    1,
                    exchange -> exchange.dispatch(() -> {
                        try {
                            over.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    })));

            assertThat(impatient.raw("GET / HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 504 ")
                    .contains("did not answer within 200 ms");
            await(() -> impatient.router.inFlight(id(1)) == 0);
            over.countDown();
        }
    }

    @Test
    void anEventIsThereBeforeTheStreamEnds() throws Exception {
        CountDownLatch event = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (ServerSocket slot = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = slot.accept()) {
                    readUntil(socket.getInputStream(), "\r\n\r\n");
                    write(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
                    event.await();
                    write(socket, "data: one\n\n");
                    over.await();
                    write(socket, "data: two\n\n");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            fixture.route(backend(1, 1, slot.getLocalPort()));

            try (Socket socket = fixture.open()) {
                write(socket, "GET / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
                assertThat(readUntil(socket.getInputStream(), "\r\n\r\n")).contains("text/event-stream");
                assertThat(fixture.router.inFlight(id(1))).isEqualTo(1);
                event.countDown();
                readUntil(socket.getInputStream(), "data: one");
                over.countDown();
                readUntil(socket.getInputStream(), "data: two");
            }
            await(() -> fixture.router.inFlight(id(1)) == 0);
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void webSocketsGoThroughAndCountAsUnderWay() throws Exception {
        Backend chat = fixture.slot(1, 1, Handlers.websocket((_, channel) -> {
            channel.getReceiveSetter().set(new AbstractReceiveListener() {
                @Override
                protected void onFullTextMessage(WebSocketChannel from, BufferedTextMessage message) {
                    WebSockets.sendText("echo " + message.getData(), from, null);
                }
            });
            channel.resumeReceives();
        }));
        fixture.router.set("127.0.0.1", List.of(new Route("127.0.0.1", "/", List.of(chat))));
        CompletableFuture<String> echo = new CompletableFuture<>();

        try (HttpClient client = HttpClient.newHttpClient()) {
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + fixture.port() + "/chat"), new WebSocket.Listener() {
                        @Override
                        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                            echo.complete(data.toString());
                            return WebSocket.Listener.super.onText(from, data, last);
                        }
                    })
                    .get(10, TimeUnit.SECONDS);
            socket.sendText("hello", true);

            assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo("echo hello");
            assertThat(fixture.router.inFlight(id(1))).isEqualTo(1);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
            await(() -> fixture.router.inFlight(id(1)) == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, 204", "GET, 304", "HEAD, 200", "GET, 200"})
    void answersWithoutABodyEndAndTheConnectionGoesOn(String method, int status) throws Exception {
        fixture.route(fixture.slot(1, 1, exchange -> {
            exchange.setStatusCode(status);
            exchange.getResponseHeaders().put(Headers.ETAG, "\"x\"");
            exchange.getResponseHeaders().put(new HttpString("Keep-Alive"), "timeout=1");
            if (status == StatusCodes.OK) {
                exchange.getResponseSender().send("four");
            }
        }));

        try (Socket socket = fixture.open()) {
            InputStream in = socket.getInputStream();
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream()
                        .write((method + " / HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                String head = readUntil(in, "\r\n\r\n");
                assertThat(head)
                        .startsWith("HTTP/1.1 " + status)
                        .contains("ETag: \"x\"")
                        .doesNotContain("timeout=1");
                if (status == StatusCodes.OK) {
                    assertThat(head).contains("Content-Length: 4");
                }
                if (method.equals("GET") && status == StatusCodes.OK) {
                    assertThat(new String(in.readNBytes(4), StandardCharsets.UTF_8))
                            .isEqualTo("four");
                }
            }
        }
    }

    @Test
    void anExpectingClientIsToldToGoOn() throws Exception {
        fixture.route(fixture.slot(1, 1, mirror()));

        try (Socket socket = fixture.open()) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT / HTTP/1.1\r\nHost: " + HOST + "\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(readUntil(socket.getInputStream(), "\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            out.write("body".getBytes(StandardCharsets.UTF_8));
            assertThat(readUntil(socket.getInputStream(), "\n\nbody")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsSeenToBreakOff() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = rude.accept()) {
                    readUntil(socket.getInputStream(), "\r\n\r\n");
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
                                    .getBytes(StandardCharsets.UTF_8));
                } catch (IOException closed) {
                    throw new IllegalStateException(closed);
                }
            });
            fixture.route(backend(1, 1, rude.getLocalPort()));

            String answer = get("/");

            assertThat(answer).contains("Content-Length: 100").endsWith("half");
            await(() -> fixture.router.inFlight(id(1)) == 0);
        }
    }

    @Test
    void theSlotsOwnErrorsAreCounted() throws Exception {
        Backend failing = fixture.slot(1, 1, exchange -> exchange.setStatusCode(500));
        fixture.route(failing);

        assertThat(get("/")).startsWith("HTTP/1.1 500 ");

        assertThat(fixture.router.traffic(id(1)).serverErrors()).isEqualTo(1);
        assertThat(fixture.router.traffic(id(1)).requests()).isEqualTo(1);
    }
}
