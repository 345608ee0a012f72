package dev.sluice.app.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvironmentNamesTest {
    private static final List<String> KNOWN = List.of("production", "staging");

    @ParameterizedTest
    @ValueSource(strings = {"production", "Production", "production ", "PRODUCTION", "ｐroduction"})
    void spellingsOfANameAreTheSameEnvironment(String name) {
        assertThat(EnvironmentNames.normalized(name)).isEqualTo("production");
        assertThat(EnvironmentNames.problem(name, KNOWN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prоduction", "ρroduction", "pr0duction", "ѕtaging"})
    void lookAlikesAreRefused(String name) {
        assertThat(EnvironmentNames.problem(name, KNOWN).orElse("")).contains("looks like the environment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"review/feature", "прод", "qa-1"})
    void otherNamesAreOtherEnvironments(String name) {
        assertThat(EnvironmentNames.problem(name, KNOWN)).isEmpty();
    }

    @Test
    void controlCharactersAndEmptyNamesAreRefused() {
        assertThat(EnvironmentNames.problem("pro\u202eduction", KNOWN)).isPresent();
        assertThat(EnvironmentNames.problem("a\nb", KNOWN)).isPresent();
        assertThat(EnvironmentNames.problem("  ", KNOWN)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "feature/New Basket, feature-new-basket",
        "$(touch x), touch-x",
        "ПРИВЕТ, branch",
        "a-very-long-name-of-a-branch-that-nobody-types-twice, a-very-long-name-of-a-branch-that-nobody"
    })
    void slugsAreSafeInHostsAndFolders(String branch, String slug) {
        assertThat(EnvironmentNames.slug(branch)).isEqualTo(slug);
    }

    @ParameterizedTest
    @CsvSource({
        "dev, dev, true",
        "dev, develop, false",
        "feature/*, feature/a/b, true",
        "feature/*, feature, false",
        "*, anything, true",
        "a*a, a, false",
        "release-*-x*, release-1-x2, true",
        "release-*-x*, release-1-y, false"
    })
    void starsStandForAnyText(String pattern, String branch, boolean fits) {
        assertThat(BranchPattern.matches(pattern, branch)).isEqualTo(fits);
    }
}
