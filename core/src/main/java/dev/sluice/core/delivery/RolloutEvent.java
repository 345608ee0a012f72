package dev.sluice.core.delivery;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a rollout. Answers carry the number of the effect they belong to; one that is not awaited
 * (late, or a second time) changes nothing. Events carry the time at which the caller saw them: the engine has no clock.
 */
public sealed interface RolloutEvent {
    Instant at();

    /** It begins. */
    record Begun(Instant at) implements RolloutEvent {}

    /** The slot was started (not: is healthy). */
    record SlotStarted(long sequence, Slot slot, Instant at) implements RolloutEvent {}

    /** The effect could not be performed, and trying again does not help. */
    record EffectFailed(long sequence, String why, Instant at) implements RolloutEvent {}

    /** Answers to one round of questions. */
    record Probed(long sequence, List<ProbeEvidence> answers, Instant at) implements RolloutEvent {
        public Probed {
            answers = List.copyOf(answers);
        }
    }

    /** The route is as it was ordered. */
    record Routed(long sequence, Instant at) implements RolloutEvent {}

    /** No request is under way at the slots any more, or the limit is over. */
    record Drained(long sequence, Instant at) implements RolloutEvent {}

    /** The slot is gone. */
    record SlotStopped(long sequence, Slot slot, Instant at) implements RolloutEvent {}

    /** A person wants no further step for now. */
    record PauseRequested(String by, Instant at) implements RolloutEvent {}

    /** A person wants it to go on: ends a pause of his own or of the plan. */
    record ContinueRequested(String by, Instant at) implements RolloutEvent {}

    /** A person wants the old version back. */
    record AbortRequested(String by, String why, Instant at) implements RolloutEvent {}

    /** A person wants the rest of the gradual steps, the pauses and the observation under way left out. */
    record PromoteRequested(String by, Instant at) implements RolloutEvent {}

    /** The timer of that number has fired. */
    record Tick(long timer, Instant at) implements RolloutEvent {}
}
