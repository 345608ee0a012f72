package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements of array inputs and keys of the mappings in them. */
final class InputPathTest {
    private static final String FILE = """
        spec:
          inputs:
            the-list: {type: array, default: [first, second, 3, true]}
            matrix: {type: array, default: [[a, b], [c, d]]}
            hosts: {type: array, default: [{name: one, tags: [x, "y z"]}]}
            deep: {type: array, default: [[[[[[end]]]]]]}
            text: {default: word}
        ---
        "job BLOCK": {script: ["echo", "$[[ inputs.matrix[0] ]]"]}
        """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "$[[ inputs.the-list[0] ]]; job first",
                "$[[inputs.the-list[1] | truncate(0,3)]]; job sec",
                "$[[ inputs.the-list[2] ]]-$[[ inputs.the-list[3] ]]; job 3-true",
                "$[[ inputs.matrix[1][0] ]]; job c",
                "$[[ inputs.hosts[0].name ]]; job one",
                "$[[ inputs.hosts[0].tags[1] ]]; job y z",
                "$[[ inputs.matrix[0] ]]; 'job [\"a\", \"b\"]'",
                "$[[ inputs.the-list ]]; 'job [\"first\", \"second\", 3, true]'",
                "$[[ inputs.deep[0][0][0][0][0] ]]; 'job [\"end\"]'",
                "$[[ inputs.text ]]; job word",
            })
    void leadsTo(String block, String expected) {
        assertThat(answer(block)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "inputs.the-list[4]; there is no element 4 in an array of 4",
                "inputs.the-list[-1]; \"the-list[-1]\" is neither a key nor a key with numbers as in items[0]",
                "inputs.the-list[x]; \"the-list[x]\" is neither a key nor a key with numbers as in items[0]",
                "inputs.the-list[]; \"the-list[]\" is neither a key nor a key with numbers as in items[0]",
                "inputs.the-list[0]a; \"the-list[0]a\" is neither a key nor a key with numbers as in items[0]",
                "inputs.matrix[0].[1]; \"[1]\" is neither a key nor a key with numbers as in items[0]",
                "inputs.text[0]; [0] is for arrays, and this is a text",
                "inputs.text.extra; there is no key \"extra\" in a text",
                "inputs.hosts[0].nope; there is no key \"nope\" in a mapping",
                "inputs.deep[0][0][0][0][0][0]; at most 5 numbers may follow each other",
                "inputs.nope[0]; there is no such input",
                "inputs[0]; a block begins with inputs. or component.",
            })
    void leadsNowhere(String path, String expected) {
        assertThat(answer("$[[ " + path + " ]]")).isEqualTo("$[[ " + path + " ]]: " + expected);
    }

    private static String answer(String block) {
        return switch (GitlabDialect.check(
                "f.yml",
                FILE.replace("BLOCK", block.replace("\"", "\\\"")),
                MemoryTree.empty(),
                Triggers.push("main"),
                List.of(),
                Map.of())) {
            case Parsed.Valid<GitlabFile>(var value, var _) ->
                value.jobs().getFirst().name();
            case Parsed.Invalid<GitlabFile>(var problems) -> problems.getFirst().message();
        };
    }
}
