package dev.sluice.core.delivery;

import dev.sluice.core.engine.Step;
import java.util.List;

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
            return new Step<>(state, List.of());
        }
        RolloutDraft draft = new RolloutDraft(state);
        boolean accepted =
                switch (event) {
                    case RolloutEvent.Begun(var at) -> draft.begin(at);
                    case RolloutEvent.SlotStarted(var number, var _, var at) -> draft.done(number, at);
                    case RolloutEvent.Routed(var number, var at) -> draft.done(number, at);
                    case RolloutEvent.Drained(var number, var at) -> draft.done(number, at);
                    case RolloutEvent.SlotStopped(var number, var _, var at) -> draft.done(number, at);
                    case RolloutEvent.Probed(var number, var answers, var at) -> draft.probed(number, answers, at);
                    case RolloutEvent.EffectFailed(var number, var why, var at) -> draft.failed(number, why, at);
                    case RolloutEvent.PauseRequested(var by, var at) -> draft.pause(by, at);
                    case RolloutEvent.ContinueRequested(var by, var at) -> draft.resume(by, at);
                    case RolloutEvent.PromoteRequested(var by, var at) -> draft.promote(by, at);
                    case RolloutEvent.AbortRequested(var by, var why, var at) -> draft.abort(by, why, at);
                    case RolloutEvent.Tick(var timer, var at) -> draft.tick(timer, at);
                };
        return accepted ? draft.result() : new Step<>(state, List.of());
    }
}
