package dev.sluice.core.engine;

import dev.sluice.core.engine.RunEvent.JobClaimed;
import dev.sluice.core.engine.RunEvent.JobFinished;
import dev.sluice.core.engine.RunEvent.JobHandedBack;
import dev.sluice.core.engine.RunEvent.RunnerLost;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The real engine in a world made of chance: runners that vanish, a network that delays, doubles and reorders, a server
 * that is killed between any two effects, clocks that jump, people who cancel, retry and start. Everything follows from
 * the seed.
 *
 * <p>Durable, as in the real loop: the state with its pending effects, and the queue. Lost at a crash: timers, what the
 * server was just told, and the embedded runners.
 */
final class Simulation {
    private static final int RUNNERS = 3;

    private final SplittableRandom random;
    private final RunInvariants invariants;
    private final Consumer<String> trace;
    private long hash = 1125899906842597L;

    private Instant clock = Instant.parse("2026-01-01T00:00:00Z");
    private RunState state;
    private final ArrayDeque<RunEffect> pending = new ArrayDeque<>();
    private final Map<String, Entry> queue = new LinkedHashMap<>();
    private final List<RunEvent> network = new ArrayList<>();
    private final TreeSet<Instant> timers = new TreeSet<>();
    private int mischief;
    private int steps;

    /** One attempt in the queue's table. */
    private static final class Entry {
        final String job;
        final int attempt;
        Optional<String> holder = Optional.empty();
        boolean stop;
        boolean killed;
        boolean gone;

        Entry(String job, int attempt) {
            this.job = job;
            this.attempt = attempt;
        }

        boolean isHeld() {
            return !gone && holder.isPresent();
        }
    }

    Simulation(long seed, Consumer<String> trace) {
        random = new SplittableRandom(seed);
        this.trace = trace;
        var pipeline = RandomPipeline.from(random);
        for (var job : pipeline.jobs()) {
            log("job " + job.name() + " stage " + job.stage() + " " + job.waits() + " " + job.when() + " "
                    + job.allowFailure() + " " + job.retry());
        }
        invariants = new RunInvariants(pipeline);
        state = RunEngine.begin(pipeline);
        network.add(new RunEvent.Started(clock));
    }

    /** Plays a few acts: each begins with people's wishes and ends when the world is quiet. */
    void play() {
        int acts = 1 + random.nextInt(3);
        for (int act = 0; act < acts; act++) {
            mischief = random.nextInt(8);
            if (act > 0) {
                wish();
            }
            while (!isQuiet()) {
                if (steps++ > 20_000) {
                    throw new AssertionError("the world never gets quiet");
                }
                act();
            }
            boolean blocked = state.status() == RunStatus.BLOCKED;
            if (!state.status().isFinal() && !blocked) {
                throw new AssertionError(
                        "the world is quiet, but the run is " + state.status() + " with " + state.jobs());
            }
        }
    }

    long hash() {
        return hash;
    }

    int steps() {
        return steps;
    }

    private boolean isQuiet() {
        return pending.isEmpty()
                && network.isEmpty()
                && timers.isEmpty()
                && queue.values().stream().allMatch(entry -> entry.gone);
    }

