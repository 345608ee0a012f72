package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The engine under chance. {@code -Dsluice.seeds=N} plays that many seeds (10,000 by default), {@code -Dsluice.from=N}
 * begins at another one, {@code -Dsluice.seed=X} plays one and prints its trace.
 */
final class RunSimulationTest {
    private static final long SEEDS = Long.getLong("sluice.seeds", 10_000);
    private static final long FROM = Long.getLong("sluice.from", 1);

    @Test
    void everyStartedRunEndsWhateverHappens() {
        Optional<Long> one = Optional.ofNullable(Long.getLong("sluice.seed"));
        if (one.isPresent()) {
            new Simulation(one.get(), System.out::println).play();
            return;
        }
        long began = System.nanoTime();
        List<String> broken = LongStream.range(FROM, FROM + SEEDS)
                .parallel()
                .mapToObj(RunSimulationTest::playQuietly)
                .flatMap(Optional::stream)
                .toList();
        System.out.printf("run simulation: %d seeds in %.1f s%n", SEEDS, (System.nanoTime() - began) / 1e9);

        assertThat(broken.stream().limit(5))
                .as("%d of %d seeds broke; replay one with -Dsluice.seed=X", broken.size(), SEEDS)
                .isEmpty();
    }

    private static Optional<String> playQuietly(long seed) {
        try {
            new Simulation(seed, _ -> {}).play();
            return Optional.empty();
        } catch (AssertionError | RuntimeException broken) {
            return Optional.of("seed " + seed + ": " + broken);
        }
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (long seed = 1; seed <= 200; seed++) {
            List<String> first = traceOf(seed);
            List<String> second = traceOf(seed);

            assertThat(second).as("seed %d", seed).isEqualTo(first);
        }
    }

    private static List<String> traceOf(long seed) {
        List<String> lines = new ArrayList<>();
        Simulation simulation = new Simulation(seed, lines::add);
        simulation.play();
        lines.add("hash " + simulation.hash());
        return lines;
    }
}
