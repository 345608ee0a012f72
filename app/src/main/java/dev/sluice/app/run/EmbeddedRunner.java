package dev.sluice.app.run;

import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.JobQueue.Claim;
import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Sentence;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The runner inside this process. One virtual thread takes attempts from the queue while slots are free, renews the leases
 * and has those given up that ran out; one virtual thread an attempt executes it. Safe for use by many threads.
 *
 * <p>Order: {@link #start}, then {@link #drain} or {@link #close}, once each. It is also the {@link StopChannel} for the
 * attempts that it holds.
 */
public final class EmbeddedRunner implements StopChannel, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.sluice.runner");
    private static final Duration REPORT_PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration REPORT_PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(20);

    private final Settings settings;
    private final JobQueue queue;
    private final JobExecutor executor;
    private final JobVariables variables;
    private final InstantSource clock;
    private final Semaphore free;
    private final Slots places;
    private final Map<Long, RunningAttempt> running = new ConcurrentHashMap<>();
    private volatile boolean taking = true;
    private Optional<Thread> taker = Optional.empty();

    /**
     * What the runner is.
     *
     * @param name unique in the installation, the same after a restart
     * @param tags labels that jobs may ask for
     * @param slots attempts at a time
     * @param lease how long an attempt stays this runner's without a sign of life
     * @param timeout limit of an attempt whose job names none
     * @param resumes what its attempts are about outlives this process: a start takes up again what an earlier process held,
     *     and {@link #close} leaves it to the next one
     */
    public record Settings(
            String name, Set<String> tags, int slots, Duration lease, Duration timeout, boolean resumes) {
        /** A runner whose attempts end with its process. */
        public Settings(String name, Set<String> tags, int slots, Duration lease, Duration timeout) {
            this(name, tags, slots, lease, timeout, false);
        }

        public Settings {
            tags = Set.copyOf(tags);
            if (slots < 1) {
                throw new IllegalArgumentException("slots is " + slots);
            }
        }
    }

    /** Wires the runner; it takes nothing before {@link #start}. */
    public EmbeddedRunner(
            Settings settings, JobQueue queue, JobExecutor executor, JobVariables variables, InstantSource clock) {
        this.settings = settings;
        this.queue = queue;
        this.executor = executor;
        this.variables = variables;
        this.clock = clock;
        this.free = new Semaphore(settings.slots());
        this.places = new Slots(settings.tags());
    }

    /** Begins to take attempts and to tell the loop of them. */
    public synchronized void start(RunLoop runLoop) {
        if (settings.resumes()) {
            for (Claim claim : queue.heldBy(settings.name())) {
                free.acquireUninterruptibly();
                begin(runLoop, claim);
            }
        }
        taker = Optional.of(Thread.ofVirtual().name("runner").start(() -> take(runLoop)));
    }

    @Override
    public void stop(RunId run, String job, int attempt, String runner) {
        held(run, job, attempt, runner).ifPresent(RunningAttempt::stop);
    }

    @Override
    public void kill(RunId run, String job, int attempt, String runner) {
        held(run, job, attempt, runner).ifPresent(RunningAttempt::kill);
    }

    private Optional<RunningAttempt> held(RunId run, String job, int attempt, String runner) {
        return runner.equals(settings.name())
                ? running.values().stream()
                        .filter(held -> held.is(run, job, attempt))
                        .findAny()
                : Optional.empty();
    }

    private void take(RunLoop runLoop) {
        long renewMs = Math.clamp(settings.lease().toMillis() / 3, 1, LOOK_AT_LEAST_EVERY.toMillis());
        Instant renewed = clock.instant();
        while (taking || !running.isEmpty()) {
            try {
                if (!renewed.plusMillis(renewMs).isAfter(clock.instant())) {
                    renewLeases();
                    // After the renewal: what this runner is at is never given up for a store that was away.
                    runLoop.expireLeases();
                    renewed = clock.instant();
                }
                if (!taking) {
                    // What is under way keeps its leases until it has ended.
                    awaitIdle(Duration.ofMillis(renewMs));
                } else if (free.tryAcquire(renewMs, TimeUnit.MILLISECONDS)) {
                    takeOne(runLoop, renewMs);
                }
            } catch (InterruptedException e) {
                // close() wakes the thread by this; the loop's condition says whether to end.
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "runner=" + settings.name() + " cannot take jobs", e);
                pause(REPORT_PAUSE_MAX);
            }
        }
    }

    /** Called with a slot in hand, which the attempt's thread gives back. */
    private void takeOne(RunLoop runLoop, long waitMs) throws InterruptedException {
        boolean handedOn = false;
        try {
            long seen = queue.changes();
            Optional<Claim> claim = queue.claim(settings.name(), settings.tags(), settings.lease(), clock.instant());
            if (claim.isPresent()) {
                begin(runLoop, claim.get());
                handedOn = true;
            } else {
                queue.awaitChange(seen, Duration.ofMillis(waitMs));
            }
        } finally {
            if (!handedOn) {
                free.release();
            }
        }
    }

    /** Called with a slot in hand, which the attempt's thread gives back. */
    private void begin(RunLoop runLoop, Claim claim) {
        RunningAttempt attempt = new RunningAttempt(claim);
        running.put(claim.fence(), attempt);
        Thread.ofVirtual().name("job").start(() -> work(runLoop, attempt));
    }

    private void work(RunLoop runLoop, RunningAttempt attempt) {
        attempt.begun();
        Claim claim = attempt.claim();
        boolean told = false;
        try {
            Optional<StoredRun> run = tellClaim(runLoop, attempt);
            if (run.isPresent()) {
                told = !isOurs(run.get(), claim) || report(runLoop, attempt, execute(run.get(), attempt));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "run=" + claim.run() + " job=" + claim.job() + " was dropped", e);
        } finally {
            running.remove(claim.fence());
            if (told) {
                releaseQuietly(claim);
            }
            // Else the lease stays: it runs out, or the next start finds it, and the engine hears of the attempt then.
            free.release();
        }
    }

    private static boolean isOurs(StoredRun run, Claim claim) {
        Optional<JobState> state = run.state().job(claim.job());
        return state.isPresent() && state.get().status().isHeld() && state.get().attempt() == claim.attempt();
    }

    /** Tells the engine who has the attempt; empty where it could not be told before this runner ends or loses it. */
    private Optional<StoredRun> tellClaim(RunLoop runLoop, RunningAttempt attempt) {
        Claim claim = attempt.claim();
        Duration pauseFor = REPORT_PAUSE_MIN;
        while (attempt.report() != RunningAttempt.Report.NONE) {
            try {
                return Optional.of(runLoop.send(
                        claim.run(),
                        new RunEvent.JobClaimed(claim.job(), claim.attempt(), settings.name(), clock.instant())));
            } catch (StoreUnavailable e) {
                LOG.log(System.Logger.Level.WARNING, "run=" + claim.run() + " job=" + claim.job() + " waits", e);
                if (!taking) {
                    return Optional.empty();
                }
                pauseFor = pauseAndGrow(pauseFor);
            }
        }
        return Optional.empty();
    }

    private void releaseQuietly(Claim claim) {
        try {
            queue.release(claim);
        } catch (RuntimeException e) {
            // The lease runs out by itself; whoever gives it up finds the attempt reported already.
            LOG.log(System.Logger.Level.WARNING, "run=" + claim.run() + " job=" + claim.job() + " keeps its lease", e);
        }
    }

    private JobResult execute(StoredRun run, RunningAttempt attempt) {
        Claim claim = attempt.claim();
        Job job = run.state().pipeline().job(claim.job()).orElseThrow();
        JobOrder.Place place = places.take(run.id().project());
        try {
            Duration timeout = job.timeout().orElse(settings.timeout());
            Map<String, Map<String, String>> outputs = new HashMap<>();
            for (JobState other : run.state().jobs()) {
                if (!other.outputs().isEmpty()) {
                    outputs.put(other.name(), other.outputs());
                }
            }
            List<ProjectVariable> given = variables.of(run, job);
            return executor.execute(
                    new JobOrder(
                            run.id(),
                            job,
                            claim.attempt(),
                            trigger(run, job, claim.attempt()),
                            given,
                            outputs,
                            ChosenInputs.ofAttempt(run.state(), job.name(), claim.attempt()),
                            timeout,
                            run.createdAt(),
                            place),
                    attempt);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "run=" + run.id() + " job=" + job.name() + " the executor failed", e);
            return JobResult.of(new JobResult.Outcome.Failure(
                    FailureReason.RUNNER_SYSTEM_FAILURE, OptionalInt.empty(), Sentence.RUNNER_FAILED.with(e)));
        } finally {
            places.free(run.id().project(), place);
        }
    }

    /** Why the run exists; for a job that a person started, that person (docs.gitlab.com, {@code GITLAB_USER_LOGIN}). */
    private Trigger trigger(StoredRun run, Job job, int attempt) {
        return run.startedBy(job.name(), attempt)
                .flatMap(variables::person)
                .map(run.trigger()::by)
                .orElse(run.trigger());
    }

    /**
     * Tells the engine, however long the store may be away: a finished job's outcome is not lost while we live.
     *
     * @return whether nobody has to hear of the attempt any more
     */
    private boolean report(RunLoop runLoop, RunningAttempt attempt, JobResult result) {
        Claim claim = attempt.claim();
        Instant at = clock.instant();
        Duration pauseFor = REPORT_PAUSE_MIN;
        while (attempt.report() != RunningAttempt.Report.NONE) {
            if (attempt.report() == RunningAttempt.Report.KEPT) {
                return false;
            }
            try {
                // What came to its good end all the same need not be done again.
                boolean back = attempt.report() == RunningAttempt.Report.HANDED_BACK
                        && !(result.outcome() instanceof JobResult.Outcome.Success);
                runLoop.send(
                        claim.run(),
                        back
                                ? new RunEvent.JobHandedBack(claim.job(), claim.attempt(), settings.name(), at)
                                : new RunEvent.JobFinished(claim.job(), claim.attempt(), settings.name(), result, at));
                return true;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "run=" + claim.run() + " job=" + claim.job() + " not yet told", e);
                if (!taking) {
                    return false;
                }
                pauseFor = pauseAndGrow(pauseFor);
            }
        }
        return true;
    }

    private static Duration pauseAndGrow(Duration pauseFor) {
        pause(pauseFor);
        Duration longer = pauseFor.multipliedBy(2);
        return longer.compareTo(REPORT_PAUSE_MAX) > 0 ? REPORT_PAUSE_MAX : longer;
    }

    private void renewLeases() {
        for (RunningAttempt attempt : running.values()) {
            if (!queue.renew(attempt.claim(), settings.lease(), clock.instant())) {
                attempt.kill(RunningAttempt.Report.NONE);
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            // Woken to end: the caller looks at its own condition.
        }
    }

    /** How many attempts are under way. */
    public int busy() {
        return running.size();
    }

    /**
     * Takes nothing more and waits for what is under way.
     *
     * @return whether all of it ended in time; what did not goes on
     */
    public boolean drain(Duration atMost) throws InterruptedException {
        endTaking();
        return awaitIdle(atMost);
    }

    private synchronized void endTaking() {
        taking = false;
        taker.ifPresent(Thread::interrupt);
    }

    private boolean awaitIdle(Duration atMost) throws InterruptedException {
        boolean idle = free.tryAcquire(settings.slots(), atMost.toNanos(), TimeUnit.NANOSECONDS);
        if (idle) {
            free.release(settings.slots());
        }
        return idle;
    }

    /**
     * Takes nothing more, stops what is under way and hands it back: the engine has those jobs started again as new
     * attempts. A runner that {@link Settings#resumes} leaves it as it is. Returns when all of their processes have ended, at the latest after half a minute.
     */
    @Override
    public void close() {
        endTaking();
        for (RunningAttempt attempt : running.values()) {
            if (settings.resumes()) {
                attempt.keep();
            } else {
                attempt.kill(RunningAttempt.Report.HANDED_BACK);
            }
        }
        try {
            awaitIdle(Duration.ofSeconds(30));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
