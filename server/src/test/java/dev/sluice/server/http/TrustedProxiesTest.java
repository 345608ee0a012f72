package dev.sluice.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.undertow.Undertow;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose address a request has, asked of a real server by a client on loopback. */
final class TrustedProxiesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "127.0.0.1 | 203.0.113.7 | 203.0.113.7",
                "127.0.0.1 | 6.6.6.6, 203.0.113.7 | 203.0.113.7",
                "127.0.0.0/8;10.0.0.0/9 | 6.6.6.6, 203.0.113.7, 10.1.2.3 | 203.0.113.7",
                "127.0.0.0/8;10.0.0.0/9 | 203.0.113.7, 10.200.2.3 | 10.200.2.3",
                "127.0.0.1 | 2001:db8::7 | 2001:db8:0:0:0:0:0:7",
                "127.0.0.1 | 6.6.6.6, <script> | 127.0.0.1",
                "127.0.0.1 | - | 127.0.0.1",
                "10.0.0.0/8 | 203.0.113.7 | 127.0.0.1",
                "- | 203.0.113.7 | 127.0.0.1",
            })
    void onlyTheWordOfATrustedProxyCounts(String trusted, String header, String client) throws IOException {
        TrustedProxies proxies =
                trusted == null ? TrustedProxies.none() : TrustedProxies.of(List.of(trusted.split(";")));

        assertThat(seen(proxies, header == null ? "" : "X-Forwarded-For: " + header + "\r\n"))
                .endsWith("http " + client);
    }

    @Test
    void theSchemeIsTheClients() throws IOException {
        String headers = "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n";

        assertThat(seen(TrustedProxies.of(List.of("127.0.0.1")), headers)).endsWith("https 203.0.113.7");
        assertThat(seen(TrustedProxies.none(), headers)).endsWith("http 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.com", "10.0.0.0/33", "10.0.0.0/x", "", "localhost"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(text)))
                .hasMessageContaining("\"" + text + "\" is no address");
    }

    private static String seen(TrustedProxies proxies, String headers) throws IOException {
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(proxies.before(exchange -> exchange.getResponseSender()
                        .send(exchange.getRequestScheme() + " "
                                + exchange.getSourceAddress().getAddress().getHostAddress())))
                .build();
        server.start();
        int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = socket.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } finally {
            server.stop();
        }
    }
}
