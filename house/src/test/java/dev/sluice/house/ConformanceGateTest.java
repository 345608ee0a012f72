package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real `.ci/conformance` with a runner of cases that prints what the test wants. */
class ConformanceGateTest {
    @TempDir
    private Path temp;

    private Path ci;

    @BeforeEach
    void copyTheGate() throws IOException {
        ci = Files.createDirectories(temp.resolve("checkout/.ci"));
        Files.createDirectories(temp.resolve("cases/gitlab"));
        Files.copy(
                Repository.here().root().resolve(".ci/conformance"),
                ci.resolve("conformance"),
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void listedCasesThatFailAreNoFault() throws Exception {
        runnerPrints("FAIL gitlab/run/a: exit status 2, not 0", "7 passed, 1 failed, 2 skipped");
        listed("gitlab/run/a");

        assertThat(gate()).endsWith("\n7 passed, 0 failed\n");
    }

    @Test
    void anUnlistedCaseThatFailsIsAFaultAndShown() throws Exception {
        runnerPrints("FAIL gitlab/run/a: exit status 2, not 0", "7 passed, 1 failed, 0 skipped");
        listed();

        assertThat(gate()).contains("FAIL gitlab/run/a: exit status 2").endsWith("\n7 passed, 1 failed\n");
    }

    @Test
    void aListedCaseThatPassesIsAFault() throws Exception {
        runnerPrints("8 passed, 0 failed, 0 skipped");
        listed("gitlab/run/a");

        assertThat(gate()).contains("gitlab/run/a: passes").endsWith("\n8 passed, 1 failed\n");
    }

    @Test
    void aRunnerThatBreaksOffIsNotAPass() throws Exception {
        runnerPrints("Traceback: no such file");
        listed();

        assertThat(gate())
                .contains("did not come to its end")
                .contains("Traceback")
                .doesNotContain("passed,");
    }

    @Test
    void theListIsRewrittenFromWhatFails() throws Exception {
        runnerPrints("FAIL gitlab/run/b: x", "FAIL gitlab/run/a: y", "7 passed, 2 failed, 0 skipped");
        listed("# release", "gitlab/run/old", "# trigger", "gitlab/run/a");

        gate("--update");

        assertThat(ci.resolve("conformance-not-yet")).hasContent("# trigger\ngitlab/run/a\n# ?\ngitlab/run/b\n");
    }

    private void runnerPrints(String... lines) throws IOException {
        Path runner = temp.resolve("cases/run");
        Files.writeString(runner, "#!/bin/sh\ncat <<'END'\n" + String.join("\n", lines) + "\nEND\nexit 1\n");
        assertThat(runner.toFile().setExecutable(true)).isTrue();
    }

    private void listed(String... cases) throws IOException {
        Files.write(ci.resolve("conformance-not-yet"), List.of(cases));
    }

    private String gate(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(ci.resolve("conformance").toString()));
        command.addAll(List.of(options));
        command.add(temp.resolve("cases").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
