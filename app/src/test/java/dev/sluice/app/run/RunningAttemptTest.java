package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunningAttemptTest {
    private final List<String> told = new ArrayList<>();
    private final RunningAttempt attempt =
            new RunningAttempt(new JobQueue.Claim(new RunId(1, 1), "job", 1, "runner", 1L, Instant.EPOCH));

    private void listen() {
        attempt.onStop(() -> told.add("stop"));
        attempt.onKill(() -> told.add("kill"));
    }

    @Test
    void toStopTwiceIsToStopOnce() {
        listen();

        attempt.stop();
        attempt.stop();

        assertThat(told).containsExactly("stop");
    }

    @Test
    void whoIsStoppedAlreadyHearsThatItIsToEndAtOnce() {
        listen();

        attempt.stop();
        attempt.kill();
        attempt.kill();

        assertThat(told).containsExactly("stop", "kill");
        assertThat(attempt.report()).isEqualTo(RunningAttempt.Report.RESULT);
    }

    @Test
    void whatIsHandedBackEndsAtOnceAndWhoListensLateHearsOfIt() {
        attempt.kill(RunningAttempt.Report.HANDED_BACK);
        attempt.kill();

        listen();

        assertThat(told).containsExactlyInAnyOrder("stop", "kill");
        assertThat(attempt.report()).isEqualTo(RunningAttempt.Report.HANDED_BACK);
    }
}
