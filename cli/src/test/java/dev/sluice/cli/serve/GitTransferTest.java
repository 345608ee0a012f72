package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that a plain copy of the body and then of the answer would hang on. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GitTransferTest {
    private static final int COMMITS = 5_000;
    private static final String LOG_IN = "Basic "
            + Base64.getEncoder().encodeToString(("admin:" + TestServer.PASSWORD).getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(ServerSettings.of(folder.resolve("data")).withGitStall(Duration.ofSeconds(3)));
        server.project("shop");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFetchThatKnowsThousandsOfCommitsIsAnswered() throws Exception {
        List<String> commits = pushManyCommits();
        StringBuilder body = new StringBuilder();
        line(body, "want " + commits.getFirst() + " multi_ack_detailed side-band-64k thin-pack ofs-delta\n");
        body.append("0000");
        for (String commit : commits) {
            line(body, "have " + commit + "\n");
        }
        line(body, "done\n");

        HttpResponse<byte[]> answer = server.http()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/git/shop.git/git-upload-pack"))
                                .header("Authorization", LOG_IN)
                                .header("Content-Type", "application/x-git-upload-pack-request")
                                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());

        String text = new String(answer.body(), StandardCharsets.ISO_8859_1);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(text.split("ACK [0-9a-f]{40} common", -1)).hasSizeGreaterThan(COMMITS);
        assertThat(text).contains("PACK");
    }

    /** Newest first. */
    private List<String> pushManyCommits() throws Exception {
        Clone clone = Clone.init(folder.resolve("clone"));
        StringBuilder stream = new StringBuilder();
        for (int i = 0; i < COMMITS; i++) {
            stream.append("commit refs/heads/main\ncommitter Dev <dev@example.com> ")
                    .append(1_700_000_000 + i)
                    .append(" +0000\ndata 1\nx\n");
        }
        Path file = Files.writeString(folder.resolve("stream"), stream);
        Process fill = new ProcessBuilder("git", "fast-import", "--quiet")
                .directory(clone.folder().toFile())
                .redirectInput(file.toFile())
                .start();
        assertThat(fill.waitFor()).isZero();
        clone.must("push", server.gitUrl("shop"), "main");
        return clone.must("rev-list", "main").lines().toList();
    }

    private static void line(StringBuilder body, String text) {
        body.append(String.format("%04x", text.length() + 4)).append(text);
    }

    @Test
    void aClientThatSendsNothingIsCut() throws Exception {
        for (String service : List.of("git-upload-pack", "git-receive-pack")) {
            URI address = URI.create(server.url());
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                String request = "POST /git/shop.git/" + service + " HTTP/1.1\r\nHost: " + address.getAuthority()
                        + "\r\nAuthorization: " + LOG_IN + "\r\nContent-Type: application/x-" + service
                        + "-request\r\nContent-Length: 1000\r\n\r\n0032";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();

                // Returns when the server has closed the connection; the test's time limit shows that it does not.
                byte[] answer = in.readAllBytes();

                assertThat(new String(answer, StandardCharsets.US_ASCII)).doesNotContain("PACK");
            }
        }
        assertThat(server.get("/log-in").statusCode()).isLessThan(500);
    }
}
