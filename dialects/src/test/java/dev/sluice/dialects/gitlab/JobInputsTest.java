package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Inputs of jobs get their defaults, and their mistakes are told where they are. */
final class JobInputsTest {

    private static List<String> mistakes(String file) {
        Planned planned = GitlabDialect.plan("f.yml", file, MemoryTree.empty(), Triggers.push("main"), List.of());
        return planned instanceof Planned.Refused(List<Problem> problems)
                ? problems.stream()
                        .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                        .map(problem -> problem.at() + ": " + problem.message() + " " + problem.hint())
                        .map(String::strip)
                        .toList()
                : List.of();
    }

    @Test
    void defaultsAreFilledInWhereGitlabFillsThemIn() {
        String file = """
            .base:
              inputs: {place: {default: lab, options: [lab, live]}}
            deploy:
              extends: .base
              inputs:
                count: {type: number, default: 3}
                dry: {type: boolean, default: true}
                parts: {type: array, default: [a, b]}
              image: alpine:${{ job.inputs.place }}
              variables: {KEPT: "${{ job.inputs.place }}"}
              script:
                - deploy ${{job.inputs.place}} -n ${{ job.inputs.count }} ${{ job.inputs.dry }} ${{ job.inputs.parts }}
                - echo ${{ other.thing }} ${{ unfinished
              artifacts: {paths: ["out/${{ job.inputs.place }}"]}
            """;
        Planned planned = GitlabDialect.plan("f.yml", file, MemoryTree.empty(), Triggers.push("main"), List.of());

        assertThat(planned).isInstanceOf(Planned.Ready.class);
        GitlabProgram written = (GitlabProgram)
                ((Planned.Ready) planned).pipeline().jobs().getFirst().program();
        GitlabProgram program = written.filled(Map.of());
        assertThat(program.scripts().script())
                .containsExactly("deploy lab -n 3 true [\"a\",\"b\"]", "echo ${{ other.thing }} ${{ unfinished");
        assertThat(program.image().orElseThrow().name()).isEqualTo("alpine:lab");
        assertThat(program.artifacts().orElseThrow().paths()).containsExactly("out/lab");
        assertThat(program.variables().below()).contains(GitlabVariable.of("KEPT", "${{ job.inputs.place }}"));

        GitlabProgram chosen = written.filled(Map.of("place", "live", "count", "07", "parts", "[ x,\"y\" ]"));
        assertThat(chosen.scripts().script().getFirst()).isEqualTo("deploy live -n 7 true [\"x\",\"y\"]");
        assertThat(chosen.image().orElseThrow().name()).isEqualTo("alpine:live");
        assertThat(chosen.artifacts().orElseThrow().paths()).containsExactly("out/live");
        assertThat(written.choosing(Map.of("place", "live"))
                        .filled(Map.of())
                        .image()
                        .orElseThrow()
                        .name())
                .isEqualTo("alpine:live");
    }

    @Test
    void whatAPersonMayChooseIsToldAndChecked() {
        Planned planned = GitlabDialect.plan("f.yml", """
            deploy:
              inputs:
                place: {description: Where to, default: lab, options: [lab, live]}
                count: {type: number, default: 3}
                dry: {type: boolean, default: true}
                parts: {type: array, default: [a], options: [a, b]}
                tag: {default: v1, regex: /^v\\d+$/}
              script: [x]
            """, MemoryTree.empty(), Triggers.push("main"), List.of());
        GitlabProgram program = (GitlabProgram)
                ((Planned.Ready) planned).pipeline().jobs().getFirst().program();

        assertThat(program.inputs())
                .containsExactly(
                        new JobInput(
                                "place",
                                JobInput.Type.STRING,
                                "lab",
                                "Where to",
                                List.of("lab", "live"),
                                Optional.empty()),
                        new JobInput("count", JobInput.Type.NUMBER, "3", "", List.of(), Optional.empty()),
                        new JobInput("dry", JobInput.Type.BOOLEAN, "true", "", List.of(), Optional.empty()),
                        new JobInput("parts", JobInput.Type.ARRAY, "[\"a\"]", "", List.of("a", "b"), Optional.empty()),
                        new JobInput("tag", JobInput.Type.STRING, "v1", "", List.of(), Optional.of("/^v\\d+$/")));
        assertThat(program.inputProblems(
                        Map.of("place", "live", "count", "-2.5", "dry", "false", "parts", "[b]", "tag", "v12")))
                .isEmpty();
        assertThat(program.inputProblems(Map.of(
                        "place", "moon", "count", "two", "dry", "1", "parts", "[c]", "tag", "12", "plaec", "lab")))
                .containsExactly(
                        "the input \"count\" has the type number, which \"two\" is not",
                        "the input \"dry\" has the type boolean, which \"1\" is not",
                        "the input \"parts\" cannot be \"c\"; the options are a, b",
                        "the input \"place\" cannot be \"moon\"; the options are lab, live",
                        "the job has no input \"plaec\"; its inputs are place, count, dry, parts, tag",
                        "the input \"tag\" is \"12\", which does not match /^v\\d+$/");
        assertThat(program.inputProblems(Map.of("tag", "v".repeat(20_000)))).hasSize(1);
    }

