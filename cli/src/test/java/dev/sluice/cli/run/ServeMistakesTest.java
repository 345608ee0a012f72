package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.run.TestProject.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that cannot start says why in one line, keeps nothing back, and harms nothing that is there. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServeMistakesTest {
    @TempDir
    private Path folder;

    private Outcome serve(String... options) throws Exception {
        return serve(Map.of(), options);
    }

    private Outcome serve(Map<String, String> environment, String... options) throws Exception {
        List<String> words = new ArrayList<>(List.of("serve"));
        words.addAll(List.of(options));
        return new TestProject(folder).sluice(environment, words.toArray(String[]::new));
    }

    private String data(String name) {
        return folder.resolve(name).toString();
    }

    private static void refused(Outcome outcome, int exit, String... parts) {
        assertThat(outcome.err()).contains(parts).doesNotContain("\tat ", "Exception");
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
        assertThat(outcome.err()).doesNotContain("ready at");
    }

    @Test
    void aTakenPortIsNamedAndTheFirstPasswordIsNotLost() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            Outcome outcome = serve("--data", data("data"), "--port", port);

            refused(outcome, 1, "cannot listen on 127.0.0.1:" + port, "--port");
            assertThat(outcome.err()).doesNotContain("password");
        }
        Process next = new TestProject(folder).start(Map.of(), List.of("serve", "--data", data("data"), "--port", "0"));
        try (var said = next.errorReader()) {
            assertThat(said.lines().takeWhile(line -> !line.contains("ready at")))
                    .anyMatch(line -> line.matches("sluice: account admin, password \\S{20} \\(shown this once\\)"));
        } finally {
            next.destroy();
            assertThat(next.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFolderThatCannotBeUsedIsNamed() throws Exception {
        Files.createFile(folder.resolve("file"));

        refused(serve("--data", data("file")), 1, data("file") + " is a file, not a folder");
        refused(serve("--data", data("file/below")), 1, data("file"), "choose another by --data");
    }

    @Test
    void aFileThatIsNoDatabaseIsLeftAlone() throws Exception {
        Path database = Files.createDirectories(folder.resolve("data")).resolve("sluice.db");
        Files.writeString(database, "this is no database".repeat(100));

        refused(serve("--data", data("data"), "--port", "0"), 1, database.toString(), "backup");
        assertThat(database).hasContent("this is no database".repeat(100));
    }

    @Test
    void valuesThatMakeNoSenseAreRefusedBeforeAnythingIsMade() throws Exception {
        refused(serve("--data", data("data"), "--url", "ci.example.com"), 2, "--url \"ci.example.com\"", "https://");
        refused(serve("--data", data("data"), "--url", "https://ci.example.com/sluice"), 2, "--url");
        refused(serve("--data", data("data"), "--trusted-proxy", "10.0.0.0/33"), 2, "--trusted-proxy \"10.0.0.0/33\"");
        refused(serve("--data", data("data"), "--port", "99999"), 2, "--port \"99999\"", "0 to 65535");
        refused(serve(Map.of("SLUICE_ADMIN_PASSWORD", "short"), "--data", data("data")), 2, "at least 10 characters");
        assertThat(folder.resolve("data")).doesNotExist();
    }
}
