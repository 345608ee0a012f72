package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many readers of the event stream. */
@Timeout(120)
final class EventStreamsTest {
    private static final int OF_ACCOUNT_MAX = 250;

    @TempDir
    private Path folder;

    @Test
    void anAccountThatOpensTooManyIsRefusedUntilItClosesOne() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("shop");
            String token = server.token();
            List<Socket> open = new ArrayList<>();
            try {
                for (int i = 0; i < OF_ACCOUNT_MAX; i++) {
                    Socket stream =
                            new Socket("127.0.0.1", URI.create(server.url()).getPort());
                    open.add(stream);
                    assertThat(answer(stream, project, token)).isEqualTo("HTTP/1.1 200 OK");
                }
                assertThat(oneMore(server, project, token)).startsWith("HTTP/1.1 429 ");

                open.removeLast().close();

                // Nothing happens on the project: the place is given back because the reader left, long before the
                // beat.
                assertThat(Await.until(Duration.ofSeconds(10), Duration.ofMillis(20), () -> Optional.of(
                                        oneMore(server, project, token))
                                .filter(line -> !line.contains("429"))))
                        .isEqualTo("HTTP/1.1 200 OK");
            } finally {
                for (Socket stream : open) {
                    stream.close();
                }
            }
        }
    }

    private static String oneMore(TestServer server, Project project, String token) {
        try (Socket stream = new Socket("127.0.0.1", URI.create(server.url()).getPort())) {
            return answer(stream, project, token);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String answer(Socket stream, Project project, String token) throws IOException {
        stream.setSoTimeout(30_000);
        String request = "GET /api/v1/events?topics=project-" + project.id()
                + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token + "\r\n\r\n";
        stream.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }
}
