package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.run.JobExecutor.JobOrder.Place;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Numbers for what a runner has under way. */
final class SlotsTest {

    @Test
    void theSmallestFreeNumbersAreGivenOutAgain() {
        Slots slots = new Slots(Set.of("linux"));
        Place first = slots.take(1);
        Place other = slots.take(2);
        Place second = slots.take(1);

        assertThat(first).isEqualTo(new Place(0, 0, Set.of("linux")));
        assertThat(other).isEqualTo(new Place(1, 0, Set.of("linux")));
        assertThat(second).isEqualTo(new Place(2, 1, Set.of("linux")));

        slots.free(1, first);

        assertThat(slots.take(2)).isEqualTo(new Place(0, 1, Set.of("linux")));
        assertThat(slots.take(1)).isEqualTo(new Place(3, 0, Set.of("linux")));
    }
}
