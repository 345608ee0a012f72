package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What GitLab takes without a word, but hardly as it was meant, is told with its place; the file stays valid. */
final class WarningsTest {
    private static final MemoryTree TREE = new MemoryTree(Map.of(), Optional.empty());

    private static List<String> warnings(String text) {
        Planned planned = GitlabDialect.plan("f.yml", text, TREE, Triggers.push("main"), List.of());
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned)
                .warnings().stream()
                        .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                        .map(problem -> problem.at() + ": " + problem.message())
                        .toList();
    }

    @Test
    void aKeyThatStandsTwiceIsToldWithBothPlaces() {
        String why = " stands here again, and GitLab takes the last one: the one in line ";

        assertThat(warnings("a: {script: x}\na: {script: y}"))
                .containsExactly("f.yml:2:1: \"a\"" + why + "1 has no effect");
        assertThat(warnings("a:\n  script: x\n  script: y"))
                .containsExactly("f.yml:3:3: \"script\"" + why + "2 has no effect");
    }

    @Test
    void aSecondDocumentIsToldWhereItBegins() {
        String why = "another document begins here, and GitLab reads the first one alone: what follows has no effect";

        assertThat(warnings("a: {script: x}\n---\nb: {script: y}")).containsExactly("f.yml:2:1: " + why);
        assertThat(warnings("--- # first\na: {script: x}\n--- # second\n# c\nb: {}"))
                .containsExactly("f.yml:3:1: " + why);
    }

    @Test
    void whatNothingHereActsOnIsToldAtItsPlace() {
        String text = """
            up:
              script: x
              environment:
                name: lab
                kubernetes: {namespace: lab}
            """;

        assertThat(warnings(text))
                .singleElement()
                .asString()
                .startsWith("f.yml:5:5: ")
                .contains("no effect");
    }

    @Test
    void theEndOfAnEnvironmentIsNothingToWarnOf() {
        String text = """
            up:
              script: x
              when: manual
              manual_confirmation: Sure?
              environment: {name: lab, on_stop: down, auto_stop_in: 1 day}
            down:
              script: x
              when: manual
              environment: {name: lab, action: stop}
            """;

        assertThat(warnings(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "---\na: {script: x}",
                "# c\n\n---\na: {script: x}\n---\n# nothing more",
                ".m: &m {script: y}\na:\n  <<: *m\n  script: x",
                "a:\n  script:\n    - |\n      ---\n      more",
            })
    void whatIsMeantIsNot(String text) {
        assertThat(warnings(text)).isEmpty();
    }
}
