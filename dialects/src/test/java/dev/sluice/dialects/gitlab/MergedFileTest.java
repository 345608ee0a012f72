package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Job;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Program;
import dev.sluice.core.model.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all files together say, as one file that says the same. */
final class MergedFileTest {
    private static final Path SETS = Path.of("..")
            .resolve(System.getProperty("sluice.conformance", "../shared/conformance"))
            .resolve("gitlab");

    private static Parsed<GitlabFile> check(String text, SourceTree tree) {
        return GitlabDialect.check(".gitlab-ci.yml", text, tree, Triggers.push("main"), List.of(), Map.of());
    }

    private static String merged(String text, SourceTree tree) {
        return switch (check(text, tree)) {
            case Parsed.Valid<GitlabFile>(var file, var _) -> file.merged().text();
            case Parsed.Invalid<GitlabFile>(var problems) -> throw new AssertionError(problems.toString());
        };
    }

    @Test
    void everyKeySaysWhereItWasWritten() {
        MemoryTree tree = MemoryTree.of(Map.of("more.yml", """
            .base:
              image: alpine
              script:
                - one
                - "two: three"
            default: {retry: 1}
            """));

        String text = merged("""
            include: more.yml
            variables: &v
              SW: "on"
              LONG: |
                first
                 second
            a:
              extends: .base
              variables: *v
              rules:
                - if: $CI
                  when: manual
            b:
              script: [!reference [.base, script], {a: 1}.x]
            """.replace(", {a: 1}.x", ", last"), tree);

        assertThat(text).isEqualTo("""
            .base: # more.yml:1
              image: alpine # more.yml:2
              script: # more.yml:3
                - one
                - "two: three"
            default: # more.yml:6
              retry: 1 # more.yml:6
            variables: # .gitlab-ci.yml:2
              SW: "on" # .gitlab-ci.yml:3
              LONG: | # .gitlab-ci.yml:4
                first
                 second
            a: # .gitlab-ci.yml:7
              image: alpine # more.yml:2
              script: # more.yml:3
                - one
                - "two: three"
              variables: # .gitlab-ci.yml:9
                SW: "on" # .gitlab-ci.yml:3
                LONG: | # .gitlab-ci.yml:4
                  first
                   second
              rules: # .gitlab-ci.yml:10
                - if: $CI # .gitlab-ci.yml:11
                  when: manual # .gitlab-ci.yml:12
            b: # .gitlab-ci.yml:13
              script: # .gitlab-ci.yml:14
                - # more.yml:4
                  - one
                  - "two: three"
                - last # .gitlab-ci.yml:14
            """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on",
                "'no'",
                "012345",
                "1_000",
                "12:30:45",
                "1.10",
                "1e3",
                "0x1f",
                "null",
                "\"\"",
                "' lead'",
                "'trail '",
                "'#no comment'",
                "a: b",
                "- x",
                "'*a'",
                "\"tab\\tand\\r\\u0007\"",
                "\"\\u202e\\U0001F600\"",
                "\"x\\n\\n\"",
                "\"\\n  x\"",
                "\"a\\n \\nb\"",
                "\"a\\n\\tb\\n\"",
                "<<",
                "=",
                "'@x'",
                "'%x'",
                "'2001-01-01'",
                "'true'",
                "~x",
                "'{a}'",
                "é ü",
                "$[[ x ]]",
                "'!x'",
                "'? x'",
                "'a #b'",
                "'a:'",
                ".5",
                "'.'",
                "'-'",
                "'- '",
                "--- x",
                "'---'",
                "'...'",
            })
    void valuesAreReadBackAsTheyWere(String value) {
        String text = "a:\n  variables: {X: "
                + (value.equals("a: b") ? "'a: b'" : value.equals("- x") ? "'- x'" : value) + "}\n  script: [x]\n";
        if (value.equals("$[[ x ]]") || value.equals("<<") || value.equals("null")) {
            text = text.replace(value, "'" + value + "'");
        }

        assertThat(programs(merged(text, MemoryTree.empty()), MemoryTree.empty()))
                .isEqualTo(programs(text, MemoryTree.empty()));
    }

    private static List<Program> programs(String text, SourceTree tree) {
        Planned planned = GitlabDialect.plan(".gitlab-ci.yml", text, tree, Triggers.push("main"), List.of());
        return planned instanceof Planned.Ready ready
                ? ready.pipeline().jobs().stream().map(Job::program).toList()
                : List.of();
    }

    @TestFactory
    Stream<DynamicTest> casesSayTheSame() throws IOException {
        return Stream.of("validate", "run")
                .flatMap(set -> cases(SETS.resolve(set)))
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> saysTheSame(folder)));
    }

    private static Stream<Path> cases(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> Files.isRegularFile(path.resolve(".gitlab-ci.yml"))).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void saysTheSame(Path folder) throws IOException {
        String text = Files.readString(folder.resolve(".gitlab-ci.yml"));
        FolderTree tree = new FolderTree(folder);
        if (!(check(text, tree) instanceof Parsed.Valid<GitlabFile>(var file, var _))) {
            return;
        }
        String merged = file.merged().text();

        switch (check(merged, tree)) {
            case Parsed.Invalid<GitlabFile>(var problems) -> throw new AssertionError(problems + "\n" + merged);
            case Parsed.Valid<GitlabFile>(var again, var _) -> {
                assertThat(again.stages()).isEqualTo(file.stages());
                assertThat(again.jobs()).isEqualTo(file.jobs());
                assertThat(programs(merged, tree).equals(programs(text, tree)))
                        .as("programs of\n%s", merged)
                        .isTrue();
            }
        }
    }
}
