package dev.sluice.cli.demo;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Optional;

/** Finds out whether a demo runs in another terminal. */
final class RunningDemo {
    private static final int PATIENCE_MS = 2000;

    private RunningDemo() {}

    /** The address of the demo that uses this folder, if it answers. */
    static Optional<String> addressOf(DemoFolder folder) throws IOException {
        return folder.address().filter(RunningDemo::answers);
    }

    private static boolean answers(String url) {
        try {
            HttpURLConnection request =
                    (HttpURLConnection) URI.create(url + "/health").toURL().openConnection();
            request.setConnectTimeout(PATIENCE_MS);
            request.setReadTimeout(PATIENCE_MS);
            try {
                return request.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                request.disconnect();
            }
        } catch (IOException | IllegalArgumentException notThere) {
            return false;
        }
    }
}
