package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which line of a log says the coverage, whichever way the log is read. */
final class LastCoverageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all 10%;all 20%;done | 2000",
                "all 10%;all \u001b[1m20%;done | 1000",
                "all \u001b[1m10%;all \u001b[1m20% | 2000",
                "done |"
            })
    void bothWaysFindTheSameLine(String log, Integer expected) {
        List<String> lines = List.of(log.split(";"));
        CoveragePattern pattern = CoveragePattern.of("^all (\\d+)%").orElseThrow();
        LastCoverage forwards = new LastCoverage(pattern);
        LastCoverage backwards = new LastCoverage(pattern);

        lines.forEach(forwards::later);
        for (String line : lines.reversed()) {
            if (backwards.earlier(line)) {
                break;
            }
        }

        assertThat(forwards.number()).isEqualTo(Optional.ofNullable(expected));
        assertThat(backwards.number()).isEqualTo(forwards.number());
    }
}
