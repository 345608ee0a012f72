package dev.sluice.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T13:40:00Z");
    private static final Moments EN = new Moments(Messages.of(Language.EN), ZoneId.of("UTC"), NOW);
    private static final Moments RU = new Moments(Messages.of(Language.RU), ZoneId.of("UTC"), NOW);

    @Test
    void lengthsHaveTwoUnitsAndNoBreakSpaces() {
        assertThat(EN.length(Duration.ofSeconds(192))).isEqualTo("3\u00a0min\u00a012\u00a0s");
        assertThat(RU.length(Duration.ofSeconds(192))).isEqualTo("3\u00a0мин\u00a012\u00a0с");
        assertThat(EN.length(Duration.ofSeconds(180))).isEqualTo("3\u00a0min");
        assertThat(EN.length(Duration.ofSeconds(-5))).isEqualTo("0\u00a0s");
    }

    @Test
    void clocksShowHoursOnlyWhereThereAreSome() {
        assertThat(EN.clock(Duration.ofSeconds(48))).isEqualTo("0:48");
        assertThat(EN.clock(Duration.ofSeconds(3723))).isEqualTo("1:02:03");
    }

    @Test
    void datesFollowTheLanguage() {
        assertThat(EN.exact(NOW)).isEqualTo("Nov 20, 2026, 13:40");
        assertThat(RU.exact(NOW)).isEqualTo("20 нояб. 2026, 13:40");
        assertThat(Moments.utc(NOW)).isEqualTo("2026-11-20 13:40:00 UTC");
    }

    @Test
    void agesHaveOneUnit() {
        assertThat(EN.ago(NOW.minusSeconds(3))).isEqualTo("just now");
        assertThat(EN.ago(NOW.plusSeconds(60))).isEqualTo("just now");
        assertThat(EN.ago(NOW.minusSeconds(360))).isEqualTo("6\u00a0min ago");
        assertThat(RU.ago(NOW.minusSeconds(200_000))).isEqualTo("2\u00a0д назад");
    }

    @Test
    void sizesGoInThousands() {
        assertThat(EN.size(999)).isEqualTo("999\u00a0B");
        assertThat(EN.size(1_423_000)).isEqualTo("1.4\u00a0MB");
        assertThat(RU.size(1_423_000)).isEqualTo("1,4\u00a0МБ");
    }
}
