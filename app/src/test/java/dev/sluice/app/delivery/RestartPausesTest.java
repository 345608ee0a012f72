package dev.sluice.app.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RestartPausesTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final RestartPauses<String> pauses =
            new RestartPauses<>(Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(10));
    private long now = 1_000;

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Looks every second, as long as asked; the seconds after which the service, which dies at once, was started. */
    private List<Long> startsWithin(Duration time) {
        List<Long> starts = new ArrayList<>();
        for (long second = 0; second < time.toSeconds(); second++) {
            if (pauses.isDue("web", now)) {
                int unused = pauses.started("web", now);
                starts.add(second);
            }
            pass(Duration.ofSeconds(1));
        }
        return starts;
    }

    @Test
    void aServiceThatKeepsDyingWaitsLongerEachTimeUpToALimit() {
        List<Long> starts = startsWithin(Duration.ofHours(1));

        assertThat(starts.subList(0, 6)).containsExactly(0L, 6L, 17L, 38L, 79L, 160L);
        assertThat(starts.get(starts.size() - 1) - starts.get(starts.size() - 2))
                .isBetween(300L, 302L);
    }

    @Test
    void aServiceThatLivedForAWhileStartsAtOnceAgain() {
        assertThat(startsWithin(Duration.ofMinutes(10))).hasSizeGreaterThan(5);
        pass(DAY);
        // It dies once more of what it had, and then lives.
        startsWithin(Duration.ofSeconds(1));
        pass(Duration.ofMinutes(11));

        assertThat(pauses.isDue("web", now)).isTrue();
        assertThat(pauses.started("web", now)).isEqualTo(1);
    }

    @Test
    void servicesDoNotWaitForEachOther() {
        startsWithin(Duration.ofMinutes(10));

        assertThat(pauses.isDue("mail", now)).isTrue();
    }

    @Test
    void whatIsNotLiveAnyMoreIsForgotten() {
        startsWithin(Duration.ofMinutes(10));
        pauses.keep(Set.of("mail"));

        assertThat(pauses.isDue("web", now)).isTrue();
    }
}
