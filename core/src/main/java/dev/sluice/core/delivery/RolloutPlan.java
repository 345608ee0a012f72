package dev.sluice.core.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything a rollout needs to know before it begins. Immutable.
 *
 * @param strategy how the new version takes the old one's place
 * @param fresh slots of the new version; empty where the environment is taken down
 * @param old slots of the version that is live; empty for the first deployment
 * @param healthyWithin how long after its start a slot of a service may take to be healthy, by service of either version
 * @param probeInterval between two questions for health
 * @param observe how long health is asked after the switch
 * @param drainLimit how long requests under way may keep an old slot alive
 */
public record RolloutPlan(
        Strategy strategy,
        List<Slot> fresh,
        List<Slot> old,
        Map<String, Duration> healthyWithin,
        Duration probeInterval,
        Duration observe,
        Duration drainLimit) {

    private static final Duration HEALTHY_WITHIN_DEFAULT = Duration.ofSeconds(60);

    public RolloutPlan {
        fresh = fresh.stream().sorted().toList();
        old = old.stream().sorted().toList();
        healthyWithin = Map.copyOf(healthyWithin);
        if (fresh.isEmpty() && old.isEmpty()) {
            throw new IllegalArgumentException("a rollout needs at least one slot");
        }
    }

    /** Whether nothing takes the place of what is live. */
    public boolean takesDown() {
        return fresh.isEmpty();
    }

    /**
     * Services that only the old version has, by name: the new one's file does not name them any more. They are drained
     * and stopped with the other old slots, so not before the new version is live. Empty where all is taken down.
     */
    public List<String> removedServices() {
        if (takesDown()) {
            return List.of();
        }
        Set<String> kept = fresh.stream().map(Slot::service).collect(Collectors.toSet());
        return old.stream()
                .map(Slot::service)
                .filter(service -> !kept.contains(service))
                .distinct()
                .toList();
    }

    /** How long this slot may take to be healthy. */
    public Duration healthyWithin(Slot slot) {
        return healthyWithin.getOrDefault(slot.service(), HEALTHY_WITHIN_DEFAULT);
    }

    /** The steps of the strategy, from the first start to the last stop. */
    public List<RolloutStep> forwardSteps() {
        if (takesDown()) {
            return List.of(
                    new RolloutStep.Shift(0, List.of()), new RolloutStep.Drain(old), new RolloutStep.StopSlots(old));
        }
        if (old.isEmpty()) {
            return firstDeployment();
        }
        return switch (strategy) {
            case Strategy.Rolling() -> rolling();
            case Strategy.BlueGreen() -> besideEachOther(List.of());
            case Strategy.Canary(var steps) -> besideEachOther(steps);
            case Strategy.Recreate() -> recreate();
        };
    }

    /** Nothing is replaced, so there is nothing to compare with: all gradual steps are left out. */
    private List<RolloutStep> firstDeployment() {
        return List.of(
                new RolloutStep.StartSlots(fresh),
                new RolloutStep.AwaitHealthy(fresh),
                new RolloutStep.Shift(100, fresh),
                new RolloutStep.Observe(observe));
    }

    private List<RolloutStep> besideEachOther(List<Strategy.CanaryStep> canary) {
        List<RolloutStep> steps = new ArrayList<>();
        steps.add(new RolloutStep.StartSlots(fresh));
        steps.add(new RolloutStep.AwaitHealthy(fresh));
        for (Strategy.CanaryStep step : canary) {
            steps.add(
                    switch (step) {
                        case Strategy.CanaryStep.Weight(int percent) ->
                            new RolloutStep.Shift(percent, percent == 100 ? fresh : both(fresh, old));
                        case Strategy.CanaryStep.Pause(var duration) -> new RolloutStep.Hold(duration);
                    });
        }
        steps.add(new RolloutStep.Shift(100, fresh));
        steps.add(new RolloutStep.Observe(observe));
        steps.add(new RolloutStep.Drain(old));
        steps.add(new RolloutStep.StopSlots(old));
        return steps;
    }

    /**
     * Batch by batch. The old slots of the last batch stay until the observation is over, so that there is something to
     * go back to at once.
     */
    private List<RolloutStep> rolling() {
        int batches = fresh.stream().mapToInt(Slot::copy).max().orElseThrow();
        List<RolloutStep> steps = new ArrayList<>();
        List<Slot> started = new ArrayList<>();
        List<Slot> left = new ArrayList<>(old);
        for (int batch = 1; batch <= batches; batch++) {
            int number = batch;
            List<Slot> starting =
                    fresh.stream().filter(slot -> slot.copy() == number).toList();
            List<Slot> leaving = left.stream()
                    .filter(slot -> batchOf(slot, batches) <= number)
                    .toList();
            started.addAll(starting);
            left.removeAll(leaving);
            steps.add(new RolloutStep.StartSlots(starting));
            steps.add(new RolloutStep.AwaitHealthy(starting));
            if (batch < batches) {
                steps.add(new RolloutStep.Shift(100 * batch / batches, both(started, left)));
                if (!leaving.isEmpty()) {
                    steps.add(new RolloutStep.Drain(leaving));
                    steps.add(new RolloutStep.StopSlots(leaving));
                }
            } else {
                steps.add(new RolloutStep.Shift(100, started));
                steps.add(new RolloutStep.Observe(observe));
                steps.add(new RolloutStep.Drain(leaving));
                steps.add(new RolloutStep.StopSlots(leaving));
            }
        }
        return steps;
    }

    /** Old copies leave as late as possible: the last copy of every old service with the last batch. */
    private int batchOf(Slot slot, int batches) {
        int copies = (int) old.stream()
                .filter(other -> other.service().equals(slot.service()))
                .count();
        return Math.clamp((long) batches - copies + slot.copy(), 1, batches);
    }

    private List<RolloutStep> recreate() {
        return List.of(
                new RolloutStep.Shift(0, List.of()),
                new RolloutStep.Drain(old),
                new RolloutStep.StopSlots(old),
                new RolloutStep.StartSlots(fresh),
                new RolloutStep.AwaitHealthy(fresh),
                new RolloutStep.Shift(100, fresh),
                new RolloutStep.Observe(observe));
    }

    private static List<Slot> both(List<Slot> some, List<Slot> others) {
        return Stream.concat(some.stream(), others.stream()).sorted().toList();
    }

    /** Canary steps and pauses are for what was not live before; going back to a known release leaves them out. */
    public static Strategy withoutGradualSteps(Strategy strategy) {
        return strategy instanceof Strategy.Canary ? new Strategy.BlueGreen() : strategy;
    }

    /** The sum of the pauses that end by themselves; for the page's estimate. */
    public Optional<Duration> plannedPauses() {
        return forwardSteps().stream()
                .flatMap(step -> step instanceof RolloutStep.Hold hold ? hold.duration().stream() : Stream.empty())
                .reduce(Duration::plus);
    }
}
