package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server killed at its durable steps, from a push to the deployment it leads to. A build takes a few steps, chosen by
 * a seed ({@code -Dsluice.faults.seed=N} replays them); {@code -Dsluice.faults=all} takes every one by itself, which
 * lasts about an hour; {@code -Dsluice.faults=TEXT} those whose name holds the text, {@code -Dsluice.faults.skip=N} without
 * the first ones.
 */
final class FaultPointsTest {
    private static final int DEATHS = 3;

    /** A push with all that follows has somewhat more, so that each drawn step is come to. */
    private static final int STEPS = 300;

    /** Times that the same place in the code is tried. */
    private static final int TIMES_MAX = 2;

    @TempDir
    private static Path folder;

    @Test
    @Timeout(180)
    void nothingIsLostWhereverTheServerDies() throws Exception {
        long seed = Long.getLong("sluice.faults.seed", System.nanoTime());
        Random random = new Random(seed);
        try (FaultScenario scenario = new FaultScenario(Files.createTempDirectory(folder, "seed-" + seed + "-"))) {
            for (int i = 0; i < DEATHS; i++) {
                scenario.round(Integer.toString(1 + random.nextInt(STEPS)));
            }
            scenario.settle();
            assertThat(scenario.died()).isEqualTo(DEATHS);
        }
    }

    @TestFactory
    @EnabledIfSystemProperty(named = "sluice.faults", matches = ".+")
    Stream<DynamicTest> eachStep() throws Exception {
        String wanted = System.getProperty("sluice.faults");
        List<String> steps;
        try (FaultScenario whole = new FaultScenario(Files.createTempDirectory(folder, "whole-"))) {
            steps = whole.round("");
            whole.settle();
        }
        System.out.println(steps.size() + " durable steps, " + places(steps).size() + " places");
        return chosen(steps).stream()
                .filter(step -> wanted.equals("all") || step.contains(wanted))
                .skip(Integer.getInteger("sluice.faults.skip", 0))
                .map(step -> DynamicTest.dynamicTest(step, () -> dieAt(step)));
    }

    private static void dieAt(String step) throws Exception {
        try (FaultScenario scenario = new FaultScenario(Files.createTempDirectory(folder, "step-"))) {
            scenario.round(step);
            scenario.settle();
        }
    }

    /** The first times that each place is come to; of commits all: each stores something else. */
    private static List<String> chosen(List<String> steps) {
        List<String> chosen = new ArrayList<>();
        for (String step : steps) {
            int times = Integer.parseInt(step.substring(step.lastIndexOf('#') + 1));
            if (times <= TIMES_MAX || step.contains("WriteQueue")) {
                chosen.add(step);
            }
        }
        return chosen;
    }

    private static Map<String, Integer> places(List<String> steps) {
        Map<String, Integer> places = new LinkedHashMap<>();
        steps.forEach(step -> places.merge(step.substring(0, step.lastIndexOf('#')), 1, Integer::sum));
        return places;
    }
}