    @Test
    void theAttemptGetsWhatWasChosen(@TempDir Path folder) throws Exception {
        Planned planned = GitlabDialect.plan("f.yml", """
            a:
              inputs: {place: {default: lab}}
              script: ['echo "to ${{ job.inputs.place }}"']
              after_script: ['echo "after ${{job.inputs.place}}"']
            """, MemoryTree.empty(), Triggers.push("main"), List.of());
        ProcessSession session = new ProcessSession(folder, "sh");
        session.inputs = Map.of("place", "live");

        ((GitlabProgram) ((Planned.Ready) planned).pipeline().jobs().getFirst().program()).run(session);

        assertThat(session.log).contains("to live", "after live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{x: {type: number}} | f.yml:2:12: job \"a\": input \"x\": \"default\" is missing",
                "{x: 1} | f.yml:2:15: job \"a\": input \"x\" must be a mapping, not a number",
                "{x: {default: y, rules: []}} | f.yml:2:28: job \"a\": input \"x\": unknown keyword \"rules\"; there"
                        + " are default, description, options, regex, type",
                "{x: {default: y, type: array}} | f.yml:2:25: job \"a\": input \"x\" has the type array, but the value"
                        + " is \"y\"",
                "{x: {default: y, options: [z]}} | f.yml:2:25: job \"a\": input \"x\" is \"y\"; the options are z did"
                        + " you mean \"z\"?",
                "{x: {default: y, regex: ^z}} | f.yml:2:25: job \"a\": input \"x\" is \"y\", which does not match ^z",
                "[x] | f.yml:2:11: job \"a\": \"inputs\" must be a mapping of names to their declarations, not a list",
            })
    void mistakesOfDeclarations(String inputs, String expected) {
        assertThat(mistakes("a:\n  inputs: " + inputs + "\n  script: x")).containsExactly(expected);
    }

    @Test
    void unknownInputsAreToldWithTheNearest() {
        assertThat(mistakes("a:\n  inputs: {place: {default: lab}}\n  script:\n    - echo ${{ job.inputs.plaec }}"))
                .containsExactly(
                        "f.yml:4:12: job \"a\": ${{ job.inputs.plaec }}: there is no such input of the job did you"
                                + " mean \"place\"?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "job.inputs.n + 1",
                "job.inputs.n-1",
                "1 + job.inputs.n",
                "str(job.inputs.n)",
                "!job.inputs.n",
                "job.inputs.n == 3 && true",
                "job.inputs",
            })
    void operatorsAreToldToBeMissing(String access) {
        assertThat(mistakes(
                        "a:\n  inputs: {n: {type: number, default: 3}}\n  script:\n    - 'echo ${{ " + access + " }}'"))
                .containsExactly("f.yml:4:13: job \"a\": ${{ " + access + " }}: operators and functions are not"
                        + " supported yet name one input alone, ${{ job.inputs.NAME }}, and let the script calculate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "job.inputs.n; 3",
                "job.inputs[\"n\"]; 3",
                "job.inputs[ 'n' ]; 3",
                "job.inputs.with-dash; 4",
                "job.inputs[\"with-dash\"]; 4",
                "my_job.inputs.n; ${{ my_job.inputs.n }}",
            })
    void inputsAreNamedByPointOrBrackets(String access, String expected) {
        String filled = JobInputValues.filled("${{ " + access + " }}", Map.of("n", "3", "with-dash", "4"));

        assertThat(filled).isEqualTo(expected);
    }

    @Test
    void clustersOfEnvironmentsAreCheckedAndHaveNoEffect() {
        String file = "a:\n  environment:\n    name: lab\n    kubernetes: ";

        assertThat(mistakes(file
                        + "{agent: g/p:x, dashboard: {namespace: n}, managed_resources: {enabled: true}}\n  script: x"))
                .isEmpty();
        assertThat(mistakes(file + "{agnt: x, managed_resources: {enabled: 1}}\n  script: x"))
                .containsExactly(
                        "f.yml:4:18: job \"a\": environment: kubernetes: unknown keyword \"agnt\" did you mean"
                                + " \"agent\"?",
                        "f.yml:4:56: job \"a\": environment: kubernetes: managed_resources: \"enabled\" must be true or"
                                + " false, not a number");
    }
}
