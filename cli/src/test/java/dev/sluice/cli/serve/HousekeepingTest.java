package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.serve.Housekeeping.Chore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HousekeepingTest {
    @Test
    void aChoreThatFailsKeepsNoOtherFromBeingDone() {
        AtomicInteger done = new AtomicInteger();
        Chore failing = new Chore("artifacts", () -> {
            throw new IOException("the disk is gone");
        });
        try (Housekeeping housekeeping =
                new Housekeeping(List.of(failing, new Chore("queue", done::incrementAndGet)))) {
            housekeeping.doAll();
            housekeeping.doAll();
        }

        assertThat(done).hasValue(2);
    }

    @Test
    void choresAreDoneAgainAndAgain() throws Exception {
        CountDownLatch rounds = new CountDownLatch(3);
        Chore counting = new Chore("queue", () -> {
            rounds.countDown();
            return 1;
        });
        try (Housekeeping housekeeping = new Housekeeping(List.of(counting))) {
            housekeeping.start(Duration.ZERO, Duration.ofMillis(1));

            assertThat(rounds.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
