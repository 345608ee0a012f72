package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice run} with signals and on a terminal (made by {@code script}, where there is one). */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TerminalRunTest {
    @TempDir
    private Path folder;

    private static void signal(String name, long pid) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static String awaitLine(BufferedReader out, String part) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(part)) {
                return seen.toString();
            }
        }
        throw new AssertionError("no line with " + part + " in:\n" + seen);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Whether any process of this machine has the text in its command line. */
    private static boolean lives(String text) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .contains(text)) {
                        return true;
                    }
                } catch (IOException e) {
                    // It ended while we looked.
                }
            }
        }
        return false;
    }

    /** A number that makes the sleeping processes of one test known from all others. */
    private static String oddSeconds() {
        return "7" + String.valueOf(System.nanoTime()).substring(4) + ".125";
    }

    private Process startSleeping(String seconds) throws Exception {
        TestProject project = TestProject.with(folder, """
            sleeps:
              script:
                - sleep SECONDS &
                - setsid sleep SECONDS &
                - echo ready
                - sleep SECONDS
            after:
              stage: deploy
              script: echo never
            """.replace("SECONDS", seconds));
        return project.start(Map.of(), List.of("run"));
    }

    @Test
    void interruptEndsEveryProcessOfTheRun() throws Exception {
        String seconds = oddSeconds();
        Process run = startSleeping(seconds);
        BufferedReader out = reader(run);
        awaitLine(out, "| ready");
        assertThat(lives(seconds)).isTrue();

        signal("INT", run.pid());

        String rest = awaitLine(out, "canceled in");
        assertThat(rest).contains("canceling: ending the running jobs").contains("canceled  after ");
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(3);
        assertThat(lives(seconds)).isFalse();
    }

    @Test
    void aSecondInterruptKillsAtOnce() throws Exception {
        String seconds = oddSeconds();
        TestProject project = TestProject.with(folder, """
            stubborn:
              script:
                - trap '' INT TERM
                - (trap '' INT TERM; while true; do sleep SECONDS; done) &
                - echo ready
                - while true; do sleep SECONDS; done
            """.replace("SECONDS", seconds));
        Process run = project.start(Map.of(), List.of("run"));
        BufferedReader out = reader(run);
        awaitLine(out, "| ready");

        signal("INT", run.pid());
        awaitLine(out, "canceling");
        signal("INT", run.pid());

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(3);
        assertThat(lives(seconds)).isFalse();
    }

    @Test
    void terminateIsACancelToo() throws Exception {
        String seconds = oddSeconds();
        Process run = startSleeping(seconds);
        BufferedReader out = reader(run);
        awaitLine(out, "| ready");

        signal("TERM", run.pid());

        awaitLine(out, "canceled in");
        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(3);
        assertThat(lives(seconds)).isFalse();
    }

    @Test
    void aReaderThatLeavesEndsTheRun() throws Exception {
        String seconds = oddSeconds();
        TestProject project = TestProject.with(
                folder,
                "job:\n  script:\n    - while true; do echo ready; sleep 0.05; done # SECONDS\n"
                        .replace("SECONDS", seconds));
        Process run = project.start(Map.of(), List.of("run"));
        awaitLine(reader(run), "| ready");

        run.getInputStream().close();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(3);
        assertThat(lives(seconds)).isFalse();
    }

    @Test
    void aFullDiskBehindTheOutputIsNamed() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full");
        TestProject.with(folder, "job: {script: echo one}\n");

        Process list = new ProcessBuilder(TestProject.command(List.of("list")))
                .directory(folder.toFile())
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        String err = new String(list.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(list.waitFor()).isEqualTo(1);
        assertThat(err).startsWith("sluice: cannot write to standard output: No space left on device");
    }

    private String onATerminal(Map<String, String> environment, String... words) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script command to make a terminal with");
        StringBuilder line = new StringBuilder("stty cols 60;");
        for (String word : TestProject.command(List.of(words))) {
            line.append(" '").append(word).append('\'');
        }
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", line.toString(), "/dev/null")
                .directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true);
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm-256color");
        builder.environment().putAll(environment);
        Process script = builder.start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output.replace("\r\n", "\n");
    }

    @Test
    void aTerminalGetsColoursAndALiveLine() throws Exception {
        TestProject.with(folder, """
            first: {script: [echo one, sleep 1.2]}
            second:
              script:
                - printf '\\033]0;title\\007\\033[2Jclean\\n'
                - sleep 1.2
            """);

        String output = onATerminal(Map.of(), "run");

        assertThat(output).contains("\r\u001b[K").contains("running 0/2 | ").contains(" 1 s");
        assertThat(output).contains("\u001b[32mpassed").contains("clean");
        assertThat(output).doesNotContain("\u001b]").doesNotContain("\u001b[2J").doesNotContain("\u0007");
        assertThat(output.substring(output.lastIndexOf("\u001b[K")))
                .contains("passed")
                .doesNotContain("running 0/2");
    }

    @Test
    void aPersonCanTurnColoursOff() throws Exception {
        TestProject.with(folder, "job: {script: echo one}\n");

        assertThat(onATerminal(Map.of("NO_COLOR", "1"), "run")).doesNotContain("\u001b[3");
        assertThat(onATerminal(Map.of(), "run", "--color", "never")).doesNotContain("\u001b[3");
        assertThat(onATerminal(Map.of("TERM", "dumb"), "run")).doesNotContain("\u001b");
    }

    @Test
    void aMistakeIsShownInItsPlace() throws Exception {
        TestProject.with(folder, "build:\n  scripts: make\n");

        String output = onATerminal(Map.of("NO_COLOR", "1"), "validate");

        assertThat(output)
                .contains(".gitlab-ci.yml:2:3: error: ")
                .contains("""
                       2 |   scripts: make
                         |   ^~~~~~~
                    """)
                .contains("hint: did you mean \"script\"?");
    }
}
