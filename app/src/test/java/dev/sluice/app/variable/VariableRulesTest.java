package dev.sluice.app.variable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.variable.Variable.Type;
import dev.sluice.app.variable.Variable.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be masked, and which of several variables with one key a job gets. */
final class VariableRulesTest {
    private static final String LINES = "line one\nline two";

    @ParameterizedTest
    @CsvSource({
        "abcdefgh, false, true",
        "abcdefg, false, false",
        "a+b=/@:.~-_9, false, true",
        "has blank, false, false",
        "dollar$ign, false, false",
        "dollar$ign, true, true",
        "has blank, true, false",
        "'{\"a\":1}x', true, true",
        "CI_JOB_TOKEN, false, false",
        "OTHER_KEY, false, false",
        "OTHER_KEY, true, false",
        "aaaaaaaa, false, false",
        "aaaaaaaa, true, false",
        "production, false, false",
        "LocalHost, true, false",
        "production1, false, true"
    })
    void valuesThatLogsCanMask(String value, boolean raw, boolean fits) {
        assertThat(VariableRules.valueProblem(value, Visibility.MASKED, raw, Set.of("OTHER_KEY")))
                .matches(problem -> problem.isEmpty() == fits);
        assertThat(VariableRules.valueProblem(value, Visibility.HIDDEN, raw, Set.of("OTHER_KEY")))
                .matches(problem -> problem.isEmpty() == fits);
        assertThat(VariableRules.valueProblem(value, Visibility.VISIBLE, raw, Set.of("OTHER_KEY")))
                .isEmpty();
    }

    @Test
    void aValueOfSeveralLinesCannotBeMaskedAndNoMessageRepeatsIt() {
        assertThat(VariableRules.valueProblem(LINES, Visibility.MASKED, true, Set.of()))
                .hasValueSatisfying(why -> assertThat(why).doesNotContain("line one"));
        assertThat(VariableRules.valueProblem(LINES, Visibility.VISIBLE, false, Set.of()))
                .isEmpty();
        assertThat(VariableRules.valueProblem("x".repeat(10_001), Visibility.VISIBLE, false, Set.of()))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({"production, production", "review/a, review/*", "review/b, review/*", "staging, *", "'', *"})
    void theMostSpecificScopeWins(String environment, String scope) {
        List<Variable> all = List.of(
                variable("*", false),
                variable("production", false),
                variable("prod*", false),
                variable("r*", false),
                variable("review/*", false),
                variable("review", false));

        assertThat(VariableChoice.of(all, one -> one, environment, false))
                .extracting(Variable::scope)
                .containsExactly(scope);
    }

    @Test
    void protectedOnesAreForProtectedRefsAlone() {
        List<Variable> all = List.of(variable("*", false), variable("production", true));

        assertThat(VariableChoice.of(all, one -> one, "production", false))
                .extracting(Variable::scope)
                .containsExactly("*");
        assertThat(VariableChoice.of(all, one -> one, "production", true))
                .extracting(Variable::scope)
                .containsExactly("production");
    }

    private static Variable variable(String scope, boolean protectedOnly) {
        return new Variable(
                "KEY", scope, Type.ENV_VAR, Visibility.VISIBLE, protectedOnly, false, "", Instant.EPOCH, "anna");
    }
}
