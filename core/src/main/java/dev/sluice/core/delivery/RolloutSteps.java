package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.StepState;
import dev.sluice.core.delivery.RolloutState.StepStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps of a rollout, those of the way back behind the strategy's, and which one is under way. Part of a
 * {@link RolloutDraft}; used by one thread.
 */
final class RolloutSteps {
    /** Stands for the step before the first: nothing is asked, waited for or stopped. */
    private static final RolloutStep NOTHING = new RolloutStep.StartSlots(List.of());

    private final List<StepState> steps;
    private int current;

    RolloutSteps(List<StepState> steps, int current) {
        this.steps = new ArrayList<>(steps);
        this.current = current;
    }

    List<StepState> all() {
        return List.copyOf(steps);
    }

    int current() {
        return current;
    }

    int size() {
        return steps.size();
    }

    boolean isAtEnd() {
        return current == steps.size();
    }

    /** What a step does, whatever its state. */
    RolloutStep step(int index) {
        return steps.get(index).step();
    }

    /** The step under way. */
    RolloutStep active() {
        return current < 0 || current >= steps.size() ? NOTHING : step(current);
    }

    /** How long the step under way lasts, where it lasts a certain time. */
    Optional<Duration> length() {
        return switch (active()) {
            case RolloutStep.Hold(var duration) -> duration;
            case RolloutStep.Observe(var duration) -> Optional.of(duration);
            case RolloutStep.StartSlots _,
                    RolloutStep.AwaitHealthy _,
                    RolloutStep.Shift _,
                    RolloutStep.Drain _,
                    RolloutStep.StopSlots _ -> Optional.empty();
        };
    }

    /** Whether something about the step under way was noted. */
    boolean hasNote() {
        return !steps.get(current).note().isEmpty();
    }

    /** Notes trouble with the step under way, which goes on all the same. */
    void note(String trouble) {
        StepState step = steps.get(current);
        steps.set(
                current, new StepState(step.step(), true, step.status(), step.startedAt(), Optional.empty(), trouble));
    }

    /** Goes to a step, which is not begun yet. */
    void moveTo(int index) {
        current = index;
    }

    /** Puts a step before the one that was gone to. */
    void insert(RolloutStep step, String note) {
        steps.add(current, waiting(step, false, note));
    }

    void begin(Instant now) {
        StepState step = steps.get(current);
        steps.set(
                current,
                new StepState(
                        step.step(), step.back(), StepStatus.ACTIVE, Optional.of(now), Optional.empty(), step.note()));
    }

    /** Ends the step under way. */
    void end(StepStatus status, String note, Instant now) {
        end(current, status, note, now);
    }

    void end(int index, StepStatus status, String note, Instant now) {
        StepState step = steps.get(index);
        String text = note.isEmpty() ? step.note() : note;
        steps.set(index, new StepState(step.step(), step.back(), status, step.startedAt(), Optional.of(now), text));
    }

    /** Leaves out all steps behind the one under way. */
    void skipRest(String why, Instant now) {
        for (int i = current + 1; i < steps.size(); i++) {
            end(i, StepStatus.SKIPPED, why, now);
        }
    }

    /** Adds a step of the way back behind all others. */
    void addBack(RolloutStep step) {
        steps.add(waiting(step, true, ""));
    }

    /** Whether a step of the way back failed. */
    boolean hasTroubleOnTheWayBack() {
        return steps.stream().anyMatch(step -> step.back() && step.status() == StepStatus.FAILED);
    }

    private static StepState waiting(RolloutStep step, boolean back, String note) {
        return new StepState(step, back, StepStatus.WAITING, Optional.empty(), Optional.empty(), note);
    }
}
