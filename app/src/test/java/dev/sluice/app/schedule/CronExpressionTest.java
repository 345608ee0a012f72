package dev.sluice.app.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.schedule.CronExpression.Read;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CronExpressionTest {
    private static CronExpression read(String text) {
        return switch (CronExpression.read(text)) {
            case Read.Valid(CronExpression expression) -> expression;
            case Read.Invalid(int column, String why) -> throw new AssertionError(column + ": " + why);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "* * * * *|UTC|2026-01-02T12:00:00Z|2026-01-02T12:01:00Z",
                "* * * * *|UTC|2026-01-02T12:00:59.9Z|2026-01-02T12:01:00Z",
                "0 4 * * *|UTC|2026-01-02T04:00:00Z|2026-01-03T04:00:00Z",
                "0 4 * * *|Europe/Moscow|2026-01-02T00:59:00Z|2026-01-02T01:00:00Z",
                "*/20 9-10 * * mon-fri|UTC|2026-01-02T10:40:00Z|2026-01-05T09:00:00Z",
                "5/20 * * * *|UTC|2026-01-02T10:26:00Z|2026-01-02T10:45:00Z",
                "0 0 1,15 * *|UTC|2026-01-02T00:00:00Z|2026-01-15T00:00:00Z",
                "0 0 13 * 5|UTC|2026-01-02T00:00:00Z|2026-01-09T00:00:00Z",
                "0 0 13 * *|UTC|2026-01-02T00:00:00Z|2026-01-13T00:00:00Z",
                "0 0 * * 7|UTC|2026-01-02T00:00:00Z|2026-01-04T00:00:00Z",
                "0 0 29 feb *|UTC|2026-01-02T00:00:00Z|2028-02-29T00:00:00Z",
                "@monthly|UTC|2026-01-02T00:00:00Z|2026-02-01T00:00:00Z",
                "@weekly|UTC|2026-01-02T00:00:00Z|2026-01-04T00:00:00Z",
                // The clock is put forward from 2:00 to 3:00 on 29 March, and back from 3:00 to 2:00 on 25 October.
                "30 2 * * *|Europe/Berlin|2026-03-29T00:00:00Z|2026-03-29T01:30:00Z",
                "30 2 * * *|Europe/Berlin|2026-10-24T22:00:00Z|2026-10-25T00:30:00Z",
                "30 2 * * *|Europe/Berlin|2026-10-25T00:30:00Z|2026-10-26T01:30:00Z"
            })
    void knowsTheNextTime(String cron, String zone, Instant after, Instant next) {
        assertThat(read(cron).next(after, ZoneId.of(zone))).contains(next);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 4 * *|8|the field for the day of the week is missing",
                "60 * * * *|1|\"60\" is no minute: numbers are 0 to 59",
                "0 4,x * * *|5|\"x\" is no hour",
                "0 4 * foo *|7|\"foo\" is no month: numbers are 1 to 12, or jan to dec",
                "0 4 * * 5-1|9|the range 5-1 for the day of the week ends before it begins",
                "*/0 * * * *|3|\"0\" is no minute",
                "0 4 * * * *|11|there are five fields; what is \"*\"?",
                "@often|1|\"@often\" is no minute"
            })
    void tellsWhereAMistakeIs(String cron, int column, String why) {
        assertThat(CronExpression.read(cron)).isInstanceOfSatisfying(Read.Invalid.class, invalid -> {
            assertThat(invalid.column()).isEqualTo(column);
            assertThat(invalid.why()).startsWith(why);
        });
    }

    @Test
    void knowsThatADayNeverComes() {
        assertThat(read("0 0 30 2 *").next(Instant.EPOCH, ZoneId.of("UTC"))).isEmpty();
    }

    @Test
    void goesOnInOrderOverClockChanges() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        List<Instant> times = new ArrayList<>();
        Optional<Instant> at = Optional.of(Instant.parse("2026-03-28T22:00:00Z"));
        for (int i = 0; i < 40; i++) {
            at = read("*/30 * * * *").next(at.orElseThrow(), berlin);
            times.add(at.orElseThrow());
        }

        assertThat(times).isSorted().doesNotHaveDuplicates();
    }
}
