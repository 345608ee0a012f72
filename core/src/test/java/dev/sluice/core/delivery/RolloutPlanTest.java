package dev.sluice.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.delivery.Strategy.CanaryStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The steps of each strategy, as one line of words. */
final class RolloutPlanTest {

    @Test
    void firstDeploymentLeavesGradualStepsOut() {
        Strategy canary =
                new Strategy.Canary(List.of(new CanaryStep.Weight(10), new CanaryStep.Pause(Optional.empty())));

        assertThat(steps(canary, 1, 0)).isEqualTo("start N1, health N1, 100% N1, observe");
    }

    @Test
    void blueGreenRunsBothBesideEachOtherUntilTheObservationIsOver() {
        assertThat(steps(new Strategy.BlueGreen(), 2, 1))
                .isEqualTo("start N1 N2, health N1 N2, 100% N1 N2, observe, drain O1, stop O1");
    }

    @Test
    void canaryShiftsByWeightWithPauses() {
        Strategy canary = new Strategy.Canary(List.of(
                new CanaryStep.Weight(10),
                new CanaryStep.Pause(Optional.of(Duration.ofMinutes(5))),
                new CanaryStep.Weight(50)));

        assertThat(steps(canary, 1, 1))
                .isEqualTo("start N1, health N1, 10% O1 N1, hold, 50% O1 N1, 100% N1, observe, drain O1, stop O1");
    }

    @Test
    void rollingReplacesCopyByCopyAndKeepsTheLastOldOneForTheObservation() {
        assertThat(steps(new Strategy.Rolling(), 2, 2))
                .isEqualTo("start N1, health N1, 50% O2 N1, drain O1, stop O1, "
                        + "start N2, health N2, 100% N1 N2, observe, drain O2, stop O2");
    }

    @Test
    void rollingFromFewToManyKeepsTheOldOnesToTheEnd() {
        assertThat(steps(new Strategy.Rolling(), 3, 1))
                .isEqualTo("start N1, health N1, 33% O1 N1, start N2, health N2, 66% O1 N1 N2, "
                        + "start N3, health N3, 100% N1 N2 N3, observe, drain O1, stop O1");
    }

    @Test
    void recreateStopsTheOldVersionFirst() {
        assertThat(steps(new Strategy.Recreate(), 1, 1))
                .isEqualTo("0% , drain O1, stop O1, start N1, health N1, 100% N1, observe");
    }

    @Test
    void takingDownEndsTheRequestsBeforeTheSlots() {
        assertThat(steps(new Strategy.BlueGreen(), 0, 2)).isEqualTo("0% , drain O1 O2, stop O1 O2");
    }

    @Test
    void servicesThatOnlyTheOldVersionHasAreRemovedAndStayUntilTheNewOneIsLive() {
        List<Slot> old = List.of(new Slot(Slot.Side.OLD, "web", 1), new Slot(Slot.Side.OLD, "mail", 1));
        for (Strategy strategy :
                List.of(new Strategy.Rolling(), new Strategy.BlueGreen(), new Strategy.Canary(List.of()))) {
            RolloutPlan plan = new RolloutPlan(
                    strategy,
                    slots(Slot.Side.NEW, 1),
                    old,
                    Map.of(),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(5));

            assertThat(plan.removedServices()).containsExactly("mail");
            assertThat(plan.forwardSteps().getLast()).isEqualTo(new RolloutStep.StopSlots(plan.old()));
        }
    }

    @Test
    void weightsOfSlotsGiveTheShareExactly() {
        List<Slot> routed = new ArrayList<>(slots(Slot.Side.OLD, 3));
        routed.addAll(slots(Slot.Side.NEW, 2));

        assertThat(RouteWeights.of(routed, 10, "web").values()).containsExactly(180, 180, 180, 30, 30);
        assertThat(RouteWeights.of(slots(Slot.Side.NEW, 2), 10, "web").values()).containsExactly(1, 1);
        assertThat(RouteWeights.of(routed, 10, "other")).isEmpty();
    }

    private static String steps(Strategy strategy, int fresh, int old) {
        RolloutPlan plan = new RolloutPlan(
                strategy,
                slots(Slot.Side.NEW, fresh),
                slots(Slot.Side.OLD, old),
                Map.of(),
                Duration.ofSeconds(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5));
        return plan.forwardSteps().stream().map(RolloutPlanTest::words).collect(Collectors.joining(", "));
    }

    private static String words(RolloutStep step) {
        return switch (step) {
            case RolloutStep.StartSlots(var slots) -> "start " + words(slots);
            case RolloutStep.AwaitHealthy(var slots) -> "health " + words(slots);
            case RolloutStep.Shift(var share, var slots) -> share + "% " + words(slots);
            case RolloutStep.Hold(var _) -> "hold";
            case RolloutStep.Observe(var _) -> "observe";
            case RolloutStep.Drain(var slots) -> "drain " + words(slots);
            case RolloutStep.StopSlots(var slots) -> "stop " + words(slots);
        };
    }

    private static String words(List<Slot> slots) {
        return slots.stream()
                .map(slot -> slot.side().name().charAt(0) + "" + slot.copy())
                .collect(Collectors.joining(" "));
    }

    private static List<Slot> slots(Slot.Side side, int copies) {
        List<Slot> slots = new ArrayList<>();
        for (int copy = 1; copy <= copies; copy++) {
            slots.add(new Slot(side, "web", copy));
        }
        return slots;
    }
}
