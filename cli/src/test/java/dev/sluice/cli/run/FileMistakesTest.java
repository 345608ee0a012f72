package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.run.TestProject.Outcome;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Broken, hostile and missing pipeline files: a clear message, exit code 2, and no trace of the program's insides. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileMistakesTest {
    @TempDir
    private Path folder;

    private Outcome validate(String text) throws Exception {
        return TestProject.with(folder, text).sluice("validate");
    }

    private static void refused(Outcome outcome, String... parts) {
        assertThat(outcome.exit()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.err()).contains(parts).doesNotContain("\tat ");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void everyMistakeIsOneLineWithItsPlace() throws Exception {
        Outcome outcome = validate("a:\n  scripts: make\nb:\n  script: make\n  stagee: test\n");

        refused(outcome, ".gitlab-ci.yml:2:3: ", ".gitlab-ci.yml:5:3: ", "scripts", "did you mean \"script\"?");
        assertThat(outcome.err().lines()).allMatch(line -> line.matches("\\.gitlab-ci\\.yml:\\d+:\\d+: .+"));
    }

    @Test
    void aValidFileSaysSo() throws Exception {
        Outcome outcome = validate("a:\n  script: make\n");

        assertThat(outcome.out()).isEqualTo(".gitlab-ci.yml: valid, 1 job\n");
        assertThat(outcome.exit()).isZero();
    }

    @Test
    void allFilesTogetherAreShownAsOneThatIsValid() throws Exception {
        TestProject project = TestProject.with(folder, "include: more.yml\na:\n  extends: .base\n");
        project.write("more.yml", ".base:\n  script: make\n");

        Outcome outcome = project.sluice("validate", "--merged");

        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .isEqualTo(".base: # more.yml:1\n  script: make # more.yml:2\na: # .gitlab-ci.yml:2\n"
                        + "  script: make # more.yml:2\n");
        project.write(".gitlab-ci.yml", outcome.out());
        assertThat(project.sluice("validate").out()).isEqualTo(".gitlab-ci.yml: valid, 1 job\n");
    }

    @Test
    void eachJobSaysWhyItTakesPart() throws Exception {
        TestProject project = TestProject.with(folder, """
            a: {script: make}
            b:
              script: make
              rules:
                - if: $KIND == "x"
                  when: manual
            c:
              script: make
              rules:
                - exists: ["*.yml"]
                - changes: [none]
            """);

        assertThat(project.sluice("list", "--why", "--var", "KIND=x").out()).isEqualTo("""
            test  a  on_success  it has no rules
            test  b  manual      rule 1 of 1 holds
                + .gitlab-ci.yml:5: if: $KIND == "x", when: manual
                  KIND = "x"
            test  c  on_success  rule 1 of 2 holds
                + .gitlab-ci.yml:10: exists: ["*.yml"]
                  exists: 1 of 1 files matches: .gitlab-ci.yml
            """);
        assertThat(project.sluice("list", "--why", "--format", "json").out())
                .contains("\"name\":\"b\",\"stage\":\"test\",\"takesPart\":false,\"when\":\"out\"")
                .contains("\"variables\":{\"KIND\":null}")
                .contains("\"clauses\":[{\"clause\":\"exists\",\"holds\":true,\"why\":\"1 of 1 files matches\","
                        + "\"files\":[\".gitlab-ci.yml\"]}]");
        assertThat(project.sluice("list", "--event", "tag").exit()).isEqualTo(2);
    }

    @Test
    void programsGetTheMistakesAsJson() throws Exception {
        TestProject project = TestProject.with(folder, "a:\n  scripts: make\n");

        Outcome outcome = project.sluice("validate", "--format", "json");

        assertThat(outcome.exit()).isEqualTo(2);
        assertThat(outcome.out())
                .startsWith("{\"valid\":false,\"file\":\".gitlab-ci.yml\"")
                .contains("\"line\":2,\"column\":3,\"severity\":\"error\"");
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        TestProject project = TestProject.with(folder, "a: {script: make}\n");

        refused(project.sluice("validate", "--file", "nowhere.yml"), "nowhere.yml: there is no such file");
        Files.delete(folder.resolve(".gitlab-ci.yml"));
        refused(project.sluice("run"), "no pipeline file in", ".gitlab-ci.yml, .github/workflows/*.yml, Jenkinsfile");
    }

    @Test
    void aFolderThatIsNoRepositoryCanBeCheckedButNotRun() throws Exception {
        TestProject bare = new TestProject(folder);
        bare.write(".gitlab-ci.yml", "a: {script: make}\n");

        assertThat(bare.sluice("validate").exit()).isZero();
        refused(bare.sluice("run"), "is in no git repository", "git init");
    }

    @Test
    void invalidUtf8HasItsPlace() throws Exception {
        TestProject project = TestProject.with(folder, "a: {script: make}\n");
        Files.write(folder.resolve(".gitlab-ci.yml"), "a:\n  script: \u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

        refused(project.sluice("validate"), ".gitlab-ci.yml:2:11: ", "0xE9", "UTF-8");
    }

    @Test
    void tenMegabytesAreRefusedQuickly() throws Exception {
        TestProject project = TestProject.with(folder, "a: {script: make}\n");
        byte[] line = "job: {script: make}\n".getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(folder.resolve(".gitlab-ci.yml"))) {
            for (int i = 0; i < 10_000_000 / line.length; i++) {
                out.write(line);
            }
        }

        refused(project.sluice("validate"), ".gitlab-ci.yml:1:1: ");
    }

    @Test
    void hostileNamesReachTheTerminalAsText() throws Exception {
        Outcome outcome = validate("\"a\\e]0;title\\a\\u202e\":\n  scripts: make\n");

        refused(outcome, "\\u001b]0;title\\u0007\\u202e");
        assertThat(outcome.err()).doesNotContain("\u001b", "\u0007", "\u202e");
    }

    @Test
    void aDeepFileIsRefused() throws Exception {
        refused(validate("a: " + "[".repeat(10_000) + "]".repeat(10_000) + "\n"), ".gitlab-ci.yml:1:");
    }

    @Test
    void listsWhatTheFileHas() throws Exception {
        TestProject project = TestProject.with(
                folder, "build: {stage: build, script: make, parallel: 2}\ntest: {script: make, needs: [build]}\n");

        assertThat(project.sluice("list").out()).isEqualTo("""
            STAGE  JOB        WHEN        NEEDS
            build  build 1/2  on_success
            build  build 2/2  on_success
            test   test       on_success  build 1/2, build 2/2
            """);
        assertThat(project.sluice("list", "--format", "json").out())
                .contains("{\"name\":\"build 1/2\",\"stage\":\"build\",\"when\":\"on_success\"");
    }
}
