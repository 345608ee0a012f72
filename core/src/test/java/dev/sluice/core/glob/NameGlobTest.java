package dev.sluice.core.glob;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NameGlobTest {

    @ParameterizedTest
    @CsvSource({
        "*.jar, app.jar, true",
        "*.jar, app.war, false",
        "*, .hidden, true",
        "**, any, true",
        "a?c, abc, true",
        "a?c, ac, false",
        "[a-c]x, bx, true",
        "[!a-c]x, bx, false",
        "[^a-c]x, dx, true",
        "[]x], ]x], false",
        "[ab, [ab, true",
        "\\*, *, true",
        "\\*, a, false",
        "a*b*c, aXbYbZc, true",
        "a*b*c, aXbYbZ, false"
    })
    void namesAreMatchedByTheCommonSigns(String pattern, String name, boolean matches) {
        assertThat(NameGlob.matches(pattern, name)).isEqualTo(matches);
    }

    @Test
    void aHostilePatternTakesNoLongTime() {
        String pattern = "*a".repeat(1_000) + "b";

        Assertions.assertTimeout(Duration.ofSeconds(5), () -> assertThat(NameGlob.matches(pattern, "a".repeat(5_000)))
                .isFalse());
    }
}
