package dev.sluice.core.delivery;

import dev.sluice.core.delivery.RolloutState.Direction;
import dev.sluice.core.delivery.RolloutState.Outcome;
import dev.sluice.core.delivery.RolloutState.StepStatus;
import dev.sluice.core.engine.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeSet;

/**
 * One rollout with the real engine, a made-up world and random faults. The state survives crashes; everything else does
 * not: answers under way and timers are lost, effects that were not answered are performed again in their order.
 */
final class RolloutSimulation {
    private static final int EVENTS_MAX = 4_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Random random;
    private final RolloutPlan plan;
    private final RolloutWorld world;
    private final boolean faulty;
    private final StringBuilder trace = new StringBuilder();
    private final PriorityQueue<InFlight> inFlight =
            new PriorityQueue<>(Comparator.comparingLong(InFlight::at).thenComparingLong(InFlight::order));
    private final TreeSet<Long> performed = new TreeSet<>();
    private final List<RolloutEvent> history = new ArrayList<>();
    private RolloutState state;
    private long clockMs;
    private long offsetMs;
    private long order;
    private long busyUntil;
    private int finishedEffects;
    private int events;

    /** An answer or a timer on its way; lost in a crash. */
    private record InFlight(long at, long order, RolloutEvent event) {}

    RolloutSimulation(long seed) {
        this(seed, new Random(seed).nextInt(4) != 0);
    }

    RolloutSimulation(long seed, boolean faulty) {
        this.random = new Random(seed * 7_919 + 17);
        this.faulty = faulty;
        this.plan = randomPlan();
        this.world = new RolloutWorld(random, plan, faulty);
        this.state = RolloutState.of(plan, at());
    }

    RolloutState state() {
        return state;
    }

    String trace() {
        return trace.toString();
    }

    /** Runs until the rollout is over and everything is done. Throws with the trace where a promise is broken. */
    void run() {
        deliver(new RolloutEvent.Begun(at()));
        while (!state.isOver()) {
            if (events > EVENTS_MAX) {
                throw broken("does not end");
            }
            if (faulty) {
                disturb();
            }
            if (waitsForPerson() && random.nextInt(20) == 0 || !performNext() && !deliverNext() && !state.isOver()) {
                personDecides();
            }
        }
        checkEnd();
    }

    private void disturb() {
        int dice = random.nextInt(300);
        if (dice < 6) {
            crash();
        } else if (dice < 9) {
            offsetMs += random.nextInt(7_200_000) - 3_600_000;
        } else if (dice < 15 && !history.isEmpty()) {
            deliver(history.get(random.nextInt(history.size())));
        } else if (dice < 17) {
            deliver(new RolloutEvent.AbortRequested("olga", "", at()));
        } else if (dice < 20) {
            deliver(new RolloutEvent.PauseRequested("ivan", at()));
        } else if (dice < 22) {
            deliver(new RolloutEvent.PromoteRequested("anna", at()));
        } else if (dice < 24) {
            deliver(new RolloutEvent.ContinueRequested("ivan", at()));
        }
    }

    /** Nothing is under way and no timer is set: only a wait for a person may look like this. */
    private void personDecides() {
        if (!waitsForPerson()) {
            throw broken("nothing is under way");
        }
        deliver(
                random.nextInt(5) == 0
                        ? new RolloutEvent.AbortRequested("olga", "enough", at())
                        : new RolloutEvent.ContinueRequested("ivan", at()));
    }

    private boolean waitsForPerson() {
        return state.active()
                .filter(step -> step.step() instanceof RolloutStep.Hold(var duration) && duration.isEmpty())
                .isPresent();
    }

    private void crash() {
        trace.append("crash\n");
        inFlight.clear();
        performed.clear();
        busyUntil = clockMs;
        setTimer();
    }

    /** Performs the first effect that this process has not performed yet; those that change something keep their order. */
    private boolean performNext() {
        for (RolloutEffect effect : state.awaiting()) {
            if (performed.contains(effect.sequence())) {
                continue;
            }
            performed.add(effect.sequence());
            perform(effect);
            return true;
        }
        return false;
    }