    private void act() {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> perform();
            case 4, 5, 6 -> deliver();
            case 7, 8, 9 -> claim();
            case 10, 11 -> end();
            case 12 -> passTime(Duration.ofSeconds(random.nextInt(15)));
            default -> {
                if (mischief > 0) {
                    mischief--;
                    disturb();
                }
            }
        }
    }

    private void disturb() {
        switch (random.nextInt(10)) {
            case 9 -> stopInOrder();
            case 0 -> crash();
            case 1, 2 -> loseRunner();
            case 3 -> passTime(Duration.ofSeconds(random.nextInt(7200) - 3600));
            case 4 -> receive(new RunEvent.Tick(clock.plusSeconds(random.nextInt(40) - 20)));
            case 5 -> receive(stray());
            default -> wish();
        }
    }

    /** The server performs the oldest effect; killed in between it does so again. */
    private void perform() {
        if (pending.isEmpty()) {
            return;
        }
        RunEffect effect = pending.peek();
        switch (effect) {
            case RunEffect.Offer(String job, int attempt) ->
                queue.computeIfAbsent(effect.key(), _ -> new Entry(job, attempt));
            case RunEffect.Withdraw(String job, int attempt) -> {
                Entry entry = entry(job, attempt);
                entry.gone |= entry.holder.isEmpty();
            }
            case RunEffect.Stop(String job, int attempt, String runner) -> {
                Entry entry = entry(job, attempt);
                entry.stop |= entry.holder.equals(Optional.of(runner));
            }
            case RunEffect.Kill(String job, int attempt, String runner) -> {
                Entry entry = entry(job, attempt);
                entry.killed |= entry.holder.equals(Optional.of(runner));
            }
            case RunEffect.WakeAt(Instant at) -> timers.add(at);
            case RunEffect.CancelOlder _, RunEffect.Finished _ -> {}
        }
        log("performed " + effect.key());
        if (mischief > 0 && random.nextInt(30) == 0) {
            mischief--;
            crash();
        } else {
            pending.remove();
        }
    }

    private Entry entry(String job, int attempt) {
        Entry entry = queue.get("offer/" + attempt + "/" + job);
        if (entry == null) {
            throw new AssertionError("effect for " + job + " " + attempt + ", which was never offered");
        }
        return entry;
    }

    private void claim() {
        String runner = "r" + random.nextInt(RUNNERS);
        List<Entry> free = queue.values().stream()
                .filter(entry -> !entry.gone && entry.holder.isEmpty())
                .toList();
        if (free.isEmpty()) {
            return;
        }
        Entry entry = free.get(random.nextInt(free.size()));
        entry.holder = Optional.of(runner);
        log(runner + " claims " + entry.job + " " + entry.attempt);
        send(new JobClaimed(entry.job, entry.attempt, runner, clock));
    }

    private void end() {
        pickHeld().ifPresent(entry -> {
            entry.gone = true;
            boolean canceled = entry.killed || entry.stop && random.nextInt(4) > 0;
            Outcome outcome = canceled ? new Outcome.Canceled() : outcome();
            send(new JobFinished(entry.job, entry.attempt, entry.holder.orElseThrow(), JobResult.of(outcome), clock));
        });
    }

    private Outcome outcome() {
        int chance = random.nextInt(100);
        if (chance < 70) {
            return new Outcome.Success();
        }
        if (chance < 73) {
            return new Outcome.Skipped(Outcome.Skipped.Cause.NO_UPSTREAM, "g/p");
        }
        FailureReason reason = random.nextInt(3) == 0 ? FailureReason.TIMEOUT : FailureReason.SCRIPT_FAILURE;
        return new Outcome.Failure(reason, OptionalInt.of(1 + random.nextInt(4)), "exit");
    }

    /** The lease runs out. The runner may live on and say something late. */
    private void loseRunner() {
        pickHeld().ifPresent(entry -> {
            entry.gone = true;
            String runner = entry.holder.orElseThrow();
            send(new RunnerLost(entry.job, entry.attempt, runner, clock));
            if (random.nextBoolean()) {
                send(new JobFinished(entry.job, entry.attempt, runner, JobResult.of(outcome()), clock));
            }
        });
    }

    private Optional<Entry> pickHeld() {
        List<Entry> held = queue.values().stream().filter(Entry::isHeld).toList();
        return held.isEmpty() ? Optional.empty() : Optional.of(held.get(random.nextInt(held.size())));
    }

    private void send(RunEvent event) {
        network.add(event);
        if (mischief > 0 && random.nextInt(6) == 0) {
            network.add(event);
        }
    }

    private void deliver() {
        if (!network.isEmpty()) {
            receive(network.remove(random.nextInt(network.size())));
        }
    }

    /**
     * kill -9. Effects that were stored and not marked are performed again; timers come from the state; runners inside
     * the server are gone with what they held, and claims they had not told of yet as well.
     */
    private void crash() {
        log("crash");
        network.removeIf(event -> event instanceof JobClaimed && random.nextBoolean());
        timers.clear();
        RunEngine.nextWake(state).ifPresent(timers::add);
        for (Entry entry : queue.values()) {
            if (entry.isHeld() && entry.holder.equals(Optional.of("r0"))) {
                entry.gone = true;
                network.add(new RunnerLost(entry.job, entry.attempt, "r0", clock));
            }
        }
        for (Entry entry : queue.values()) {
            boolean toldNobody = entry.isHeld()
                    && network.stream()
                            .noneMatch(event -> event instanceof JobClaimed claimed
                                    && claimed.job().equals(entry.job)
                                    && claimed.attempt() == entry.attempt);
            if (toldNobody && random.nextInt(3) == 0) {
                entry.gone = true;
                network.add(new RunnerLost(entry.job, entry.attempt, entry.holder.orElseThrow(), clock));
            }
        }
    }

    /** The server ends in order: its runner stops what it has and gives it back. What ended well meanwhile says so. */
    private void stopInOrder() {
        log("stop");
        timers.clear();
        RunEngine.nextWake(state).ifPresent(timers::add);
        for (Entry entry : queue.values()) {
            if (entry.isHeld() && entry.holder.equals(Optional.of("r0"))) {
                entry.gone = true;
                send(
                        random.nextInt(8) == 0
                                ? new JobFinished(
                                        entry.job, entry.attempt, "r0", JobResult.of(new Outcome.Success()), clock)
                                : new JobHandedBack(entry.job, entry.attempt, "r0", clock));
            }
        }
    }

    private void passTime(Duration by) {
        clock = clock.plus(by);
        if (!timers.isEmpty() && by.isZero()) {
            clock = timers.first();
        }
        while (!timers.isEmpty() && !timers.first().isAfter(clock)) {
            timers.removeFirst();
            // The tick reads the clock again, which may have been set back meanwhile.
            Instant read = mischief > 0 && random.nextInt(8) == 0 ? clock.minusSeconds(60) : clock;
            network.add(new RunEvent.Tick(read));
        }
    }

    /** A person does something, sensible or not. */
    private void wish() {
        String by = "p" + random.nextInt(2);
        String job = someJob();
        receive(
                switch (random.nextInt(10)) {
                    case 0, 1 -> new RunEvent.CancelRequested(by, clock);
                    case 2 -> new RunEvent.JobCancelRequested(job, by, clock);
                    case 3, 4 -> new RunEvent.JobRetryRequested(job, by, clock);
                    case 5, 6 -> new RunEvent.FailedRetryRequested(by, clock);
                    default -> new RunEvent.JobStartRequested(job, by, clock);
                });
    }

    /** What nobody should ever send. */
    private RunEvent stray() {
        String job = random.nextInt(8) == 0 ? "nobody" : someJob();
        int attempt = random.nextInt(4);
        // Only a runner that holds an attempt can say how it ended, so strays about ends come from strangers to old
        // ones.
        int old = Math.min(attempt, state.job(job).map(JobState::attempt).orElse(1) - 1);
        return switch (random.nextInt(5)) {
            case 4 -> new JobHandedBack(job, old, "stranger", clock);
            case 0 -> new RunEvent.Started(clock);
            case 1 -> new JobClaimed(job, old, "stranger", clock);
            case 2 -> new JobFinished(job, old, "stranger", JobResult.of(new Outcome.Success()), clock);
            default -> new RunnerLost(job, old, "stranger", clock);
        };
    }

    private String someJob() {
        var jobs = state.pipeline().jobs();
        return jobs.isEmpty() ? "nobody" : jobs.get(random.nextInt(jobs.size())).name();
    }

    /** The loop around the engine: step, store state and effects at once. Killed before that, the event comes again. */
    private void receive(RunEvent event) {
        Step<RunState, RunEffect> step = RunEngine.step(state, event);
        log(event + " -> " + step.state().status() + " " + step.effects());
        invariants.check(state, event, step);
        if (mischief > 0 && random.nextInt(40) == 0) {
            mischief--;
            network.add(event);
            crash();
            return;
        }
        state = step.state();
        invariants.stored(step.effects());
        pending.addAll(step.effects());
    }

    private void log(String line) {
        trace.accept(line);
        for (int i = 0; i < line.length(); i++) {
            hash = hash * 31 + line.charAt(i);
        }
    }
}
