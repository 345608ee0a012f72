package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options and defaults of inputs that depend on other inputs. */
final class InputRulesTest {
    private static final String FILE = """
        spec:
          inputs:
            size:
              rules:
                - if: $[[ inputs.cloud ]] == "aws" && $[[ inputs.place ]] != "dev"
                  options: [large, huge]
                  default: huge
                - if: $[[ inputs.cloud ]] == 'aws'
                  options: [small, large]
                - if: $[[ inputs.cloud ]] =~ /^g/
                  default: null
                - options: [only]
            place: {options: [dev, prod], default: dev}
            cloud:
              rules:
                - if: $[[ inputs.place ]] == "prod"
                  options: [aws, gcp]
                  default: aws
                - options: [aws, gcp, other]
        ---
        "job $[[ inputs.size ]]": {script: x}
        """;

    private static String answer(String file, String given) {
        Map<String, String> inputs = new HashMap<>();
        for (String pair : given.isEmpty() ? new String[0] : given.split(" ")) {
            inputs.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return switch (GitlabDialect.check(
                "f.yml", file, MemoryTree.empty(), Triggers.push("main"), List.of(), inputs)) {
            case Parsed.Valid<GitlabFile>(var value, var _) ->
                value.jobs().getFirst().name();
            case Parsed.Invalid<GitlabFile>(var problems) ->
                problems.getFirst().at() + ": " + problems.getFirst().message();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | job small",
                "place=prod | job huge",
                "place=prod size=large | job large",
                "cloud=gcp | job ",
                "cloud=gcp size=anything | job anything",
                "cloud=other | job only",
                "cloud=other size=small | f.yml:1:1: input \"size\" is \"small\"; the options are only",
                "place=prod cloud=other | f.yml:1:1: input \"cloud\" is \"other\"; the options are aws, gcp",
            })
    void theFirstRuleThatHoldsDecides(String given, String expected) {
        assertThat(answer(FILE, given.strip()).strip()).isEqualTo(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{default: a, rules: [{options: [a]}]} | f.yml:1:21: input \"x\": \"default\" stands in the rules"
                        + " where there are \"rules\"",
                "{options: [a], rules: [{options: [a]}]} | f.yml:1:21: input \"x\": \"options\" stands in the rules"
                        + " where there are \"rules\"",
                "{rules: [{default: a}]} | f.yml:1:29: input \"x\": rules: a rule without \"if\" needs \"options\"",
                "{rules: [{if: '$[[ inputs.y ]]', options: [a]}]} | f.yml:1:21: input \"x\": the rules ask for $[["
                        + " inputs.y ]], and there is no such input",
                "{rules: [{if: '$[[ inputs.x ]]', options: [a]}]} | f.yml:1:21: the rules of inputs ask for each other"
                        + " in a circle: x",
                "{rules: [{if: '$[[ inputs ]]', options: [a]}]} | f.yml:1:35: invalid condition: $[[ ]] holds no input",
                "{rules: [{if: 'null', options: [a]}]} | f.yml:1:1: input \"x\" is required and not given",
                "{rules: [{options: [a], when: never}]} | f.yml:1:44: input \"x\": rules: unknown keyword \"when\";"
                        + " there are default, if, options",
            })
    void mistakes(String input, String expected) {
        assertThat(answer("spec: {inputs: {x: " + input + "}}\n---\na: {script: x}", ""))
                .isEqualTo(expected);
    }

    @Test
    void longCirclesAreTold() {
        String file = """
            spec:
              inputs:
                a: {rules: [{if: "$[[ inputs.b ]]", options: [x]}]}
                b: {rules: [{if: "$[[ inputs.a ]]", options: [x]}]}
            ---
            job: {script: x}
            """;

        assertThat(answer(file, "")).isEqualTo("f.yml:3:9: the rules of inputs ask for each other in a circle: a, b");
    }
}
