package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.ResourceOrder.Upcoming;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResourceOrderTest {

    /** Jobs by run; one with a ? waits for others. Asked for is run 2's, which is ready; the last column is who comes before. */
    @ParameterizedTest(name = "{0} of {1}: {2}")
    @CsvSource(textBlock = """
        unordered,          1 2 3,    none
        unordered,          1? 2 3?,  none
        oldest_first,       1 2 3,    1
        oldest_first,       1? 2 3,   1
        oldest_first,       2 3,      none
        oldest_first,       2 2? 3?,  none
        newest_first,       1 2 3,    3
        newest_first,       1 2 3?,   3
        newest_first,       1 2 4? 3, 4
        newest_first,       1 2,      none
        newest_ready_first, 1 2 3,    3
        newest_ready_first, 1 2 3?,   none
        newest_ready_first, 1 2 4? 3, 3
        """)
    void whoComesFirst(String word, String jobs, String expected) {
        List<Upcoming> all = Stream.of(jobs.split(" "))
                .map(job -> new Upcoming(Long.parseLong(job.replace("?", "")), !job.endsWith("?")))
                .toList();

        Optional<Long> ahead = ResourceOrder.ofWord(word).orElseThrow().ahead(2, all);

        assertThat(ahead.map(String::valueOf).orElse("none")).isEqualTo(expected);
    }

    /** The group never stands still for want of an order: once everything is ready, somebody goes. */
    @ParameterizedTest
    @EnumSource
    void whereAllAreReadySomebodyGoes(ResourceOrder order) {
        SplittableRandom random = new SplittableRandom(7);
        for (int turn = 0; turn < 2_000; turn++) {
            List<Upcoming> all = new ArrayList<>();
            for (int job = random.nextInt(1, 6); job > 0; job--) {
                all.add(new Upcoming(random.nextInt(1, 5), true));
            }
            assertThat(all)
                    .anySatisfy(job -> assertThat(order.ahead(job.run(), all)).isEmpty());
        }
    }

    @Test
    void wordsAreGitlabs() {
        assertThat(Stream.of(ResourceOrder.values()).map(ResourceOrder::word))
                .containsExactly("unordered", "oldest_first", "newest_first", "newest_ready_first");
        assertThat(ResourceOrder.ofWord("random")).isEmpty();
    }
}
