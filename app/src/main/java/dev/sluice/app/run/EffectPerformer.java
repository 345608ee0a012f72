package dev.sluice.app.run;

import dev.sluice.app.run.JobQueue.JobOffer;
import dev.sluice.app.run.RunStore.PendingEffect;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.model.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Performs the stored effects, those of one run in their order, each at least once. One thread at a time does it; whoever
 * comes meanwhile leaves its work to that thread. Ends of runs are handed to {@link RunEnds}, and what follows them does
 * not wait.
 */
final class EffectPerformer {
    static final System.Logger LOG = System.getLogger("dev.sluice.run");

    private static final int BATCH = 512;
    private static final Duration RETRY_PAUSE_MIN = Duration.ofSeconds(1);
    private static final Duration RETRY_PAUSE_MAX = Duration.ofSeconds(30);

    private final RunStore store;
    private final JobQueue queue;
    private final StopChannel stops;
    private final InstantSource clock;
    private final WakeTimer timer;
    private final Consumer<RunId> tick;
    private final OlderRuns older;
    private final RunEnds ends;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicBoolean retryArmed = new AtomicBoolean();
    /** Touched by the performing thread alone. */
    private Duration retryPause = RETRY_PAUSE_MIN;

    EffectPerformer(
            RunStore store,
            JobQueue queue,
            StopChannel stops,
            InstantSource clock,
            WakeTimer timer,
            Consumer<RunId> tick,
            OlderRuns older,
            RunEnds ends) {
        this.store = store;
        this.queue = queue;
        this.stops = stops;
        this.clock = clock;
        this.timer = timer;
        this.tick = tick;
        this.older = older;
        this.ends = ends;
    }

    /** Performs what is due, or has the thread that is at it look once more. */
    void perform() {
        if (requests.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = requests.get();
            performPending();
        } while (!requests.compareAndSet(seen, 0));
    }

    private void performPending() {
        try {
            boolean more = true;
            while (more) {
                // Ends that are being told are pending still and must not fill the batch.
                int taken = ends.taken();
                more = performBatch(store.pendingEffects(BATCH + taken));
            }
        } catch (Throwable e) {
            // The store is away, or an Error: everything is still pending there, and the next request must find us
            // free.
            LOG.log(System.Logger.Level.WARNING, "effects wait: the store does not answer", e);
            tryAgainLater();
        }
    }

    /** Performs what it can; true where another look may find more to do. */
    private boolean performBatch(List<PendingEffect> pending) {
        if (pending.isEmpty()) {
            return false;
        }
        List<PendingEffect> done = new ArrayList<>();
        Set<RunId> stuck = new HashSet<>();
        for (PendingEffect effect : pending) {
            if (stuck.contains(effect.run())) {
                continue;
            }
            try {
                if (effect.effect() instanceof RunEffect.Finished) {
                    if (!ends.take(effect)) {
                        stuck.add(effect.run());
                    }
                } else {
                    perform(effect.run(), effect.effect());
                    done.add(effect);
                }
            } catch (Throwable e) {
                stuck.add(effect.run());
                LOG.log(
                        System.Logger.Level.WARNING,
                        "run=" + effect.run() + " effect=" + effect.effect().key(),
                        e);
            }
        }
        store.effectsDone(done);
        if (stuck.isEmpty()) {
            retryPause = RETRY_PAUSE_MIN;
        } else {
            tryAgainLater();
        }
        return !done.isEmpty();
    }

    private void tryAgainLater() {
        if (retryArmed.compareAndSet(false, true)) {
            timer.at(clock.instant().plus(retryPause), () -> {
                retryArmed.set(false);
                perform();
            });
            Duration longer = retryPause.multipliedBy(2);
            retryPause = longer.compareTo(RETRY_PAUSE_MAX) > 0 ? RETRY_PAUSE_MAX : longer;
        }
    }

    private void perform(RunId run, RunEffect effect) {
        switch (effect) {
            case RunEffect.Offer(String job, int attempt) -> offer(run, job, attempt);
            case RunEffect.Withdraw(String job, int attempt) -> queue.withdraw(run, job, attempt);
            case RunEffect.Stop(String job, int attempt, String runner) -> stops.stop(run, job, attempt, runner);
            case RunEffect.Kill(String job, int attempt, String runner) -> stops.kill(run, job, attempt, runner);
            case RunEffect.CancelOlder() -> older.cancelFor(run);
            case RunEffect.WakeAt(var at) -> timer.at(at, () -> tick.accept(run));
            case RunEffect.Finished _ -> throw new IllegalStateException("ends are told by a thread of their own");
        }
    }

    private void offer(RunId run, String name, int attempt) {
        Optional<Job> job =
                store.load(run).flatMap(stored -> stored.state().pipeline().job(name));
        if (job.isPresent()) {
            String group = job.get().resourceGroup().orElse("");
            queue.offer(new JobOffer(run, name, attempt, job.get().tags(), group, clock.instant()));
        }
    }
}
