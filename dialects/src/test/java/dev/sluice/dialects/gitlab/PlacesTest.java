package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes are told where they were written, whatever way they came, all at once and with the name that was meant. */
final class PlacesTest {

    private static List<String> mistakes(String file, Map<String, String> others) {
        return switch (GitlabDialect.check(
                "f.yml", file, MemoryTree.of(others), Triggers.push("main"), List.of(), Map.of())) {
            case Parsed.Valid<GitlabFile> _ -> List.of();
            case Parsed.Invalid<GitlabFile>(var problems) ->
                problems.stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .map(problem -> (problem.at() + ": " + problem.message() + " " + problem.hint()).strip())
                        .toList();
        };
    }

    @Test
    void throughFilesThatIncludeEachOther() {
        Map<String, String> others = Map.of(
                "one.yml", "include: /two.yml\none:\n  script: x\n  imagee: y\n",
                "two.yml", "two:\n  script: x\n  rules:\n    - if: $A = 1\n");

        assertThat(mistakes("include: one.yml\nthree:\n  needs: [tow]\n  script: x\n", others))
                .containsExactly(
                        "f.yml:3:11: job \"three\": \"needs\" names \"tow\", which is not in the file did you mean"
                                + " \"two\"?",
                        "one.yml:4:3: job \"one\": unknown keyword \"imagee\" did you mean \"image\"?",
                        "two.yml:4:14: invalid condition: = is no operator compare with ==");
    }

    @Test
    void throughExtendsOnce() {
        Map<String, String> others =
                Map.of("base.yml", ".base:\n  artifacts:\n    paths: out\n    wen: always\n  retry: 7\n");

        assertThat(mistakes(
                        "include: base.yml\n"
                                + "a: {extends: .base, script: x}\n"
                                + "b: {extends: [.base], script: x}\n"
                                + "c: {extends: .bse, script: x}\n",
                        others))
                .containsExactly(
                        "base.yml:3:12: job \"a\": artifacts: \"paths\" must be a list of texts, not a text",
                        "base.yml:4:5: job \"a\": artifacts: unknown keyword \"wen\" did you mean \"when\"?",
                        "base.yml:5:10: job \"a\": \"retry\" is 7; it may be 0 to 2",
                        "f.yml:4:14: \"extends\" names \".bse\", which is not in the file did you mean \".base\"?");
    }

    @Test
    void throughReferences() {
        Map<String, String> others = Map.of("base.yml", ".base:\n  variables:\n    X: [1]\n  script:\n    - {a: b}\n");

        assertThat(mistakes(
                        "include: base.yml\na:\n  variables: !reference [.base, variables]\n  script:\n    - !reference"
                                + " [.base, script]\n    - !reference [.base, scirpt]\n",
                        others))
                .containsExactly(
                        "base.yml:3:8: job \"a\": \"X\" must be a text, a number or a boolean, not a list",
                        "base.yml:5:7: job \"a\": \"script\" holds a mapping where a command is expected a command that"
                                + " contains \": \" needs quotes",
                        "f.yml:6:7: !reference [.base, scirpt]: there is no \"scirpt\" below \".base\" did you mean"
                                + " \"script\"?");
    }

    @Test
    void throughAnchorsAndMergeKeys() {
        assertThat(mistakes("""
            .a: &a
              scrpt: x
              stage: tset
            .list: &list
              - echo: x
            b:
              <<: *a
              script: *list
            """, Map.of()))
                .containsExactly(
                        "f.yml:2:3: job \"b\": unknown keyword \"scrpt\" did you mean \"script\"?",
                        "f.yml:3:10: job \"b\": there is no stage \"tset\"; the stages are .pre, build, test, deploy,"
                                + " .post did you mean \"test\"?",
                        "f.yml:5:5: job \"b\": \"script\" holds a mapping where a command is expected a command that"
                                + " contains \": \" needs quotes");
    }

    @Test
    void throughInputs() {
        Map<String, String> others = Map.of("t.yml", """
            spec:
              inputs: {stage: {default: test}, count: {type: number}}
            ---
            a:
              stage: $[[ inputs.stgae ]]
              script: x
            """);

        assertThat(mistakes(
                        "include:\n  - local: t.yml\n    inputs: {cuont: 1, count: many}\nz: {script: x}\n", others))
                .containsExactly(
                        "f.yml:3:14: the file declares no input \"cuont\" did you mean \"count\"?",
                        "f.yml:3:31: input \"count\" has the type number, but the value is \"many\"");
        assertThat(mistakes("include:\n  - local: t.yml\n    inputs: {count: 1}\nz: {script: x}\n", others))
                .containsExactly(
                        "t.yml:5:10: $[[ inputs.stgae ]]: there is no such input did you mean \"inputs.stage\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wen: manual | when",
                "when: manul | manual",
                "needs: [biuld] | build",
                "dependencies: [biuld] | build",
                "extends: biuld | build",
                "stage: deplyo | deploy",
                "retry: {wehn: always} | when",
                "retry: {when: allways} | always",
                "cache: {polcy: pull} | policy",
                "artifacts: {reports: {junt: x}} | junit",
                "environment: {name: x, action: strat} | start",
                "rules: [{fi: $A}] | if",
                "trigger: {includ: x} | include",
                "image: {nmae: x} | name",
                "inherit: {defualt: false} | default",
                "inherit: {default: [imgae]} | image",
                "needs: [{jbo: build}] | job",
                "environment: {name: x, on_stop: biuld} | build",
            })
    void namesThatWereMeant(String keyword, String meant) {
        assertThat(mistakes("build: {stage: build, script: x}\na:\n  script: x\n  " + keyword + "\n", Map.of()))
                .anySatisfy(mistake ->
                        assertThat(mistake).startsWith("f.yml:4:").endsWith("did you mean \"" + meant + "\"?"));
    }
}
