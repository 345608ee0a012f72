package dev.sluice.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class StaticFilesTest {
    private static byte[] read(String name) throws IOException {
        try (InputStream in = StaticFiles.class.getResourceAsStream("/dev/sluice/server/static/" + name)) {
            return in.readAllBytes();
        }
    }

    @Test
    void allOfThemFitIntoFortyKilobytes() {
        assertThat(new StaticFiles().packedBytes()).isLessThan(40_000);
    }

    @Test
    void htmxIsTheOneThatWasRecorded() throws IOException, GeneralSecurityException {
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(read("htmx.js")));

        assertThat(new String(read("htmx.txt"), StandardCharsets.UTF_8)).contains("sha-256   " + hash);
    }

    @Test
    void addressesHoldAHashOfTheContent() {
        assertThat(new StaticFiles().address("app.css")).matches("/static/app\\.[0-9a-f]{10}\\.css");
    }

    @Test
    void scriptsBuildNoHtmlOfTheirOwn() throws IOException {
        for (String name : new String[] {"live.js", "log.js", "keys.js", "view.js"}) {
            assertThat(new String(read(name), StandardCharsets.UTF_8))
                    .doesNotContain("innerHTML")
                    .doesNotContain("document.write")
                    .doesNotContain("eval(")
                    .doesNotContain(".style.");
        }
    }
}
