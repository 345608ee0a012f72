package dev.sluice.adapters.route;

import static dev.sluice.adapters.route.RouterFixture.HOST;
import static dev.sluice.adapters.route.RouterFixture.await;
import static dev.sluice.adapters.route.RouterFixture.backend;
import static dev.sluice.adapters.route.RouterFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.BlockingHandler;
import io.undertow.util.Methods;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What must hold under load: no request fails while slots come and go, and a large body takes no memory.
 * {@code -Dsluice.router.requests=N} sends more of them.
 */
final class RouterUnderLoadTest {
    private static final int REQUESTS = Integer.getInteger("sluice.router.requests", 6_000);
    private static final int CLIENTS = 16;

    /**
     * Keep-alive clients send GET and POST while the route flips to a new slot every few milliseconds and the old one is
     * stopped as soon as nothing is under way there.
     */
    @Test
    void noRequestFailsWhileSlotsComeAndGo() throws Exception {
        try (RouterFixture fixture = new RouterFixture()) {
            Undertow first = slot();
            fixture.route(backend(1, 1, RouterFixture.portOf(first)));
            AtomicInteger left = new AtomicInteger(REQUESTS);
            Map<String, Integer> failures = new ConcurrentHashMap<>();
            List<Thread> clients = new ArrayList<>();
            long began = System.nanoTime();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofPlatform().start(() -> ask(fixture, left, failures)));
            }
            int flips = flip(fixture, first, clients);

            System.out.printf(
                    "router under load: %d requests, %d switches, %.1f s, failures %s%n",
                    REQUESTS, flips, (System.nanoTime() - began) / 1e9, failures);
            assertThat(failures).isEmpty();
            assertThat(flips).isGreaterThan(5);
            for (int copy = 1; copy <= flips + 1; copy++) {
                int slot = copy;
                await(() -> fixture.router.inFlight(id(slot)) == 0);
                assertThat(fixture.router.traffic(id(copy)).serverErrors()).isZero();
            }
        }
    }

    private static int flip(RouterFixture fixture, Undertow first, List<Thread> clients) throws Exception {
        Undertow current = first;
        int flips = 0;
        while (clients.stream().anyMatch(Thread::isAlive)) {
            Undertow next = slot();
            int old = ++flips;
            fixture.route(backend(old + 1, 1, RouterFixture.portOf(next)));
            await(() -> fixture.router.inFlight(id(old)) == 0);
            current.stop();
            current = next;
            clients.getFirst().join(20);
        }
        current.stop();
        return flips;
    }

    private static Undertow slot() {
        Undertow slot = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(2)
                .setHandler(RouterUnderLoadTest::answer)
                .build();
        slot.start();
        return slot;
    }

    private static void answer(HttpServerExchange exchange) {
        exchange.getRequestReceiver().receiveFullString((at, body) -> at.getResponseSender()
                .send(at.getRequestMethod().equals(Methods.POST) ? "took " + body : "hello"));
    }

    /** A plain client on one connection: whatever is not the expected answer is a failure. */
    private static void ask(RouterFixture fixture, AtomicInteger left, Map<String, Integer> failures) {
        byte[] get = ("GET /x HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] post = ("POST /x HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 4\r\n\r\nbody")
                .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = fixture.open()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int i = left.getAndDecrement(); i > 0; i = left.getAndDecrement()) {
                boolean isPost = i % 4 == 0;
                out.write(isPost ? post : get);
                String head = RouterFixture.readUntil(in, "\r\n\r\n");
                String expected = isPost ? "took body" : "hello";
                if (!head.startsWith("HTTP/1.1 200 ")) {
                    failures.merge(head.lines().findFirst().orElse(""), 1, Integer::sum);
                    return;
                }
                String body = new String(in.readNBytes(expected.length()), StandardCharsets.US_ASCII);
                if (!body.equals(expected)) {
                    failures.merge("body " + body, 1, Integer::sum);
                }
            }
        } catch (Exception e) {
            failures.merge(e.toString(), 1, Integer::sum);
        }
    }

    @Test
    void aLargeUploadTakesNoMemory() throws Exception {
        long size = 200L << 20;
        AtomicLong received = new AtomicLong();
        try (RouterFixture fixture = new RouterFixture()) {
            fixture.route(fixture.slot(1, 1, new BlockingHandler(exchange -> {
                byte[] part = new byte[64 << 10];
                InputStream in = exchange.getInputStream();
                for (int read = in.read(part); read >= 0; read = in.read(part)) {
                    received.addAndGet(read);
                }
                exchange.getResponseSender().send("got " + received.get());
            })));
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong highest = new AtomicLong();
            System.gc();
            long before = used();
            Thread watch = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    highest.accumulateAndGet(direct(), Math::max);
                    Thread.onSpinWait();
                }
            });

            String answer = upload(fixture, size);

            over.set(true);
            watch.join();
            System.gc();
            System.out.printf(
                    "router upload: %d MB, direct memory at most %d MB, heap after %+d MB%n",
                    size >> 20, highest.get() >> 20, (used() - before) >> 20);
            assertThat(answer).contains("got " + size);
            assertThat(highest.get()).isLessThan(48L << 20);
            assertThat(used() - before).isLessThan(32L << 20);
        }
    }

    private static String upload(RouterFixture fixture, long size) throws Exception {
        try (Socket socket = fixture.open()) {
            OutputStream out = socket.getOutputStream();
            out.write(("PUT /big HTTP/1.1\r\nHost: " + HOST + "\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] part = new byte[1 << 20];
            for (long sent = 0; sent < size; sent += part.length) {
                out.write("100000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(part);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return RouterFixture.readUntil(socket.getInputStream(), "got " + size);
        }
    }

    private static long used() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
