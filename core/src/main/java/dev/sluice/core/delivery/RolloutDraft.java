package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.Direction;
import dev.sluice.core.delivery.RolloutState.Failure;
import dev.sluice.core.delivery.RolloutState.Outcome;
import dev.sluice.core.delivery.RolloutState.StepStatus;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Sentence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One step of the engine in the making: the old state's parts, changed in place, and the effects so far. Lives for one
 * call of {@link RolloutEngine#step} only. {@link RolloutSteps} knows the steps, {@link SlotHealth} the answers to health
 * checks; which of them leads where is decided here.
 *
 * <p>Invariant: a step that asks for health has either one question under way or a time at which the next one is due.
 */
final class RolloutDraft {
    private final RolloutPlan plan;
    private final RolloutSteps steps;
    private final SlotHealth health;
    private final RolloutClock clock;
    private final List<RolloutEffect> effects = new ArrayList<>();
    private final SortedMap<Long, RolloutEffect> awaiting = new TreeMap<>();
    private final TreeSet<Slot> running;
    private Direction direction;
    private long sequence;
    private List<Slot> routed;
    private int newShare;
    private Optional<String> paused;
    private Optional<String> promoted;
    private Optional<Failure> failure;
    private Optional<Outcome> outcome;

    RolloutDraft(RolloutState state) {
        plan = state.plan();
        steps = new RolloutSteps(state.steps(), state.current());
        health = new SlotHealth(state.unhealthy(), state.probes());
        clock = new RolloutClock(state.now(), state.elapsed(), state.timer());
        state.awaiting().forEach(effect -> awaiting.put(effect.sequence(), effect));
        running = new TreeSet<>(state.running());
        direction = state.direction();
        sequence = state.sequence();
        routed = state.routed();
        newShare = state.newShare();
        paused = state.paused();
        promoted = state.promoted();
        failure = state.failure();
        outcome = state.outcome();
    }

    Step<RolloutState, RolloutEffect> result() {
        RolloutState next = new RolloutState(
                plan,
                direction,
                steps.all(),
                steps.current(),
                clock.now(),
                clock.elapsed(),
                sequence,
                List.copyOf(awaiting.values()),
                clock.timer(),
                List.copyOf(running),
                routed,
                newShare,
                health.watched(),
                health.probes(),
                paused,
                promoted,
                failure,
                outcome);
        return new Step<>(next, effects);
    }

    // Each of the following takes in one event and tells whether it applied.

    boolean begin(Instant at) {
        if (steps.current() != -1 || direction != Direction.FORWARD) {
            return false;
        }
        clock.see(at);
        enter(0);
        return true;
    }

    boolean done(long number, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        clock.see(at);
        advanceWhenAllAnswered();
        return true;
    }

    boolean probed(long number, List<ProbeEvidence> answers, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        clock.see(at);
        judge(answers);
        return true;
    }

    boolean failed(long number, String why, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        clock.see(at);
        fail(why, List.of());
        return true;
    }

    boolean pause(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        clock.see(at);
        paused = Optional.of(by);
        return true;
    }

    boolean resume(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        clock.see(at);
        paused = Optional.empty();
        if (steps.active() instanceof RolloutStep.Hold) {
            advance(Sentence.CONTINUED_BY.with(by));
        }
        return true;
    }

    boolean promote(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        clock.see(at);
        paused = Optional.empty();
        promoted = Optional.of(by);
        if (steps.active() instanceof RolloutStep.Hold || steps.active() instanceof RolloutStep.Observe) {
            advance(Sentence.ENDED_BY.with(by));
        }
        return true;
    }

    boolean abort(String by, String why, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        clock.see(at);
        String reason = why.isBlank() ? Sentence.STOPPED.with(by) : Sentence.STOPPED_BECAUSE.with(by, why);
        goBack(new Failure(reason, Optional.of(by), at, List.of()));
        return true;
    }

    boolean tick(long number, Instant at) {
        if (!clock.fire(number, at)) {
            return false;
        }
        if (timeIsOver()) {
            advance("");
        } else {
            ask();
        }
        return true;
    }

    // Time and health.

    /** Looks at the answers to one round of questions. */
    private void judge(List<ProbeEvidence> answers) {
        boolean becoming = steps.active() instanceof RolloutStep.AwaitHealthy;
        Optional<SlotHealth.Verdict> verdict = health.judge(answers, becoming, clock.elapsed(), plan);
        if (verdict.isPresent()) {
            fail(verdict.get().reason(), health.evidence(verdict.get().slot()));
            return;
        }
        if (becoming ? health.isEmpty() : timeIsOver()) {
            advance("");
        } else {
            waitForNextQuestion();
        }
    }

    private void ask() {
        if (health.isEmpty()) {
            waitForNextQuestion();
            return;
        }
        emit(new RolloutEffect.Probe(next(), health.slots()));
    }

    private void waitForNextQuestion() {
        Optional<Duration> end = steps.length();
        Optional<Duration> question = health.isEmpty()
                ? Optional.empty()
                : Optional.of(clock.elapsed().plus(interval()));
        clock.wakeAt(Stream.concat(end.stream(), question.stream()).min(Comparator.naturalOrder()), this::next);
    }

    /** A wait for a person may take days: there it is asked less often. */
    private Duration interval() {
        boolean openEnd = steps.active() instanceof RolloutStep.Hold(var duration) && duration.isEmpty();
        return plan.probeInterval().multipliedBy(openEnd ? 10 : 1);
    }

    /** Whether the step under way lasts a certain time, and that is over. */
    private boolean timeIsOver() {
        return steps.length().filter(clock::hasPassed).isPresent();
    }

    // From step to step.

    private void advanceWhenAllAnswered() {
        if (awaiting.isEmpty()) {
            advance("");
        }
    }

    private void advance(String note) {
        // On the way back nothing stops at trouble: it is noted, and the other slots are still seen to.
        boolean trouble = direction == Direction.BACK && steps.hasNote();
        steps.end(trouble ? StepStatus.FAILED : StepStatus.DONE, note, clock.now());
        enter(steps.current() + 1);
    }

    private void enter(int first) {
        int index = first;
        while (index < steps.size() && leftOut(steps.step(index))) {
            steps.end(index, StepStatus.SKIPPED, Sentence.LEFT_OUT.with(promoted.orElse("")), clock.now());
            index++;
        }
        steps.moveTo(index);
        clock.beginStep();
        awaiting.clear();
        health.watchNone();
        if (steps.isAtEnd()) {
            finish();
            return;
        }
        if (direction == Direction.FORWARD && paused.isPresent() && !(steps.active() instanceof RolloutStep.Hold)) {
            steps.insert(new RolloutStep.Hold(Optional.empty()), Sentence.PAUSED_BY.with(paused.get()));
        }
        steps.begin(clock.now());
        start(steps.active());
    }

    private boolean leftOut(RolloutStep step) {
        if (direction != Direction.FORWARD || promoted.isEmpty()) {
            return false;
        }
        return step instanceof RolloutStep.Hold
                || (step instanceof RolloutStep.Shift shift
                        && shift.newShare() < 100
                        && plan.strategy() instanceof Strategy.Canary);
    }

    private void start(RolloutStep step) {
        switch (step) {
            case RolloutStep.StartSlots(var slots) -> {
                for (Slot slot : slots) {
                    running.add(slot);
                    emit(new RolloutEffect.Start(next(), slot));
                }
                advanceWhenAllAnswered();
            }
            case RolloutStep.AwaitHealthy(var slots) -> {
                slots.forEach(health::watch);
                askOrAdvance();
            }
            case RolloutStep.Shift(var share, var slots) -> {
                newShare = share;
                routed = slots;
                emit(new RolloutEffect.SetRoute(next(), share, slots));
            }
            case RolloutStep.Hold(var duration) -> watch();
            case RolloutStep.Observe(var duration) -> watch();
            case RolloutStep.Drain(var slots) -> {
                if (!slots.isEmpty()) {
                    emit(new RolloutEffect.AwaitDrained(next(), slots, plan.drainLimit()));
                }
                advanceWhenAllAnswered();
            }
            case RolloutStep.StopSlots(var slots) -> {
                for (Slot slot : slots) {
                    if (running.remove(slot)) {
                        emit(new RolloutEffect.Stop(next(), slot));
                    }
                }
                advanceWhenAllAnswered();
            }
        }
    }

    private long next() {
        sequence++;
        return sequence;
    }

    private void emit(RolloutEffect effect) {
        awaiting.put(effect.sequence(), effect);
        effects.add(effect);
    }

    private void askOrAdvance() {
        if (health.isEmpty()) {
            advance("");
        } else {
            ask();
        }
    }

    /** Asks the new version's slots that have requests, as long as the step lasts. */
    private void watch() {
        if (timeIsOver()) {
            advance("");
            return;
        }
        routed.stream().filter(slot -> slot.side() == Slot.Side.NEW).forEach(health::watch);
        ask();
    }

    // The way back.

    private void fail(String reason, List<ProbeEvidence> evidence) {
        if (direction == Direction.FORWARD) {
            goBack(new Failure(reason, Optional.empty(), clock.now(), evidence));
            return;
        }
        if (steps.active() instanceof RolloutStep.AwaitHealthy) {
            steps.end(StepStatus.FAILED, reason, clock.now());
            if (newVersionCanStay()) {
                stayWithNewVersion();
            }
            enter(steps.current() + 1);
            return;
        }
        steps.note(reason);
        advanceWhenAllAnswered();
    }

    private void goBack(Failure why) {
        failure = Optional.of(why);
        direction = Direction.BACK;
        paused = Optional.empty();
        if (steps.current() >= 0 && !steps.isAtEnd()) {
            steps.end(StepStatus.FAILED, why.reason(), clock.now());
        }
        steps.skipRest("", clock.now());
        int first = steps.size();
        WayBack.steps(plan, running, routed, newShare).forEach(steps::addBack);
        enter(first);
    }

    private List<Slot> freshRunning() {
        return running.stream().filter(slot -> slot.side() == Slot.Side.NEW).toList();
    }

    /** Only where a person stopped a version that was well and had all requests: it is better than one that does not start. */
    private boolean newVersionCanStay() {
        return failure.flatMap(Failure::by).isPresent()
                && newShare == 100
                && freshRunning().equals(plan.fresh());
    }

    private void stayWithNewVersion() {
        steps.skipRest(Sentence.OLD_DID_NOT_COME_BACK.with(), clock.now());
        List<Slot> old =
                running.stream().filter(slot -> slot.side() == Slot.Side.OLD).toList();
        steps.moveTo(steps.size() - 1);
        steps.addBack(new RolloutStep.Shift(100, plan.fresh()));
        steps.addBack(new RolloutStep.StopSlots(old));
    }

    private void finish() {
        boolean wentBack = direction == Direction.BACK;
        direction = Direction.OVER;
        paused = Optional.empty();
        Outcome end = wentBack ? outcomeOfGoingBack() : outcomeOfGoingOn();
        outcome = Optional.of(end);
        effects.add(new RolloutEffect.Finished(
                next(), end, routed.stream().map(Slot::side).findFirst()));
    }

    private Outcome outcomeOfGoingOn() {
        return plan.takesDown() ? Outcome.TAKEN_DOWN : Outcome.SUCCEEDED;
    }

    private Outcome outcomeOfGoingBack() {
        if (steps.hasTroubleOnTheWayBack()) {
            return Outcome.UNCERTAIN;
        }
        if (plan.old().isEmpty()) {
            return Outcome.NOTHING_LIVE;
        }
        return failure.flatMap(Failure::by).isPresent() ? Outcome.ABORTED : Outcome.ROLLED_BACK;
    }
}
