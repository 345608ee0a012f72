package dev.sluice.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.term.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PatienceTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal err = new Terminal(out, false, false);
    private final AtomicInteger asked = new AtomicInteger();

    private String told() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void asksAgainAndTellsItOnce() throws Exception {
        String answer = new Patience(err, Duration.ofSeconds(60)).answer(() -> {
            if (asked.incrementAndGet() < 3) {
                throw new Patience.Unanswered("the server is away", "");
            }
            return "here";
        });

        assertThat(answer).isEqualTo("here");
        assertThat(told()).isEqualTo("the server is away; asking on for 60 s\n");
    }

    @Test
    void givesUpWithWhatTheServerDid() {
        assertThatThrownBy(() -> new Patience(err, Duration.ZERO).answer(() -> {
                    throw new Patience.Unanswered("the server is away", "start it");
                }))
                .isInstanceOfSatisfying(CommandFailed.class, failed -> assertThat(failed.exitCode())
                        .isEqualTo(Exit.FAILED))
                .hasMessage("the server is away");
        assertThat(told()).isEmpty();
    }

    @Test
    void aRefusalIsAnAnswer() {
        assertThatThrownBy(() -> new Patience(err).answer(() -> {
                    asked.incrementAndGet();
                    throw new CommandFailed(Exit.FAILED, "no such run", "");
                }))
                .hasMessage("no such run");
        assertThat(asked).hasValue(1);
    }
}
