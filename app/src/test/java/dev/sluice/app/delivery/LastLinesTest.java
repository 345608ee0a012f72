package dev.sluice.app.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LastLinesTest {
    @Test
    void reasonIsTakenApartAsItWasPutTogether() {
        List<String> lines = List.of("Traceback (most recent call last):", "  File \"a.py\"", "  KeyError: 'x'");
        String reason = "backend ended by itself: exit code 1" + LastLines.ending(lines);

        LastLines read = LastLines.of(reason);

        assertThat(read).isEqualTo(new LastLines("backend ended by itself: exit code 1", lines));
        assertThat(read.brief()).isEqualTo("backend ended by itself: exit code 1: KeyError: 'x'");
    }

    @Test
    void reasonWithoutLinesStaysWhole() {
        assertThat(LastLines.of("no connection").brief()).isEqualTo("no connection");
        assertThat(LastLines.ending(List.of())).isEmpty();
    }
}
