package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which number of a line is the coverage (docs.gitlab.com, "coverage"). */
final class CoveragePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Total.*?(\\d+)%|Total 10 2 80%|8000",
                "Code coverage: \\d+(?:\\.\\d+)?|Code coverage: 67.895%|6790",
                "Code coverage: \\d+\\.\\d+|Code coverage: 66.67% done|6667",
                "(\\d+)%|first 10% then 55%|5500",
                "(a) (\\d+)|a 12|1200",
                "x(\\d+)?|x|-",
                "(?i)total (\\d+)|TOTAL 12|1200",
                "covered|nothing covered here|-",
                "\\d+|007|700",
                "\\d+|12345678901234567890123456789012345|-",
            })
    void isTheFirstNumberOfTheLastGroupOfTheLastMatch(String body, String line, String expected) {
        assertThat(CoveragePattern.of(body).orElseThrow().in(line).map(String::valueOf))
                .isEqualTo(expected.equals("-") ? Optional.empty() : Optional.of(expected));
    }

    @Test
    void coloursAreTakenOutWhereNothingElseHelps() {
        String line = "\u001b[32mTotal:\u001b[0m 81.5%";
        CoveragePattern pattern = CoveragePattern.of("Total: (\\d+\\.\\d+)").orElseThrow();

        assertThat(pattern.in(line)).isEmpty();
        assertThat(pattern.in(CoveragePattern.plain(line))).contains(8150);
    }

    @Test
    void whatIsNoExpressionFindsNothing() {
        assertThat(CoveragePattern.of("(?<=x)\\d+")).isEmpty();
    }
}
