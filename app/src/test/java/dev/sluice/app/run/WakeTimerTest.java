package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WakeTimerTest {
    @Test
    void runsWhatIsDueInTheOrderOfTime() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(3);
        try (WakeTimer timer = new WakeTimer(InstantSource.system())) {
            Instant now = Instant.now();
            timer.at(now.plusMillis(60), () -> note(ran, "last", all));
            timer.at(now.plusMillis(30), () -> note(ran, "second", all));
            timer.at(now.minusSeconds(5), () -> note(ran, "past", all));

            assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).containsExactly("past", "second", "last");
    }

    private static void note(List<String> ran, String name, CountDownLatch all) {
        ran.add(name);
        all.countDown();
    }

    @Test
    void runsNothingAfterItWasClosed() {
        List<String> ran = new CopyOnWriteArrayList<>();
        WakeTimer timer = new WakeTimer(InstantSource.system());
        timer.close();

        timer.at(Instant.EPOCH, () -> ran.add("late"));

        assertThat(ran).isEmpty();
    }
}