    private void perform(RolloutEffect effect) {
        long from = Math.max(clockMs, busyUntil);
        long slow = random.nextInt(faulty && random.nextInt(20) == 0 ? 30_000 : 200);
        switch (effect) {
            case RolloutEffect.Start(var sequence, var slot) -> {
                Optional<String> why = world.start(slot, from);
                busyUntil = from + slow;
                answer(
                        busyUntil,
                        why.<RolloutEvent>map(text -> new RolloutEvent.EffectFailed(sequence, text, at()))
                                .orElseGet(() -> new RolloutEvent.SlotStarted(sequence, slot, at())));
            }
            case RolloutEffect.SetRoute(var sequence, var share, var routed) -> {
                world.route(share, routed);
                busyUntil = from + slow;
                answer(busyUntil, new RolloutEvent.Routed(sequence, at()));
            }
            case RolloutEffect.Stop(var sequence, var slot) -> {
                world.stop(slot);
                busyUntil = from + slow;
                answer(busyUntil, new RolloutEvent.SlotStopped(sequence, slot, at()));
            }
            case RolloutEffect.Probe(var sequence, var slots) ->
                answer(
                        clockMs + random.nextInt(500),
                        new RolloutEvent.Probed(sequence, world.probe(slots, clockMs, at()), at()));
            case RolloutEffect.AwaitDrained(var sequence, var _, var limit) ->
                answer(clockMs + random.nextInt((int) limit.toMillis() + 1), new RolloutEvent.Drained(sequence, at()));
            case RolloutEffect.Finished finished -> {
                throw broken("the end is nothing to perform: " + finished);
            }
        }
        check();
    }

    private void answer(long atMs, RolloutEvent event) {
        inFlight.add(new InFlight(atMs, order++, event));
    }

    private boolean deliverNext() {
        InFlight next = inFlight.poll();
        if (next == null) {
            return false;
        }
        clockMs = Math.max(clockMs, next.at());
        deliver(next.event());
        return true;
    }

    private void deliver(RolloutEvent event) {
        events++;
        RolloutState before = state;
        Step<RolloutState, RolloutEffect> step = RolloutEngine.step(state, event);
        state = step.state();
        finishedEffects += (int) step.effects().stream()
                .filter(RolloutEffect.Finished.class::isInstance)
                .count();
        history.add(event);
        trace.append(event).append(" -> ").append(step.effects()).append('\n');
        if (!before.timer().equals(state.timer())) {
            setTimer();
        }
        checkStep(before, step);
        check();
    }

    private void setTimer() {
        state.timer()
                .ifPresent(timer -> answer(
                        clockMs + state.waitForTimer().orElse(Duration.ZERO).toMillis(),
                        new RolloutEvent.Tick(timer.number(), at())));
    }

    private Instant at() {
        return START.plusMillis(clockMs + offsetMs);
    }

    // What must hold.

    private void check() {
        String violation = world.violation(plan);
        if (!violation.isEmpty()) {
            throw broken(violation);
        }
    }

    private void checkStep(RolloutState before, Step<RolloutState, RolloutEffect> step) {
        long last = before.sequence();
        for (RolloutEffect effect : step.effects()) {
            if (effect.sequence() <= last) {
                throw broken("effect " + effect + " out of sequence");
            }
            last = effect.sequence();
            if (before.direction() != Direction.FORWARD
                    && effect instanceof RolloutEffect.Start start
                    && start.slot().side() == Slot.Side.NEW) {
                throw broken("the new version is started on the way back");
            }
            if (plan.takesDown() && state.direction() == Direction.FORWARD && effect instanceof RolloutEffect.Start) {
                throw broken("something is started while the environment is taken down");
            }
        }
        if (before.direction().compareTo(state.direction()) > 0) {
            throw broken("turned from " + before.direction() + " to " + state.direction());
        }
        long active = state.steps().stream()
                .filter(one -> one.status() == StepStatus.ACTIVE)
                .count();
        if (active != (state.isOver() ? 0 : 1)) {
            throw broken(active + " steps are active");
        }
    }

