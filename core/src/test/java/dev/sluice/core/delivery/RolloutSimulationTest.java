package dev.sluice.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.core.delivery.RolloutState.Outcome;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand rollouts with faults. {@code -Dsluice.seeds=N} for more, {@code -Dsluice.seed=S} to see one again.
 */
final class RolloutSimulationTest {

    @Test
    void everyRolloutKeepsItsPromises() {
        String single = System.getProperty("sluice.seed", "");
        long first = single.isEmpty() ? 0 : Long.parseLong(single);
        long count = single.isEmpty() ? Long.getLong("sluice.seeds", 10_000) : 1;
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);

        for (long seed = first; seed < first + count; seed++) {
            RolloutSimulation simulation = new RolloutSimulation(seed);
            try {
                simulation.run();
            } catch (AssertionError | RuntimeException broken) {
                fail("replay with -Dsluice.seed=%d: %s", seed, broken.getMessage(), broken);
            }
            outcomes.merge(simulation.state().outcome().orElseThrow(), 1, Integer::sum);
        }

        if (count >= 10_000) {
            assertThat(outcomes).as("every kind of end is met").containsOnlyKeys(Outcome.values());
        }
    }

    @Test
    void sameSeedGivesSameTrace() {
        for (long seed = 0; seed < 200; seed++) {
            RolloutSimulation once = new RolloutSimulation(seed);
            RolloutSimulation again = new RolloutSimulation(seed);

            once.run();
            again.run();

            assertThat(again.trace()).as("seed %d", seed).isEqualTo(once.trace());
            assertThat(again.state()).isEqualTo(once.state());
        }
    }

    @Test
    void withoutFaultsEveryRolloutSucceedsUnlessAPersonStopsIt() {
        for (long seed = 0; seed < 500; seed++) {
            RolloutSimulation calm = new RolloutSimulation(seed, false);

            calm.run();

            assertThat(calm.state().outcome().orElseThrow())
                    .as("seed %d", seed)
                    .isIn(Outcome.SUCCEEDED, Outcome.TAKEN_DOWN, Outcome.ABORTED, Outcome.NOTHING_LIVE);
        }
    }
}
