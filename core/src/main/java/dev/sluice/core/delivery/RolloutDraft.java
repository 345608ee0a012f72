package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.Direction;
import dev.sluice.core.delivery.RolloutState.Failure;
import dev.sluice.core.delivery.RolloutState.Outcome;
import dev.sluice.core.delivery.RolloutState.StepState;
import dev.sluice.core.delivery.RolloutState.StepStatus;
import dev.sluice.core.delivery.RolloutState.Timer;
import dev.sluice.core.delivery.RolloutState.Watched;
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
 * call of {@link RolloutEngine#step} only.
 *
 * <p>Invariant: a step that asks for health has either one question under way or a time at which the next one is due.
 */
final class RolloutDraft {
    private static final int PROBES_KEPT_PER_SLOT = 5;

    /** More than this between two events is a jump of the clock or a server that was down, and does not count. */
    private static final Duration GAP_MAX = Duration.ofSeconds(5);

    private final RolloutPlan plan;
    private final List<StepState> steps;
    private final List<RolloutEffect> effects = new ArrayList<>();
    private final SortedMap<Long, RolloutEffect> awaiting = new TreeMap<>();
    private final TreeSet<Slot> running;
    private final SortedMap<Slot, Integer> unhealthy = new TreeMap<>();
    private final List<ProbeEvidence> probes;
    private Direction direction;
    private int current;
    private Instant now;
    private Duration elapsed;
    private long sequence;
    private Optional<Timer> timer;
    private List<Slot> routed;
    private int newShare;
    private Optional<String> paused;
    private Optional<String> promoted;
    private Optional<Failure> failure;
    private Optional<Outcome> outcome;

    RolloutDraft(RolloutState state) {
        plan = state.plan();
        steps = new ArrayList<>(state.steps());
        state.awaiting().forEach(effect -> awaiting.put(effect.sequence(), effect));
        running = new TreeSet<>(state.running());
        state.unhealthy().forEach(watched -> unhealthy.put(watched.slot(), watched.failures()));
        probes = new ArrayList<>(state.probes());
        direction = state.direction();
        current = state.current();
        now = state.now();
        elapsed = state.elapsed();
        sequence = state.sequence();
        timer = state.timer();
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
                steps,
                current,
                now,
                elapsed,
                sequence,
                List.copyOf(awaiting.values()),
                timer,
                List.copyOf(running),
                routed,
                newShare,
                watched(),
                probes,
                paused,
                promoted,
                failure,
                outcome);
        return new Step<>(next, effects);
    }

    private List<Watched> watched() {
        return unhealthy.entrySet().stream()
                .map(entry -> new Watched(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Neither a clock that goes back nor one that leaps may prolong or cut a deadline. */
    private boolean see(Instant at) {
        Duration passed = Duration.between(now, at);
        if (passed.isPositive()) {
            elapsed = elapsed.plus(passed.compareTo(GAP_MAX) < 0 ? passed : GAP_MAX);
        }
        now = at;
        return true;
    }

    // Each of the following takes in one event and tells whether it applied.

    boolean begin(Instant at) {
        if (current != -1 || direction != Direction.FORWARD) {
            return false;
        }
        see(at);
        enter(0);
        return true;
    }

    boolean done(long number, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        see(at);
        advanceWhenAllAnswered();
        return true;
    }

    boolean probed(long number, List<ProbeEvidence> answers, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        see(at);
        judge(answers);
        return true;
    }

    boolean failed(long number, String why, Instant at) {
        if (awaiting.remove(number) == null) {
            return false;
        }
        see(at);
        fail(why, List.of());
        return true;
    }

    boolean pause(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        see(at);
        paused = Optional.of(by);
        return true;
    }

    boolean resume(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        see(at);
        paused = Optional.empty();
        if (activeStep() instanceof RolloutStep.Hold) {
            advance(Sentence.CONTINUED_BY.with(by));
        }
        return true;
    }

    boolean promote(String by, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        see(at);
        paused = Optional.empty();
        promoted = Optional.of(by);
        if (activeStep() instanceof RolloutStep.Hold || activeStep() instanceof RolloutStep.Observe) {
            advance(Sentence.ENDED_BY.with(by));
        }
        return true;
    }

    boolean abort(String by, String why, Instant at) {
        if (direction != Direction.FORWARD) {
            return false;
        }
        see(at);
        String reason = why.isBlank() ? Sentence.STOPPED.with(by) : Sentence.STOPPED_BECAUSE.with(by, why);
        goBack(new Failure(reason, Optional.of(by), at, List.of()));
        return true;
    }

    /** The timer ran by a clock that does not jump, so the whole wait counts, whatever the time of day says. */
    boolean tick(long number, Instant at) {
        if (timer.filter(set -> set.number() == number).isEmpty()) {
            return false;
        }
        Duration due = timer.get().due();
        elapsed = elapsed.compareTo(due) < 0 ? due : elapsed;
        now = at;
        timer = Optional.empty();
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
        for (ProbeEvidence answer : answers) {
            keep(answer);
        }
        boolean becoming = activeStep() instanceof RolloutStep.AwaitHealthy;
        for (ProbeEvidence answer : answers) {
            Slot slot = answer.slot();
            if (!unhealthy.containsKey(slot)) {
                continue;
            }
            if (answer.healthy()) {
                if (becoming) {
                    unhealthy.remove(slot);
                } else {
                    unhealthy.put(slot, 0);
                }
                continue;
            }
            int failures = unhealthy.merge(slot, 1, Integer::sum);
            if (answer.ended()) {
                failBy(slot, ProbeWords.ended(answer));
                return;
            }
            if (becoming && elapsed.compareTo(plan.healthyWithin(slot)) >= 0) {
                failBy(slot, ProbeWords.tooLate(answer, plan.healthyWithin(slot)));
                return;
            }
            if (!becoming && failures >= RolloutState.FAILURES_MAX) {
                failBy(slot, ProbeWords.failedInARow(answer, failures));
                return;
            }
        }
        if (becoming ? unhealthy.isEmpty() : timeIsOver()) {
            advance("");
        } else {
            waitForNextQuestion();
        }
    }

    private void keep(ProbeEvidence answer) {
        probes.add(answer);
        long ofSlot =
                probes.stream().filter(old -> old.slot().equals(answer.slot())).count();
        if (ofSlot > PROBES_KEPT_PER_SLOT) {
            for (int i = 0; i < probes.size(); i++) {
                if (probes.get(i).slot().equals(answer.slot())) {
                    probes.remove(i);
                    break;
                }
            }
        }
    }

    private void ask() {
        if (unhealthy.isEmpty()) {
            waitForNextQuestion();
            return;
        }
        emit(new RolloutEffect.Probe(next(), List.copyOf(unhealthy.keySet())));
    }

    private void waitForNextQuestion() {
        Optional<Duration> end = lengthOfStep();
        Optional<Duration> question = unhealthy.isEmpty() ? Optional.empty() : Optional.of(elapsed.plus(interval()));
        timer = Stream.concat(end.stream(), question.stream())
                .min(Comparator.naturalOrder())
                .map(due -> new Timer(next(), due));
    }

    /** A wait for a person may take days: there it is asked less often. */
    private Duration interval() {
        boolean openEnd = activeStep() instanceof RolloutStep.Hold(var duration) && duration.isEmpty();
        return plan.probeInterval().multipliedBy(openEnd ? 10 : 1);
    }

    /** Whether the step under way lasts a certain time, and that is over. */
    private boolean timeIsOver() {
        return lengthOfStep().filter(length -> elapsed.compareTo(length) >= 0).isPresent();
    }

    private Optional<Duration> lengthOfStep() {
        if (activeStep() instanceof RolloutStep.Hold(var duration)) {
            return duration;
        }
        if (activeStep() instanceof RolloutStep.Observe(var duration)) {
            return Optional.of(duration);
        }
        return Optional.empty();
    }

    private Optional<RolloutStep> active() {
        return current < 0 || current >= steps.size()
                ? Optional.empty()
                : Optional.of(steps.get(current).step());
    }

    private RolloutStep activeStep() {
        return active().orElse(NOTHING);
    }

    /** Stands for the step before the first: nothing is asked, waited for or stopped. */
    private static final RolloutStep NOTHING = new RolloutStep.StartSlots(List.of());

    // From step to step.

    private void advanceWhenAllAnswered() {
        if (awaiting.isEmpty()) {
            advance("");
        }
    }

    private void advance(String note) {
        // On the way back nothing stops at trouble: it is noted, and the other slots are still seen to.
        boolean trouble =
                direction == Direction.BACK && !steps.get(current).note().isEmpty();
        end(current, trouble ? StepStatus.FAILED : StepStatus.DONE, note);
        enter(current + 1);
    }

    private void enter(int first) {
        int index = first;
        while (index < steps.size() && leftOut(steps.get(index).step())) {
            end(index, StepStatus.SKIPPED, Sentence.LEFT_OUT.with(promoted.orElse("")));
            index++;
        }
        current = index;
        elapsed = Duration.ZERO;
        awaiting.clear();
        unhealthy.clear();
        timer = Optional.empty();
        if (index == steps.size()) {
            finish();
            return;
        }
        if (direction == Direction.FORWARD && paused.isPresent() && !(activeStep() instanceof RolloutStep.Hold)) {
            RolloutStep hold = new RolloutStep.Hold(Optional.empty());
            steps.add(index, waiting(hold, false, Sentence.PAUSED_BY.with(paused.get())));
        }
        StepState step = steps.get(index);
        steps.set(
                index,
                new StepState(
                        step.step(), step.back(), StepStatus.ACTIVE, Optional.of(now), Optional.empty(), step.note()));
        start(step.step());
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
                slots.forEach(slot -> unhealthy.put(slot, 0));
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
        if (unhealthy.isEmpty()) {
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
        routed.stream().filter(slot -> slot.side() == Slot.Side.NEW).forEach(slot -> unhealthy.put(slot, 0));
        ask();
    }

    private void end(int index, StepStatus status, String note) {
        StepState step = steps.get(index);
        String text = note.isEmpty() ? step.note() : note;
        steps.set(index, new StepState(step.step(), step.back(), status, step.startedAt(), Optional.of(now), text));
    }

    private static StepState waiting(RolloutStep step, boolean back, String note) {
        return new StepState(step, back, StepStatus.WAITING, Optional.empty(), Optional.empty(), note);
    }

    // The way back.

    private void failBy(Slot slot, String reason) {
        List<ProbeEvidence> evidence =
                probes.stream().filter(probe -> probe.slot().equals(slot)).toList();
        fail(reason, evidence);
    }

    private void fail(String reason, List<ProbeEvidence> evidence) {
        if (direction == Direction.FORWARD) {
            goBack(new Failure(reason, Optional.empty(), now, evidence));
            return;
        }
        if (activeStep() instanceof RolloutStep.AwaitHealthy) {
            end(current, StepStatus.FAILED, reason);
            if (newVersionCanStay()) {
                stayWithNewVersion();
            }
            enter(current + 1);
            return;
        }
        StepState step = steps.get(current);
        steps.set(current, new StepState(step.step(), true, step.status(), step.startedAt(), Optional.empty(), reason));
        advanceWhenAllAnswered();
    }

    private void goBack(Failure why) {
        failure = Optional.of(why);
        direction = Direction.BACK;
        paused = Optional.empty();
        if (current >= 0 && current < steps.size()) {
            end(current, StepStatus.FAILED, why.reason());
        }
        for (int i = current + 1; i < steps.size(); i++) {
            end(i, StepStatus.SKIPPED, "");
        }
        int first = steps.size();
        WayBack.steps(plan, running, routed, newShare).forEach(step -> steps.add(waiting(step, true, "")));
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
        for (int i = current + 1; i < steps.size(); i++) {
            end(i, StepStatus.SKIPPED, Sentence.OLD_DID_NOT_COME_BACK.with());
        }
        List<Slot> old =
                running.stream().filter(slot -> slot.side() == Slot.Side.OLD).toList();
        current = steps.size() - 1;
        steps.add(waiting(new RolloutStep.Shift(100, plan.fresh()), true, ""));
        steps.add(waiting(new RolloutStep.StopSlots(old), true, ""));
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
        boolean trouble = steps.stream().anyMatch(step -> step.back() && step.status() == StepStatus.FAILED);
        if (trouble) {
            return Outcome.UNCERTAIN;
        }
        if (plan.old().isEmpty()) {
            return Outcome.NOTHING_LIVE;
        }
        return failure.flatMap(Failure::by).isPresent() ? Outcome.ABORTED : Outcome.ROLLED_BACK;
    }
}
