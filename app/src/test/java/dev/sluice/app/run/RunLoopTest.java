package dev.sluice.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunLoopTest {
    private static final Duration LEASE = Duration.ofMinutes(10);

    private final FailingRunStore store = new FailingRunStore(new MemoryRunStore());
    private final FailingJobQueue queue = new FailingJobQueue(new MemoryJobQueue());
    private final ScriptedExecutor executor = new ScriptedExecutor();
    private final BlockingQueue<RunStatus> finished = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    private RunLoop loop;
    private EmbeddedRunner runner;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private void startProcess(int slots) {
        startProcess(slots, LEASE, InstantSource.system());
    }

    private void startProcess(int slots, Duration lease, InstantSource clock) {
        runner = new EmbeddedRunner(
                new EmbeddedRunner.Settings("embedded", Set.of(), slots, lease, Duration.ofHours(1)),
                queue,
                executor,
                (run, job) -> List.of(),
                clock);
        loop = new RunLoop(store, queue, runner, clock);
        loop.addListener(new RunListener() {
            @Override
            public void changed(RunChange change) {}

            @Override
            public void finished(RunId run, RunStatus status, int round) {
                finished.add(status);
            }
        });
        open.add(loop);
        open.add(runner);
    }

    private StoredRun start(Pipeline pipeline) {
        loop.recover(Set.of("embedded"));
        runner.start(loop);
        return loop.start(1, "push/1", Runs.push(), pipeline);
    }

    private RunStatus awaitEnd() throws InterruptedException {
        return Optional.ofNullable(finished.poll(30, TimeUnit.SECONDS)).orElseThrow();
    }

    /** An end is marked done after its last listener has heard it. */
    private void awaitNoEffects() {
        while (!store.pendingEffects(10).isEmpty()) {
            Thread.onSpinWait();
        }
    }

    private JobState job(StoredRun run, String name) {
        return store.load(run.id()).orElseThrow().state().job(name).orElseThrow();
    }

    @Test
    void runsAPipelineToItsEndInOrder() throws Exception {
        startProcess(4);

        StoredRun run = start(Runs.chain("build", "test", "deploy"));

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        assertThat(executor.orders())
                .extracting(order -> order.job().name())
                .containsExactly("build", "test", "deploy");
        assertThat(job(run, "deploy").current().orElseThrow().runner()).contains("embedded");
        awaitNoEffects();
    }

    @Test
    void handsOutputsOfEarlierJobsOn() throws Exception {
        startProcess(1);
        executor.when(
                "build",
                (order, stop) ->
                        new JobResult(new JobResult.Outcome.Success(), Map.of("VERSION", "1.2"), Optional.empty()));

        start(Runs.chain("build", "test"));

        awaitEnd();
        assertThat(executor.orders().getLast().outputs()).isEqualTo(Map.of("build", Map.of("VERSION", "1.2")));
    }

    @Test
    void takesNoMoreThanItsSlots() throws Exception {
        startProcess(2);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        String[] names = new String[20];
        for (int i = 0; i < names.length; i++) {
            names[i] = "job-" + i;
            executor.when(names[i], (order, stop) -> {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                two.countDown();
                two.await();
                now.decrementAndGet();
                return JobResult.of(new JobResult.Outcome.Success());
            });
        }

        start(Runs.pipeline(names));

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        assertThat(most).hasValue(2);
    }

    @Test
    void stopsWhatRunsOnCancel() throws Exception {
        startProcess(2);
        CountDownLatch running = executor.untilStopped("long");

        StoredRun run = start(Runs.chain("long", "after"));
        running.await();
        loop.send(run.id(), new RunEvent.CancelRequested("dev", Instant.now()));

        assertThat(awaitEnd()).isEqualTo(RunStatus.CANCELED);
        assertThat(job(run, "long").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(job(run, "after").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(runner.drain(Duration.ofSeconds(30))).isTrue();
        assertThat(runner.busy()).isZero();
    }

    @Test
    void anExecutorThatThrowsIsAFailureOfTheRunner() throws Exception {
        startProcess(1);
        executor.when("build", (order, stop) -> {
            throw new IllegalStateException("no disk");
        });

        StoredRun run = start(Runs.pipeline("build"));

        assertThat(awaitEnd()).isEqualTo(RunStatus.FAILED);
        JobState.Attempt attempt = job(run, "build").current().orElseThrow();
        assertThat(attempt.failure()).contains(FailureReason.RUNNER_SYSTEM_FAILURE);
        assertThat(attempt.message()).contains("no disk");
    }

    @Test
    void theRunOfANewerCommitCancelsTheOlderOneThoughTheProcessDied() throws Exception {
        startProcess(1);
        StoredRun older = loop.start(1, "push/1", Runs.push(), Runs.pipeline("build"));
        store.create(
                1,
                "push/2",
                Runs.push(),
                Runs.state(Runs.pipeline("build"), RunStatus.FAILED),
                List.of(new RunEffect.CancelOlder()),
                Instant.now());
        // The process dies here: the newer run is stored, and nothing of it is done.

        startProcess(1);
        loop.recover(Set.of("embedded"));

        assertThat(awaitEnd()).isEqualTo(RunStatus.CANCELED);
        assertThat(store.load(older.id()).orElseThrow().state().canceledBy()).contains("run 2");
        assertThat(queue.claim("embedded", Set.of(), LEASE, Instant.now())).isEmpty();
    }

    @Test
    void aJobOfADeadProcessIsStartedAgainAsANewAttempt() throws Exception {
        startProcess(1);
        loop.start(1, "push/1", Runs.push(), Runs.pipeline("build"));
        JobQueue.Claim claim =
                queue.claim("embedded", Set.of(), LEASE, Instant.now()).orElseThrow();
        loop.send(claim.run(), new RunEvent.JobClaimed("build", 1, "embedded", Instant.now()));
        // The process dies here; store and queue are what it left on disk.

        startProcess(1);
        loop.recover(Set.of("embedded"));
        runner.start(loop);

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        JobState build =
                store.load(claim.run()).orElseThrow().state().job("build").orElseThrow();
        assertThat(build.attempt()).isEqualTo(2);
        assertThat(build.attempts().getFirst().failure()).contains(FailureReason.RUNNER_LOST);
    }

    @Test
    void aClaimThatTheEngineNeverHeardOfIsRecoveredToo() throws Exception {
        startProcess(1);
        loop.start(1, "push/1", Runs.push(), Runs.pipeline("build"));
        assertThat(queue.claim("embedded", Set.of(), LEASE, Instant.now())).isPresent();

        startProcess(1);
        loop.recover(Set.of("embedded"));
        runner.start(loop);

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void aClaimIsToldWhenTheStoreIsBack() throws Exception {
        startProcess(1);
        store.failNext(3);

        StoredRun run = start(Runs.pipeline("build"));

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        assertThat(job(run, "build").attempt()).isEqualTo(1);
    }

    @Test
    void aClaimThatCouldNotBeToldBeforeTheEndIsLeftToTheNextStart() throws Exception {
        startProcess(1);
        store.failNext(Integer.MAX_VALUE);
        StoredRun run = start(Runs.pipeline("build"));
        store.awaitFailure();
        runner.close();
        assertThat(queue.heldBy("embedded")).hasSize(1);
        store.failNext(0);

        startProcess(1);
        loop.recover(Set.of("embedded"));
        runner.start(loop);

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        assertThat(job(run, "build").attempt()).isEqualTo(2);
    }

    @Test
    void aLeaseWhoseReleaseFailedIsGivenUpWhenItRunsOut() throws Exception {
        startProcess(1, Duration.ofMillis(30), InstantSource.system());
        queue.failReleases(1);
        start(Runs.pipeline("build"));
        awaitEnd();

        queue.awaitRelease();

        assertThat(queue.heldBy("embedded")).isEmpty();
        assertThat(finished).as("the attempt's end is not told twice").isEmpty();
    }

    @Test
    void whatEndsWellWhileTheRunnerClosesIsNotDoneAgain() throws Exception {
        startProcess(1);
        CountDownLatch running = new CountDownLatch(1);
        executor.when("long", (order, stop) -> {
            CountDownLatch stopped = new CountDownLatch(1);
            stop.onKill(stopped::countDown);
            running.countDown();
            stopped.await();
            return JobResult.of(new JobResult.Outcome.Success());
        });
        StoredRun run = start(Runs.pipeline("long"));
        running.await();

        runner.close();

        assertThat(awaitEnd()).isEqualTo(RunStatus.SUCCESS);
        assertThat(job(run, "long").attempt()).isEqualTo(1);
    }

    @Test
    void aLeaseOfARunThatIsGoneIsGivenUp() {
        startProcess(1);
        queue.offer(new JobQueue.JobOffer(new RunId(7, 7), "gone", 1, Set.of(), "", Instant.now()));
        queue.claim("embedded", Set.of(), Duration.ofMillis(-1), Instant.now());

        loop.expireLeases();

        assertThat(queue.heldBy("embedded")).isEmpty();
    }

    @Test
    void effectsThatWereStoredButNotPerformedAreMadeUpFor() throws Exception {
        startProcess(1);
        StoredRun run = loop.start(1, "push/1", Runs.push(), Runs.pipeline("build"));
        // What a process leaves that dies between the commit and its effects.
        RunEffect told = new RunEffect.Finished(RunStatus.FAILED, 7);
        store.commit(run.id(), run.version(), run.state(), List.of(told));

        loop.recover(Set.of());

        assertThat(awaitEnd()).isEqualTo(RunStatus.FAILED);
        awaitNoEffects();
    }

    @Test
    void closingHandsBackWhatRuns() throws Exception {
        startProcess(1);
        CountDownLatch running = executor.untilStopped("long");
        StoredRun run = start(Runs.pipeline("long"));
        running.await();

        runner.close();

        JobState job = job(run, "long");
        assertThat(job.attempts().getFirst().failure()).contains(FailureReason.HANDED_BACK);
        assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
        assertThat(queue.heldBy("embedded")).isEmpty();
    }

    @Test
    void aRunnerThatLostItsLeaseStopsAndReportsNothing() throws Exception {
        startProcess(1, Duration.ofMillis(30), InstantSource.system());
        CountDownLatch running = executor.untilStopped("long");
        StoredRun run = start(Runs.pipeline("long"));
        running.await();

        // Somebody else gave the attempt up; the next renewal is refused.
        queue.release(queue.heldBy("embedded").getFirst());

        assertThat(runner.drain(Duration.ofSeconds(30))).isTrue();
        assertThat(job(run, "long").status()).isEqualTo(JobStatus.RUNNING);
    }

    @Test
    void aFailedListenerOfTheEndIsCalledAgain() throws Exception {
        startProcess(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        loop.addListener(new RunListener() {
            @Override
            public void changed(RunChange change) {
                throw new IllegalStateException("a page that fails does not stop the run");
            }

            @Override
            public void finished(RunId run, RunStatus status, int round) {
                second.countDown();
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("the first time");
                }
            }
        });

        start(Runs.pipeline("build"));

        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSlowOrBrokenListenerOfTheEndKeepsNobodyWaiting() throws Exception {
        startProcess(1);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(2);
        loop.addListener(new RunListener() {
            @Override
            public void changed(RunChange change) {}

            @Override
            public void finished(RunId run, RunStatus status, int round) {
                second.countDown();
                if (calls.incrementAndGet() == 1) {
                    first.countDown();
                    awaitUninterruptibly(goOn);
                    throw new AssertionError("an Error, the first time");
                }
            }
        });
        start(Runs.pipeline("build"));
        first.await();

        StoredRun other = loop.start(1, "push/2", Runs.push(), Runs.chain("build", "test"));
        while (!store.load(other.id()).orElseThrow().state().status().isFinal()) {
            Thread.onSpinWait();
        }
        goOn.countDown();

        second.await();
        awaitNoEffects();
        assertThat(executor.orders()).hasSize(3);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSecondStartForTheSameCauseStartsNothing() throws Exception {
        startProcess(1);

        StoredRun first = start(Runs.pipeline("build"));
        awaitEnd();
        StoredRun again = loop.start(1, "push/1", Runs.push(), Runs.pipeline("build"));

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(executor.orders()).hasSize(1);
    }

    @Test
    void listenersHearEveryStepInOrder() throws Exception {
        startProcess(8);
        List<Long> versions = new java.util.concurrent.CopyOnWriteArrayList<>();
        loop.addListener(change -> versions.add(change.run().version()));
        String[] names = new String[40];
        for (int i = 0; i < names.length; i++) {
            names[i] = "job-" + i;
        }

        start(Runs.pipeline(names));
        awaitEnd();

        assertThat(versions).isSorted().doesNotHaveDuplicates();
        assertThat(versions).hasSize(81);
    }

    @Test
    void failsNothingWhenTheFailureIsReportedTwice() throws Exception {
        startProcess(1);
        JobResult failure = JobResult.of(
                new JobResult.Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(3), "exit code 3"));
        executor.when("build", (order, stop) -> failure);

        StoredRun run = start(Runs.pipeline("build"));
        awaitEnd();
        long version = store.load(run.id()).orElseThrow().version();
        loop.send(run.id(), new RunEvent.JobFinished("build", 1, "embedded", failure, Instant.now()));

        assertThat(store.load(run.id()).orElseThrow().version()).isEqualTo(version);
        assertThat(job(run, "build").current().orElseThrow().exitCode()).hasValue(3);
    }
}
