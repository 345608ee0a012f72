package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.run.TestProject.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice run} as a process, in a real repository, with real shells. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunCommandTest {
    @TempDir
    private Path folder;

    @Test
    void showsWhatJobsReported() throws Exception {
        TestProject project = TestProject.with(folder, """
            unit:
              script:
                - echo '<testsuite><testcase classname="C" name="a"/><testcase classname="C" name="b"><failure
                  message="no TOKEN-abc-123"/></testcase></testsuite>' > r.xml
                - echo "covered 81.25 percent"
              coverage: '/covered ([0-9.]+)/'
              artifacts: {reports: {junit: "*.xml"}}
            """);

        Outcome outcome = project.sluice("run", "--secret", "S=TOKEN-abc-123");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out()).endsWith("""
            tests: 1 passed, 1 failed
              failed unit  C > b: no [MASKED]
            coverage: 81.25%
            """);
        assertThat(project.sluice("run", "--format", "ndjson").out()).doesNotContain("coverage:");
    }

    @Test
    void showsARunInPlainLines() throws Exception {
        TestProject project = TestProject.with(folder, """
            stages: [build, test, deploy]
            build:
              stage: build
              script:
                - echo one
            unit-test:
              stage: test
              script:
                - echo two
                - exit 3
            deploy:
              stage: deploy
              script: echo three
            """);

        Outcome outcome = project.sluice("run");

        assertThat(outcome.normalised()).isEqualTo("""
            build     | started
            build     | Getting the sources
            build     | Executing the script
            build     | $ echo one
            build     | one
            build     | passed  TIME
            unit-test | started
            unit-test | Getting the sources
            unit-test | Executing the script
            unit-test | $ echo two
            unit-test | two
            unit-test | $ exit 3
            unit-test | failed  TIME  the script ended with exit code 3

            last lines of unit-test:
              | Getting the sources
              | Executing the script
              | $ echo two
              | two
              | $ exit 3

              passed    build      TIME
              failed    unit-test  TIME  the script ended with exit code 3
              skipped   deploy     unit-test failed

            failed: 1 of 3 jobs in TIME
            """);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isEqualTo(1);
    }

    @Test
    void printsNothingButJsonForPrograms() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script: printf 'a\\033[31mb\"\\n'\n");

        Outcome outcome = project.sluice("run", "--format", "ndjson");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out().lines()).allMatch(line -> line.startsWith("{\"type\":\"") && line.endsWith("}"));
        assertThat(outcome.out())
                .startsWith("{\"type\":\"pipeline.created\"")
                .contains("{\"type\":\"job.started\",\"job\":\"job\"")
                .contains("\"line\":\"a\\u001b[31mb\\\"")
                .contains("{\"type\":\"job.section\",\"job\":\"job\",\"section\":\"step_script\",\"state\":\"start\"}")
                .doesNotContain("section_start:")
                .contains("\"status\":\"success\"")
                .endsWith("{\"type\":\"pipeline.finished\",\"status\":\"success\"}\n");
    }

    @Test
    void tellsHowToStartAManualJobAndStartsItWhenNamed() throws Exception {
        TestProject project = TestProject.with(folder, """
            build:
              stage: build
              script: echo built
            go live:
              stage: deploy
              when: manual
              script: echo live
            """);

        Outcome all = project.sluice("run");
        Outcome named = project.sluice("run", "--job", "go live");

        assertThat(all.exit()).isZero();
        assertThat(all.out()).contains("manual    go live").contains("sluice run --job 'go live'");
        assertThat(all.out()).doesNotContain("| live");
        assertThat(named.exit()).isZero();
        assertThat(named.out()).contains("build   | built").contains("go live | live");
    }

    @Test
    void runsChildPipelinesAndWaitsForNobodyInThem() throws Exception {
        TestProject project = TestProject.with(folder, """
            child:
              variables: {WHO: parent}
              trigger: {include: child.yml, strategy: depend}
            """);
        project.write("child.yml", """
            hello: {stage: build, script: echo hello $WHO}
            gate: {stage: test, script: echo gate, when: manual, allow_failure: false}
            """);

        Outcome outcome = project.sluice("run");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("child / hello | hello parent")
                .contains("manual    child / gate")
                .contains("blocked: only manual work is left");
    }

    @Test
    void goesOnBesideAChildThatWaitsForAPersonFromTheStart() throws Exception {
        TestProject project = TestProject.with(folder, """
            child: {stage: build, trigger: {include: child.yml}}
            after: {stage: test, script: [echo went on]}
            """);
        project.write("child.yml", "gate: {script: echo gate, when: manual, allow_failure: false}\n");

        Outcome outcome = project.sluice("run");

        assertThat(outcome.exit()).isZero();
        assertThat(outcome.out())
                .contains("went on")
                .contains("passed    after")
                .contains("manual    child / gate");
        assertThat(outcome.out()).as("no way to start it that does not exist").doesNotContain("--job");
    }

    @Test
    void runsTheNamedJobAndWhatItNeedsAlone() throws Exception {
        TestProject project = TestProject.with(folder, """
            lib: {stage: build, script: echo lib}
            docs: {stage: build, script: echo docs}
            test: {stage: test, needs: [lib], script: echo test}
            """);

        Outcome outcome = project.sluice("run", "--job", "test");

        assertThat(outcome.out()).contains("lib  | lib").contains("test | test").doesNotContain("docs");
    }

    @Test
    void anUnknownJobIsNamedWithTheOneThatWasMeant() throws Exception {
        TestProject project = TestProject.with(folder, "unit-test:\n  script: 'true'\n");

        Outcome outcome = project.sluice("run", "--job", "unit-tset");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo("sluice: no job \"unit-tset\" in this pipeline\nhint: did you mean \"unit-test\"?\n");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aJobThatItsRulesLeaveOutIsNotCalledUnknown() throws Exception {
        TestProject project = TestProject.with(
                folder, "a: {script: 'true'}\ndocs: {script: 'true', rules: [{if: $CI_COMMIT_TAG}]}\n");

        Outcome outcome = project.sluice("run", "--job", "docs");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.err()).contains("job \"docs\" is not in this pipeline", "its rules leave it out", "--event");
    }

    @Test
    void keepsSecretsOutOfAllOutput() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script:\n    - echo \"<$TOKEN>\"\n    - exit 1\n");

        Outcome outcome = project.sluice("run", "--secret", "TOKEN=correct-horse-battery");

        assertThat(outcome.out()).contains("<[MASKED]>").doesNotContain("correct-horse");
        assertThat(outcome.err()).doesNotContain("correct-horse");
        try (var files = Files.walk(folder.resolve(".sluice"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("correct-horse");
            }
        }
    }

    @Test
    void keepsItsFilesOutOfGit() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script: test ! -e .sluice\n");

        assertThat(project.sluice("run").exit()).isZero();
        assertThat(project.sluice("run").exit())
                .as("nor does the next run see them")
                .isZero();

        project.git("diff", "--exit-code");
        project.git("add", "-A");
        project.git("diff", "--cached", "--exit-code");
    }

    @Test
    void leavesArtifactsWhereTheyAreWanted() throws Exception {
        TestProject project = TestProject.with(folder, """
            build:
              script: mkdir -p out && echo made > out/file.txt
              artifacts: {paths: [out/]}
            """);

        Outcome outcome = project.sluice("run", "--artifacts-to", "kept");

        assertThat(outcome.exit()).isZero();
        assertThat(folder.resolve("kept/out/file.txt")).hasContent("made");
    }

    @Test
    void aPipelineWithoutJobsIsSkipped() throws Exception {
        TestProject project =
                TestProject.with(folder, "workflow: {rules: [{if: '$CI_COMMIT_TAG'}]}\njob: {script: 'true'}\n");

        Outcome text = project.sluice("run");
        Outcome json = project.sluice("run", "--format", "ndjson");

        assertThat(text.exit()).isZero();
        assertThat(text.out()).isEmpty();
        assertThat(text.err()).startsWith("sluice: no pipeline: ");
        assertThat(json.out()).contains("\"type\":\"pipeline.finished\",\"status\":\"skipped\"");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsNamed() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script: 'true'\n");
        project.write(".sluice", "in the way");

        Outcome outcome = project.sluice("run");

        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("sluice: cannot write to " + folder.resolve(".sluice"))
                .contains("hint: ")
                .doesNotContain("Exception:")
                .doesNotContain("\tat ");
    }

    @Test
    void aReadOnlyHomeHarmsNothing() throws Exception {
        TestProject project = TestProject.with(folder.resolve("project"), "job:\n  script: echo fine\n");

        Outcome outcome = project.sluice(Map.of("HOME", "/proc/nowhere", "XDG_CACHE_HOME", "/proc/nowhere"), "run");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void refusesWhatIsNotInYetByName() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script: 'true'\n");
        Files.createDirectories(folder.resolve(".github/workflows"));
        project.write(".github/workflows/ci.yml", "on: push\n");
        project.write("Jenkinsfile", "pipeline {}\n");

        assertThat(project.sluice("run").err()).contains("more than one kind of pipeline", "Jenkinsfile", "--file");
        assertThat(project.sluice("validate", "--file", ".github/workflows/ci.yml"))
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(2))
                .satisfies(refused -> assertThat(refused.err())
                        .startsWith("sluice: .github/workflows/ci.yml:1:1: GitHub Actions workflows"));
        assertThat(project.sluice("validate", "--file", "Jenkinsfile").err()).contains("Jenkins pipelines");
    }

    @Test
    void optionsForContainersNeedTheirExecutor() throws Exception {
        TestProject project = TestProject.with(folder, "job:\n  script: 'true'\n");

        assertThat(project.sluice("run", "--privileged"))
                .satisfies(refused -> assertThat(refused.exit()).isEqualTo(2))
                .satisfies(refused -> assertThat(refused.err()).contains("--privileged needs --executor docker"));
        assertThat(project.sluice("run", "--executor", "docker", "--memory", "much")
                        .err())
                .contains("--memory", "512m");
    }
}
