package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random files, mutated: whatever the text, the dialect answers, quickly, and every problem has a place in a file that
 * exists. {@code -Dsluice.fuzz.iterations=N} and {@code -Dsluice.fuzz.seed=N} choose more, or one again.
 */
final class FuzzTest {
    private static final int ITERATIONS = Integer.getInteger("sluice.fuzz.iterations", 20_000);
    private static final long SEED = Long.getLong("sluice.fuzz.seed", 20_260_101);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final MemoryTree TREE = new MemoryTree(
            Map.of(
                    "inc.yml", ".base: {script: [echo base], retry: 1}\nincluded: {script: echo}\n",
                    "loop.yml", "include: loop.yml\n",
                    "inputs.yml", "spec: {inputs: {x: {default: y}}}\n---\n\"$[[ inputs.x ]]\": {script: echo}\n"),
            Optional.of(List.of("a/b.txt", "README.md")));

    @Test
    void everyTextIsAnswered() {
        for (int i = 0; i < ITERATIONS; i++) {
            long seed = SEED + i;
            Random random = new Random(seed);
            String text = new RandomFile(random).text();
            int mutations = random.nextInt(4);
            for (int m = 0; m < mutations; m++) {
                text = Mutation.of(text, random);
            }
            answer(seed, text, mutations == 0);
        }
    }

    private static void answer(long seed, String text, boolean untouched) {
        long start = System.nanoTime();
        try {
            Planned planned = GitlabDialect.plan("f.yml", text, TREE, Triggers.push("main"), List.of());
            switch (planned) {
                case Planned.Refused(List<Problem> problems) -> {
                    assertThat(problems).isNotEmpty();
                    for (Problem problem : problems) {
                        assertThat(problem.at().file()).isIn("f.yml", "inc.yml", "loop.yml", "inputs.yml");
                        assertThat(problem.message()).isNotBlank().doesNotContain("\n");
                    }
                }
                case Planned.Ready(Pipeline pipeline, var _) ->
                    assertThat(pipeline.jobs()).isNotEmpty();
                case Planned.NothingToRun(String reason, var _) ->
                    assertThat(reason).isNotBlank();
            }
            if (untouched) {
                assertThat(planned).isNotNull();
            }
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError("seed " + seed + ":\n" + text, e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).as("seed %d:%n%s", seed, text).isLessThan(LONGEST);
    }
}
