package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.cli.run.TestProject.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code sluice run} does around a run that did not go well: dry, again, alone, with a shell, on every change. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgainTest {
    private static final String FILE = """
        stages: [build, test]
        build:
          stage: build
          script:
            - mkdir out && echo "built $RANDOM" > out/a.txt
            - echo "VERSION=1.2.3" > v.env
          artifacts: {paths: [out/], reports: {dotenv: v.env}}
        test:
          stage: test
          parallel: {matrix: [{OF: [one, two]}]}
          variables: {IMAGE: "registry/$CI_COMMIT_BRANCH"}
          script:
            - cat out/a.txt && echo "version $VERSION"
            - test -f ok.txt
        lint:
          stage: test
          script: echo lint
        """;

    @TempDir
    private Path folder;

    @Test
    void runsAgainWhatFailedWithWhatPassed() throws Exception {
        TestProject project = TestProject.with(folder, FILE);
        Outcome first = project.sluice("run");
        project.write("ok.txt", "");

        Outcome alone = project.sluice("run", "--job", "test: [o*", "--no-needs");
        project.sluice("run", "--job", "test: [two]"); // so that the last run has less than the pipeline
        Outcome nothing = project.sluice("run", "--failed");

        assertThat(first.exit()).isEqualTo(1);
        assertThat(alone.exit()).as(alone.out() + alone.err()).isZero();
        assertThat(alone.out())
                .contains("test: [one] | built ", "test: [one] | version 1.2.3")
                .contains("passed    build        taken over from run 1")
                .doesNotContain("build       | started")
                .doesNotContain("[two]");
        assertThat(nothing.err()).contains("nothing failed in the last run (3)");
        assertThat(nothing.exit()).isZero();
    }

    @Test
    void failedJobsRunAgainAndRefuseAFileThatDoesNotFit() throws Exception {
        TestProject project = TestProject.with(folder, FILE);
        String built = line(project.sluice("run").out(), "| built ");

        project.write(".gitlab-ci.yml", FILE.replace("echo lint", "echo lynt"));
        Outcome refused = project.sluice("run", "--failed");
        // What failed may be mended in the file.
        project.write(".gitlab-ci.yml", FILE.replace("- test -f ok.txt", "- echo mended"));
        Outcome again = project.sluice("run", "--failed");

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err()).contains("does not fit the pipeline file: the job lint passed then and has changed");
        assertThat(again.exit()).as(again.out()).isZero();
        assertThat(again.err()).contains("taken over from run 1: build, lint");
        assertThat(line(again.out(), "| built ")).isEqualTo(built);
        assertThat(again.out()).contains("| mended").doesNotContain("| lint");
    }

    private static String line(String text, String part) {
        return text.lines()
                .filter(line -> line.contains(part))
                .map(line -> line.substring(line.indexOf(part)))
                .findFirst()
                .orElse("");
    }

    @Test
    void aDryRunShowsAllAndStartsNothing() throws Exception {
        TestProject project = TestProject.with(folder, FILE);
        Files.writeString(folder.resolve(".git/ci.env"), "TOKEN=correct-horse-battery\n");

        Outcome dry = project.sluice("run", "--dry-run", "--secrets-file", ".git/ci.env", "--var", "WHO=me");

        assertThat(dry.exit()).isZero();
        assertThat(dry.out())
                .contains("would run 4 jobs; nothing is started", "1. build  stage build", "2. test: [two]  stage test")
                .contains("variable: IMAGE=registry/main", "variable: OF=two", "variable: WHO=me")
                .contains("variable: TOKEN=[MASKED]", "artifacts of: build", "keeps: out/")
                .contains("     $ cat out/a.txt && echo \"version $VERSION\"")
                .doesNotContain("correct-horse");
        assertThat(dry.err()).contains("other accounts may read the secrets");
        assertThat(folder.resolve(".sluice")).doesNotExist();
    }

    @Test
    void aSecretByNameComesFromTheEnvironment() throws Exception {
        TestProject project = TestProject.with(folder, "job: {script: 'echo \"<$TOKEN>\" ${#TOKEN}'}\n");

        Outcome given = project.sluice(Map.of("TOKEN", "correct-horse"), "run", "--secret", "TOKEN");
        Outcome missing = project.sluice("run", "--secret", "NOT_THERE");

        assertThat(given.out()).contains("<[MASKED]> 13");
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("--secret NOT_THERE: there is no such variable in the environment");
    }

    @Test
    void theLauncherTakesSecretsOutOfTheArguments() throws Exception {
        Path launcher = Path.of("..", "sluice").toAbsolutePath().normalize();
        assumeTrue(Files.isExecutable(launcher), "no launcher");
        String text = Files.readString(launcher);
        int from = text.indexOf("secrets=\n");
        String part = text.substring(from, text.indexOf("terminals=\n"));
        String script = "set -eu\n" + part + "printf '%s|' \"$@\"; printf '\\n%s' \"$secrets\" | tr '\\036' ';'\n";

        Process shell = new ProcessBuilder(
                        "sh",
                        "-c",
                        script,
                        "sh",
                        "run",
                        "--secret",
                        "A=b c=d",
                        "--job",
                        "x=y",
                        "--secret=E=f",
                        "--secret",
                        "NAME",
                        "--secrets-file=a=b")
                .start();
        String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor()).isZero();
        assertThat(said)
                .isEqualTo("run|--secret|A|--job|x=y|--secret=E|--secret|NAME|--secrets-file=a=b|\nA=b c=d;E=f;");
    }

    @Test
    void aShellOpensWhereTheScriptFailed() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script command to make a terminal with");
        TestProject.with(folder, FILE);
        StringBuilder line = new StringBuilder();
        for (String word : TestProject.command(List.of("run", "--shell-into", "test: [one]"))) {
            line.append(" '").append(word).append('\'');
        }
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", line.toString(), "/dev/null")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        Process script = builder.start();

        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8));
                OutputStream in = script.getOutputStream()) {
            String before = readTo(out, "as the script left it");
            in.write("cat out/a.txt; echo of=$OF version=$VERSION; tty | head -c 5; exit\n"
                    .getBytes(StandardCharsets.UTF_8));
            in.flush();
            String after = readTo(out, "of 4 jobs in");

            assertThat(before).contains("ended with exit code 1; a shell in ");
            assertThat(after).contains("of=one version=1.2.3").contains("/dev/");
        }
        assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(script.exitValue()).isEqualTo(1);
    }

    private static String readTo(BufferedReader out, String part) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            seen.append(line).append('\n');
            if (line.contains(part)) {
                return seen.toString();
            }
        }
        throw new AssertionError("no line with " + part + " in:\n" + seen);
    }

    @Test
    void runsAgainOnChangeAndCancelsTheRunUnderWay() throws Exception {
        TestProject project = TestProject.with(folder, """
            job:
              script:
                - echo "reads $(cat data.txt)"
                - if [ "$(cat data.txt)" = slow ]; then sleep 1000; fi
              artifacts: {paths: [data.txt]}
            """);
        project.write("data.txt", "one");
        Process watch = project.start(Map.of(), List.of("run", "--watch", "--artifacts-to", "left"));

        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(watch.getInputStream(), StandardCharsets.UTF_8))) {
            readTo(out, "passed: 1 job");
            project.write("data.txt", "slow");
            readTo(out, "| reads slow");
            project.write("data.txt", "three");
            String third = readTo(out, "passed: 1 job");
            watch.toHandle().destroy();

            assertThat(third).contains("canceling").contains("| reads three");
            assertThat(out.lines())
                    .as("no further run by what the runs left")
                    .noneMatch(line -> line.contains("| started"));
        }
        assertThat(watch.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(watch.exitValue()).isZero();
    }
}