    private void checkEnd() {
        Outcome outcome = state.outcome().orElseThrow();
        Map<Outcome, Optional<Slot.Side>> expected = new HashMap<>();
        expected.put(Outcome.SUCCEEDED, Optional.of(Slot.Side.NEW));
        expected.put(Outcome.TAKEN_DOWN, Optional.empty());
        expected.put(Outcome.ROLLED_BACK, Optional.of(Slot.Side.OLD));
        expected.put(Outcome.ABORTED, Optional.of(Slot.Side.OLD));
        expected.put(Outcome.NOTHING_LIVE, Optional.empty());
        expected.put(Outcome.UNCERTAIN, world.routed().stream().map(Slot::side).findFirst());
        Optional<Slot.Side> live = expected.get(outcome);
        if (outcome == Outcome.UNCERTAIN && !world.oldTrouble()) {
            throw broken("uncertain although nothing happened to the old version");
        }
        if (plan.takesDown() ? outcome == Outcome.SUCCEEDED : outcome == Outcome.TAKEN_DOWN) {
            throw broken("ended " + outcome + ", which was not planned");
        }
        if (!faulty && outcome != Outcome.SUCCEEDED && outcome != Outcome.TAKEN_DOWN && outcome != Outcome.ABORTED) {
            throw broken("ended " + outcome + " without a fault");
        }
        if (outcome == Outcome.NOTHING_LIVE && !plan.old().isEmpty()) {
            throw broken("nothing is live");
        }
        if (finishedEffects != 1) {
            throw broken("finished " + finishedEffects + " times");
        }
        List<Slot> whole = live.map(side -> side == Slot.Side.NEW ? plan.fresh() : plan.old())
                .orElse(List.of());
        if (!world.routed().equals(whole) || !world.routed().equals(state.routed())) {
            throw broken("requests go to " + world.routed() + ", live is " + whole);
        }
        if (outcome == Outcome.TAKEN_DOWN && !world.processes().isEmpty()) {
            throw broken("taken down, yet there run " + world.processes());
        }
        if (!whole.containsAll(world.processes()) || !state.running().equals(whole)) {
            throw broken("left running: " + world.processes() + ", live is " + whole);
        }
    }

    private AssertionError broken(String what) {
        return new AssertionError(what + "\nplan " + plan + "\n" + trace);
    }

    // Random plans.

    private RolloutPlan randomPlan() {
        List<Slot> old = random.nextInt(6) == 0 ? List.of() : randomSlots(Slot.Side.OLD);
        boolean down = !old.isEmpty() && random.nextInt(8) == 0;
        List<Slot> fresh = down ? List.of() : randomSlots(Slot.Side.NEW);
        return new RolloutPlan(
                randomStrategy(),
                fresh,
                old,
                Map.of("web", Duration.ofSeconds(60), "api", Duration.ofSeconds(90)),
                Duration.ofSeconds(1 + random.nextInt(5)),
                Duration.ofSeconds(random.nextInt(30)),
                Duration.ofSeconds(random.nextInt(10)));
    }

    private List<Slot> randomSlots(Slot.Side side) {
        TreeSet<Slot> slots = new TreeSet<>();
        for (String service : random.nextInt(4) == 0 ? List.of("web") : List.of("web", "api")) {
            int copies = 1 + random.nextInt(3);
            for (int copy = 1; copy <= copies; copy++) {
                slots.add(new Slot(side, service, copy));
            }
        }
        return List.copyOf(slots);
    }

    private Strategy randomStrategy() {
        return switch (random.nextInt(4)) {
            case 0 -> new Strategy.Rolling();
            case 1 -> new Strategy.BlueGreen();
            case 2 -> new Strategy.Recreate();
            default -> {
                List<Strategy.CanaryStep> steps = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    steps.add(
                            switch (random.nextInt(4)) {
                                case 0 -> new Strategy.CanaryStep.Pause(Optional.empty());
                                case 1 ->
                                    new Strategy.CanaryStep.Pause(Optional.of(Duration.ofSeconds(random.nextInt(60))));
                                default -> new Strategy.CanaryStep.Weight(random.nextInt(101));
                            });
                }
                yield new Strategy.Canary(steps);
            }
        };
    }
}
