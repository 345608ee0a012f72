package dev.sluice.core.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The whole state of one rollout. Immutable; {@link RolloutEngine#step} makes the next. Collections are ordered, so that
 * the same events give the same state, byte for byte.
 *
 * @param plan what was planned
 * @param direction forward, back, or over
 * @param steps every step so far and to come: the strategy's, and behind them those of the way back
 * @param current index of the step under way; the number of steps when it is over
 * @param now the time of the latest event; goes back where the clock does
 * @param elapsed time that counts for the step under way: what passed between its events, without jumps of the clock and
 *     without the time for which the server was down
 * @param sequence number of the last effect or timer
 * @param awaiting effects whose answer is still to come, in order: what a restarted server performs again, and nothing
 *     else
 * @param timer when a {@link RolloutEvent.Tick} is wanted
 * @param slots that were told to start and not told to stop since, in order
 * @param routed slots that take part in the route, in order
 * @param newShare per cent of the requests that go to the new version
 * @param unhealthy failed questions in a row, ordered by slot: of those that must still become healthy while they are awaited, of
 *     those that are watched afterwards
 * @param probes the last questions and their answers, newest last
 * @param paused who paused it
 * @param promoted who wanted the rest of the gradual steps left out
 * @param failure why it goes, or went, back
 * @param outcome how it ended
 */
public record RolloutState(
        RolloutPlan plan,
        Direction direction,
        List<StepState> steps,
        int current,
        Instant now,
        Duration elapsed,
        long sequence,
        List<RolloutEffect> awaiting,
        Optional<Timer> timer,
        List<Slot> running,
        List<Slot> routed,
        int newShare,
        List<Watched> unhealthy,
        List<ProbeEvidence> probes,
        Optional<String> paused,
        Optional<String> promoted,
        Optional<Failure> failure,
        Optional<Outcome> outcome) {

    /** How many questions in a row a watched slot may fail. */
    public static final int FAILURES_MAX = 3;

    public RolloutState {
        steps = List.copyOf(steps);
        awaiting = List.copyOf(awaiting);
        running = List.copyOf(running);
        routed = List.copyOf(routed);
        unhealthy = List.copyOf(unhealthy);
        probes = List.copyOf(probes);
    }

    /** Which way it goes. */
    public enum Direction {
        FORWARD,
        BACK,
        OVER
    }

    /** How it ended. */
    public enum Outcome {
        /** The new version is live, the old one is stopped. */
        SUCCEEDED,
        /** The old version is stopped as planned, and nothing takes its place. */
        TAKEN_DOWN,
        /** It failed; the old version is live again. */
        ROLLED_BACK,
        /** A person stopped it; the old version is live again. */
        ABORTED,
        /** It failed or was stopped, and there was no old version: nothing is live. */
        NOTHING_LIVE,
        /** Going back failed as well; {@link RolloutState#routed()} says which version requests go to. */
        UNCERTAIN
    }

    /**
     * A timer that is set.
     *
     * @param number unique in the rollout
     * @param due the value of {@link RolloutState#elapsed()} at which it fires
     */
    public record Timer(long number, Duration due) {}

    /** A slot whose health is asked, and how often in a row it was not well. */
    public record Watched(Slot slot, int failures) {}

    /** Where a step stands. */
    public enum StepStatus {
        WAITING,
        ACTIVE,
        DONE,
        FAILED,
        SKIPPED
    }

    /**
     * A step and how it went.
     *
     * @param back it belongs to the way back
     * @param note why it failed or was skipped, or who continued; may be empty
     */
    public record StepState(
            RolloutStep step,
            boolean back,
            StepStatus status,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            String note) {}

    /**
     * Why a rollout goes back.
     *
     * @param reason one sentence, with the slot and what was seen
     * @param by the person who stopped it; empty where it failed
     * @param evidence the last answers of the slot that failed, oldest first
     */
    public record Failure(String reason, Optional<String> by, Instant at, List<ProbeEvidence> evidence) {
        public Failure {
            evidence = List.copyOf(evidence);
        }
    }

    /** The first state: nothing has happened yet. The caller then sends {@link RolloutEvent.Begun}. */
    public static RolloutState of(RolloutPlan plan, Instant at) {
        List<StepState> steps = plan.forwardSteps().stream()
                .map(step -> new StepState(step, false, StepStatus.WAITING, Optional.empty(), Optional.empty(), ""))
                .toList();
        return new RolloutState(
                plan,
                Direction.FORWARD,
                steps,
                -1,
                at,
                Duration.ZERO,
                0,
                List.of(),
                Optional.empty(),
                plan.old(),
                plan.old(),
                0,
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The step under way. */
    public Optional<StepState> active() {
        return current < 0 || current >= steps.size() ? Optional.empty() : Optional.of(steps.get(current));
    }

    public boolean isOver() {
        return direction == Direction.OVER;
    }

    /** How long until a tick is wanted, from the latest event on; never negative. */
    public Optional<Duration> waitForTimer() {
        return timer.map(set -> set.due().minus(elapsed)).map(left -> left.isNegative() ? Duration.ZERO : left);
    }
}
