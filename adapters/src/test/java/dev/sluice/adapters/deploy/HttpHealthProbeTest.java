package dev.sluice.adapters.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.app.delivery.HealthProbe.Probe;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HttpHealthProbeTest {
    private final HttpHealthProbe probe = new HttpHealthProbe();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/status/", exchange -> {
            int status = Integer.parseInt(exchange.getRequestURI().getPath().substring("/status/".length()));
            byte[] body = "database is down".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.createContext("/silent", exchange -> awaitEnd());
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            while (over.getCount() > 0) {
                out.write(new byte[10_000]);
            }
        });
        server.createContext("/slow-body", exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().flush();
            awaitEnd();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        probe.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "204, true",
        "302, true",
        "399, true",
        "400, false",
        "404, false",
        "500, false",
        "503, false"
    })
    void theStatusDecides(int status, boolean healthy) {
        Probe seen = probe.probe(server.getAddress(), "/status/" + status, Duration.ofSeconds(10));

        assertThat(seen.healthy()).isEqualTo(healthy);
        assertThat(seen.status()).isEqualTo(status);
    }

    @Test
    void theBeginningOfTheAnswerIsKept() {
        assertThat(probe.probe(server.getAddress(), "/status/500", Duration.ofSeconds(10))
                        .detail())
                .isEqualTo("database is down");
    }

    @Test
    void silenceAndSlownessEndAtTheLimit() {
        for (String path : new String[] {"/silent", "/slow-body"}) {
            Probe seen = probe.probe(server.getAddress(), path, Duration.ofMillis(200));

            assertThat(seen.healthy()).as(path).isFalse();
            assertThat(seen.detail()).as(path).isEqualTo("no answer within 200 ms");
            assertThat(seen.took()).as(path).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void anEndlessAnswerIsAnAnswer() {
        assertThat(probe.probe(server.getAddress(), "/endless", Duration.ofSeconds(10))
                        .healthy())
                .isTrue();
    }

    @Test
    void nobodyThereIsSaidSo() {
        InetSocketAddress address = server.getAddress();
        server.stop(0);

        Probe seen = probe.probe(address, "/", Duration.ofSeconds(5));

        assertThat(seen.healthy()).isFalse();
        assertThat(seen.status()).isZero();
        assertThat(seen.detail()).isEqualTo("connection refused");
        assertThat(probe.probe(address, "no path", Duration.ofSeconds(5)).detail())
                .contains("no path");
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
