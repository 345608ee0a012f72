package dev.sluice.cli.serve;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Plain HTTP over a socket: the JDK's client does not let a test choose the host name. */
final class Http {
    private Http() {}

    /** Status and body of an answer. */
    record Answer(int status, String body) {}

    static Answer get(int port, String host, String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request =
                    "GET " + path + " HTTP/1.1\r\nHost: " + host + ":" + port + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            if (space < 0) {
                throw new IOException("no answer");
            }
            return new Answer(Integer.parseInt(text.substring(space + 1, space + 4)), text);
        }
    }
}
