package dev.sluice.core.delivery;

import dev.sluice.core.engine.Step;

/**
 * Decides what a rollout does next: a pure function of its state and one event. The promises, whatever events come in
 * whatever order: the old version keeps its requests until the new one was healthy (except where a strategy stops it
 * first); a failure at any step puts the old one back; a person's pause, continue, promote and abort are accepted at every
 * step; every rollout ends, once its effects are answered.
 */
public final class RolloutEngine {
    private RolloutEngine() {}

    /** The next state and what must be done. Events that no longer apply give the same state and no effects. */
    public static Step<RolloutState, RolloutEffect> step(RolloutState state, RolloutEvent event) {
        if (state.isOver()) {
            return new Step<>(state, java.util.List.of());
        }
        RolloutDraft draft = new RolloutDraft(state);
        draft.see(event.at());
        switch (event) {
            case RolloutEvent.Begun ignored -> draft.begin();
            case RolloutEvent.SlotStarted started -> {
                if (draft.answered(started.sequence())) {
                    draft.advanceWhenAllAnswered();
                }
            }
            case RolloutEvent.Routed routed -> {
                if (draft.answered(routed.sequence())) {
                    draft.advanceWhenAllAnswered();
                }
            }
            case RolloutEvent.Drained drained -> {
                if (draft.answered(drained.sequence())) {
                    draft.advanceWhenAllAnswered();
                }
            }
            case RolloutEvent.SlotStopped stopped -> {
                if (draft.answered(stopped.sequence())) {
                    draft.advanceWhenAllAnswered();
                }
            }
            case RolloutEvent.Probed probed -> {
                if (draft.answered(probed.sequence())) {
                    draft.judge(probed.answers());
                }
            }
            case RolloutEvent.EffectFailed failed -> {
                if (draft.answered(failed.sequence())) {
                    draft.fail(failed.why());
                }
            }
            case RolloutEvent.PauseRequested(var by, var _) -> draft.pause(by);
            case RolloutEvent.ContinueRequested(var by, var _) -> draft.resume(by);
            case RolloutEvent.PromoteRequested(var by, var _) -> draft.promote(by);
            case RolloutEvent.AbortRequested(var by, var why, var _) -> draft.abort(by, why);
            case RolloutEvent.Tick(var due, var _) -> draft.tick(due);
        }
        return draft.done();
    }
}
