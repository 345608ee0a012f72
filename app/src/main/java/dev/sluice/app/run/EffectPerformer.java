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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Performs the stored effects, those of one run in their order, each at least once. One thread at a time does it; whoever
 * comes meanwhile leaves its work to that thread.
 */
final class EffectPerformer {
    static final System.Logger LOG = System.getLogger("dev.sluice.run");

    private static final int BATCH = 512;
    private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(1);

    private final RunStore store;
    private final JobQueue queue;
    private final StopChannel stops;
    private final InstantSource clock;
    private final WakeTimer timer;
    private final Consumer<RunId> tick;
    private final List<RunListener> listeners;
    private final AtomicInteger requests = new AtomicInteger();

    EffectPerformer(
            RunStore store,
            JobQueue queue,
            StopChannel stops,
            InstantSource clock,
            WakeTimer timer,
            Consumer<RunId> tick,
            List<RunListener> listeners) {
        this.store = store;
        this.queue = queue;
        this.stops = stops;
        this.clock = clock;
        this.timer = timer;
        this.tick = tick;
        this.listeners = listeners;
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
                more = performBatch(store.pendingEffects(BATCH));
            }
        } catch (RuntimeException e) {
            // The store is away. Everything is still pending there.
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
                perform(effect.run(), effect.effect());
                done.add(effect);
            } catch (RuntimeException e) {
                stuck.add(effect.run());
                LOG.log(
                        System.Logger.Level.WARNING,
                        "run=" + effect.run() + " effect=" + effect.effect().key(),
                        e);
            }
        }
        store.effectsDone(done);
        if (!stuck.isEmpty()) {
            tryAgainLater();
        }
        return !done.isEmpty();
    }

    private void tryAgainLater() {
        timer.at(clock.instant().plus(TRY_AGAIN_AFTER), this::perform);
    }

    private void perform(RunId run, RunEffect effect) {
        switch (effect) {
            case RunEffect.Offer(String job, int attempt) -> offer(run, job, attempt);
            case RunEffect.Withdraw(String job, int attempt) -> queue.withdraw(run, job, attempt);
            case RunEffect.Stop(String job, int attempt, String runner) -> stops.stop(run, job, attempt, runner);
            case RunEffect.WakeAt(var at) -> timer.at(at, () -> tick.accept(run));
            case RunEffect.Finished(var status, int round) -> {
                for (RunListener listener : listeners) {
                    listener.finished(run, status, round);
                }
            }
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
