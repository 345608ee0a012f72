package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules one by one; {@link RunSimulationTest} looks at them all together. */
final class RunEngineTest {

    /** before: how the job before it ended. by: stage or needs. The last column is what becomes of the job. */
    @ParameterizedTest(name = "{2} by {1} after {0}: {3}")
    @CsvSource(textBlock = """
        success,         stage, on_success, QUEUED
        failed,          stage, on_success, SKIPPED
        allowed failure, stage, on_success, QUEUED
        skipped,         stage, on_success, QUEUED
        optional manual, stage, on_success, QUEUED
        blocking manual, stage, on_success, WAITING
        canceled,        stage, on_success, SKIPPED
        running,         stage, on_success, WAITING
        success,         needs, on_success, QUEUED
        failed,          needs, on_success, SKIPPED
        allowed failure, needs, on_success, QUEUED
        skipped,         needs, on_success, SKIPPED
        optional manual, needs, on_success, SKIPPED
        blocking manual, needs, on_success, WAITING
        canceled,        needs, on_success, SKIPPED
        running,         needs, on_success, WAITING
        success,         stage, on_failure, SKIPPED
        failed,          stage, on_failure, QUEUED
        allowed failure, stage, on_failure, SKIPPED
        skipped,         stage, on_failure, SKIPPED
        canceled,        stage, on_failure, SKIPPED
        failed,          needs, on_failure, QUEUED
        skipped,         needs, on_failure, SKIPPED
        success,         stage, always,     QUEUED
        failed,          stage, always,     QUEUED
        skipped,         needs, always,     QUEUED
        optional manual, needs, always,     QUEUED
        blocking manual, needs, always,     WAITING
        canceled,        stage, always,     QUEUED
        success,         stage, manual,     MANUAL
        failed,          stage, manual,     SKIPPED
        skipped,         needs, manual,     SKIPPED
        success,         stage, delayed,    DELAYED
        failed,          needs, delayed,    SKIPPED
        """)
    void aJobLooksAtWhatCameBefore(String before, String by, String when, JobStatus expected) {
        RunScript run = RunScript.of(
                List.of("build", "test"), firstJob(before), job("second", 1, waits(by, "first"), when(when)));

        switch (before) {
            case "success" -> run.succeed("first");
            case "failed", "allowed failure" -> run.failWith("first", 1);
            case "canceled" -> run.send(new RunEvent.JobCancelRequested("first", "ann", run.now()));
            default -> {}
        }

        assertThat(run.status("second")).isEqualTo(expected);
    }

    private static Job firstJob(String before) {
        Job.Waits waits = new Job.Waits.ForEarlierStages();
        return switch (before) {
            case "allowed failure" ->
                job("first", 0, waits, new Job.When.OnSuccess(), new Job.AllowFailure.Always(), Job.Retry.never());
            case "skipped" -> job("first", 0, waits, new Job.When.OnFailure());
            case "optional manual" -> job("first", 0, waits, new Job.When.Manual(true));
            case "blocking manual" -> job("first", 0, waits, new Job.When.Manual(false));
            default -> job("first", 0, waits, new Job.When.OnSuccess());
        };
    }

    @Test
    void failuresShowThroughSkippedStages() {
        RunScript run = RunScript.of(
                List.of("a", "b", "c"),
                job("fails", 0),
                job("skipped", 1),
                job("cleanup", 2, new Job.Waits.ForEarlierStages(), new Job.When.OnFailure()));

        run.failWith("fails", 1);

        assertThat(run.status("skipped")).isEqualTo(JobStatus.SKIPPED);
        assertThat(run.status("cleanup")).isEqualTo(JobStatus.QUEUED);
        assertThat(run.why("skipped")).contains(new Why(Cause.NEED_FAILED, List.of("fails")));
    }

    @Test
    void aFailureDoesNotStopItsOwnStage() {
        RunScript run = RunScript.of(List.of("a", "b"), job("bad", 0), job("good", 0), job("later", 1));

        run.failWith("bad", 1);

        assertThat(run.status("good")).isEqualTo(JobStatus.QUEUED);
        assertThat(run.why("later")).contains(new Why(Cause.WAITS_FOR_JOBS, List.of("good")));
        run.succeed("good");
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aJobWithoutNeedsStartsAtOnce() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("slow", 0),
                job("free", 1, new Job.Waits.ForJobs(List.of()), new Job.When.OnSuccess()));

        assertThat(run.status("free")).isEqualTo(JobStatus.QUEUED);
    }

    @ParameterizedTest(name = "gate optional {0}, job {1}: {2}")
    @CsvSource({"true, success, SUCCESS", "false, success, BLOCKED", "true, failed, FAILED", "false, failed, BLOCKED"})
    void manualWorkBlocksOrDoesNot(boolean optional, String job, RunStatus expected) {
        RunScript run = RunScript.of(
                List.of("a"),
                job("gate", 0, new Job.Waits.ForEarlierStages(), new Job.When.Manual(optional)),
                job("job", 0));

        if (job.equals("success")) {
            run.succeed("job");
        } else {
            run.failWith("job", 1);
        }

        assertThat(run.state().status()).isEqualTo(expected);
    }

    /** GitLab's composite status: what was skipped or may stay undone alone makes a skipped pipeline. */
    @Test
    void aRunInWhichNothingIsDoneIsSkipped() {
        RunScript run =
                RunScript.of(List.of("a"), job("alarm", 0, new Job.Waits.ForEarlierStages(), new Job.When.OnFailure()));
        RunScript mirror = RunScript.of(List.of("a"), job("mirror", 0));

        mirror.end("mirror", new Outcome.Skipped(Outcome.Skipped.Cause.NO_UPSTREAM, "g/p"));

        assertThat(run.state().status()).isEqualTo(RunStatus.SKIPPED);
        assertThat(mirror.state().status()).isEqualTo(RunStatus.SKIPPED);
        assertThat(mirror.why("mirror")).contains(new Why(Cause.NO_UPSTREAM, List.of("g/p")));
    }

    @Test
    void aManualJobOfAFinishedRunOpensItAgain() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("gate", 0, new Job.Waits.ForEarlierStages(), new Job.When.Manual(true)),
                job("after", 1, waits("needs", "gate"), new Job.When.OnSuccess()));
        assertThat(run.state().status()).isEqualTo(RunStatus.SKIPPED);
        assertThat(run.state().startedAt()).isEmpty();
        assertThat(run.why("after")).contains(new Why(Cause.NEED_SKIPPED, List.of("gate")));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Finished(RunStatus.SKIPPED, 1));

        run.send(new RunEvent.JobStartRequested("gate", "ann", run.now()));

        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        assertThat(run.state().finishedAt()).isEmpty();
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Offer("gate", 1));
        assertThat(run.job("gate").attempts().getFirst().startedBecause())
                .contains(new Why(Cause.STARTED_BY, List.of("ann")));
        run.succeed("gate");
        run.succeed("after");
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Finished(RunStatus.SUCCESS, 2));
    }

    /** Nothing that the other needs come to can change it, so nobody waits for them; what must run after them does. */
    @ParameterizedTest(name = "after a gate that is optional {0}, when {1}: {2}")
    @CsvSource({
        "true, on_success, SKIPPED",
        "true, on_failure, SKIPPED",
        "true, manual, SKIPPED",
        "true, always, WAITING",
        "false, on_success, WAITING"
    })
    void aNeedThatStaysUndoneSkipsAtOnce(boolean optional, String when, JobStatus expected) {
        Job.When of =
                switch (when) {
                    case "on_success" -> new Job.When.OnSuccess();
                    case "on_failure" -> new Job.When.OnFailure();
                    case "manual" -> new Job.When.Manual(true);
                    default -> new Job.When.Always();
                };
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("gate", 0, new Job.Waits.ForEarlierStages(), new Job.When.Manual(optional)),
                job("slow", 0),
                job(
                        "after",
                        1,
                        new Job.Waits.ForJobs(List.of(new Job.Need("gate", true), new Job.Need("slow", true))),
                        of));

        assertThat(run.job("after").status()).isEqualTo(expected);
        assertThat(run.job("slow").status()).isEqualTo(JobStatus.QUEUED);
    }

    /** codes and reasons as in retry:exit_codes and retry:when; runs is how often the job runs when it always fails so. */
    @ParameterizedTest(name = "retry {0} of {1} and {2} after {3}, {4}: {5} runs")
    @CsvSource(nullValues = "-", textBlock = """
        2, -,       -, SCRIPT_FAILURE, 1, 3
        1, TIMEOUT, -, SCRIPT_FAILURE, 1, 1
        1, TIMEOUT, -, TIMEOUT,        1, 2
        2, -,       7, SCRIPT_FAILURE, 7, 3
        2, -,       7, SCRIPT_FAILURE, 8, 1
        1, TIMEOUT, 7, SCRIPT_FAILURE, 7, 2
        1, TIMEOUT, 7, TIMEOUT,        1, 2
        0, -,       -, SCRIPT_FAILURE, 1, 1
        0, -,       -, RUNNER_LOST,    1, 4
        2, -,       -, RUNNER_LOST,    1, 4
        """)
    void aFailedJobIsTriedAgainByItsRule(
            int max, FailureReason when, Integer code, FailureReason reason, int exit, int runs) {
        Job.Retry retry =
                new Job.Retry(max, when == null ? Set.of() : Set.of(when), code == null ? Set.of() : Set.of(code));
        RunScript run = RunScript.of(
                List.of("a"),
                job(
                        "job",
                        0,
                        new Job.Waits.ForEarlierStages(),
                        new Job.When.OnSuccess(),
                        new Job.AllowFailure.Never(),
                        retry));

        int seen = 0;
        while (run.status("job") == JobStatus.QUEUED) {
            run.end("job", new Outcome.Failure(reason, OptionalInt.of(exit), "no"));
            seen++;
        }

        assertThat(seen).isEqualTo(runs);
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);
        assertThat(run.job("job").current().flatMap(Attempt::failure)).contains(reason);
    }

    @ParameterizedTest(name = "exit {0}: {1}")
    @CsvSource({"137, SUCCESS", "1, FAILED"})
    void onlyTheNamedExitCodesAreAllowed(int exit, RunStatus expected) {
        RunScript run = RunScript.of(
                List.of("a"),
                job(
                        "job",
                        0,
                        new Job.Waits.ForEarlierStages(),
                        new Job.When.OnSuccess(),
                        new Job.AllowFailure.ForExitCodes(Set.of(137)),
                        Job.Retry.never()));

        run.failWith("job", exit);

        assertThat(run.state().status()).isEqualTo(expected);
        assertThat(run.job("job").allowedFailure()).isEqualTo(expected == RunStatus.SUCCESS);
    }

    @Test
    void aLostRunnerLeadsToANewAttemptThatSaysSo() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));
        run.claim("job", "r1");

        run.send(new RunEvent.RunnerLost("job", 1, "r1", run.now()));

        assertThat(run.lastEffects()).containsExactly(new RunEffect.Offer("job", 2));
        assertThat(run.why("job")).contains(new Why(Cause.RETRIED_AFTER_RUNNER_LOST, List.of("r1")));
        assertThat(run.job("job").attempts().getFirst().failure()).contains(FailureReason.RUNNER_LOST);
    }

    @Test
    void aJobThatWasHandedBackIsStartedAgainHoweverOften() {
        Job.Retry once = new Job.Retry(1, Set.of(FailureReason.RUNNER_SYSTEM_FAILURE), Set.of());
        RunScript run = RunScript.of(
                List.of("a"),
                job(
                        "job",
                        0,
                        new Job.Waits.ForEarlierStages(),
                        new Job.When.OnSuccess(),
                        new Job.AllowFailure.Never(),
                        once));
        for (int stops = 1; stops <= 10; stops++) {
            run.claim("job", "r1");
            run.send(new RunEvent.JobHandedBack("job", stops, "r1", run.now()));

            assertThat(run.lastEffects()).containsExactly(new RunEffect.Offer("job", stops + 1));
        }
        assertThat(run.why("job")).contains(new Why(Cause.RETRIED_AFTER_HANDED_BACK, List.of("r1")));
        assertThat(run.job("job").attempts().getFirst().failure()).contains(FailureReason.HANDED_BACK);

        // Neither the limit of losses nor the job's own retry was touched.
        for (int losses = 0; losses < RetryRule.LOSSES_MAX; losses++) {
            run.end("job", new Outcome.Failure(FailureReason.RUNNER_LOST, OptionalInt.empty(), "no"));
            assertThat(run.status("job")).isEqualTo(JobStatus.QUEUED);
        }
        run.end("job", new Outcome.Failure(FailureReason.RUNNER_SYSTEM_FAILURE, OptionalInt.empty(), "no"));
        assertThat(run.why("job")).contains(new Why(Cause.RETRIED_AFTER_FAILURE, List.of()));
        run.end("job", new Outcome.Failure(FailureReason.RUNNER_SYSTEM_FAILURE, OptionalInt.empty(), "no"));
        assertThat(run.status("job")).isEqualTo(JobStatus.FAILED);
    }

    @Test
    void whatIsHandedBackWhileItStopsIsCancelled() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));
        run.claim("job", "r1");
        run.send(new RunEvent.CancelRequested("ann", run.now()));

        run.send(new RunEvent.JobHandedBack("job", 1, "r1", run.now()));

        assertThat(run.status("job")).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void lateAndDoubleEventsChangeNothing() {
        RunScript run = RunScript.of(List.of("a", "b"), job("job", 0), job("next", 1));
        run.claim("job", "r1");
        run.send(new RunEvent.RunnerLost("job", 1, "r1", run.now()));
        run.succeed("job");
        RunState before = run.state();

        for (RunEvent late : List.of(
                new RunEvent.Started(run.now()),
                new RunEvent.RunnerLost("job", 1, "r1", run.now()),
                new RunEvent.JobHandedBack("job", 1, "r1", run.now()),
                new RunEvent.JobFinished("job", 1, "r1", JobResult.of(new Outcome.Success()), run.now()),
                new RunEvent.JobFinished("job", 2, "r1", JobResult.of(new Outcome.Canceled()), run.now()),
                new RunEvent.JobClaimed("job", 1, "r1", run.now()),
                new RunEvent.JobClaimed("job", 9, "r1", run.now()),
                new RunEvent.JobStartRequested("job", "ann", run.now()),
                new RunEvent.JobRetryRequested("next", "ann", run.now()),
                new RunEvent.JobFinished("nobody", 1, "r1", JobResult.of(new Outcome.Success()), run.now()),
                new RunEvent.Tick(run.now()))) {
            run.send(late);

            assertThat(run.state()).as(late.toString()).isSameAs(before);
            assertThat(run.lastEffects()).as(late.toString()).isEmpty();
        }
    }

    @Test
    void aResultMayOvertakeItsClaim() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));

        run.send(new RunEvent.JobFinished("job", 1, "r1", JobResult.of(new Outcome.Success()), run.now()));
        assertThat(run.state().status()).isEqualTo(RunStatus.SUCCESS);
        run.send(new RunEvent.JobClaimed("job", 1, "r1", run.now()));

        assertThat(run.lastEffects()).isEmpty();
        assertThat(run.status("job")).isEqualTo(JobStatus.SUCCESS);
    }

    @Test
    void cancelWithdrawsStopsAndStartsNothing() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("queued", 0),
                job("held", 0),
                job("waiting", 1),
                job("notify", 1, new Job.Waits.ForEarlierStages(), new Job.When.Always()));
        run.claim("held", "r1");

        run.send(new RunEvent.CancelRequested("ann", run.now()));

        assertThat(run.lastEffects())
                .containsExactly(new RunEffect.Withdraw("queued", 1), new RunEffect.Stop("held", 1, "r1"));
        assertThat(run.status("held")).isEqualTo(JobStatus.STOPPING);
        assertThat(run.state().status()).isEqualTo(RunStatus.RUNNING);
        run.send(new RunEvent.JobClaimed("queued", 1, "r2", run.now()));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Stop("queued", 1, "r2"));

        run.send(new RunEvent.CancelRequested("ben", run.now()));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Kill("held", 1, "r1"));
        run.send(new RunEvent.RunnerLost("held", 1, "r1", run.now()));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Finished(RunStatus.CANCELED, 1));
        assertThat(run.state().jobs()).allMatch(job -> job.status() == JobStatus.CANCELED);
        assertThat(run.state().canceledBy()).contains("ann");
    }

    @Test
    void toCancelTheRunAfterOneOfItsJobsLetsThatJobEndInOrder() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));
        run.claim("job", "r1");
        run.send(new RunEvent.JobCancelRequested("job", "ann", run.now()));

        run.send(new RunEvent.CancelRequested("ben", run.now()));
        assertThat(run.lastEffects()).isEmpty();
        assertThat(run.state().canceledBy()).contains("ben");
        run.send(new RunEvent.CancelRequested("ben", run.now()));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Kill("job", 1, "r1"));
        run.send(new RunEvent.JobCancelRequested("job", "ann", run.now()));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Kill("job", 1, "r1"));
    }

    @Test
    void successAfterAStopStaysCancelled() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));
        run.claim("job", "r1");
        run.send(new RunEvent.JobCancelRequested("job", "ann", run.now()));

        run.send(new RunEvent.JobFinished("job", 1, "r1", JobResult.of(new Outcome.Success()), run.now()));

        assertThat(run.status("job")).isEqualTo(JobStatus.CANCELED);
        assertThat(run.why("job")).contains(new Why(Cause.CANCELED_BY, List.of("ann")));
        assertThat(run.state().status()).isEqualTo(RunStatus.CANCELED);
    }

    @Test
    void aRetryDecidesAnewWhatWasSkippedAndKeepsWhatRan() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("build", 0),
                job("skipped", 1),
                job("cleanup", 1, new Job.Waits.ForEarlierStages(), new Job.When.OnFailure()));
        run.failWith("build", 1);
        run.succeed("cleanup");
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);

        run.send(new RunEvent.JobRetryRequested("build", "ann", run.now()));

        assertThat(run.lastEffects()).containsExactly(new RunEffect.Offer("build", 2));
        assertThat(run.status("skipped")).isEqualTo(JobStatus.WAITING);
        assertThat(run.status("cleanup")).isEqualTo(JobStatus.SUCCESS);
        run.succeed("build");
        run.succeed("skipped");
        assertThat(run.lastEffects()).containsExactly(new RunEffect.Finished(RunStatus.SUCCESS, 2));
    }

    @Test
    void inputsArePartOfTheAttemptAndStayUntilAnotherIsChosen() {
        RunScript run = RunScript.of(
                List.of("a"), job("deploy", 0, new Job.Waits.ForEarlierStages(), new Job.When.Manual(true)));

        run.send(new RunEvent.JobStartRequested("deploy", "ann", Map.of("place", "lab", "count", "1"), run.now()));
        run.failWith("deploy", 1);
        run.send(new RunEvent.JobRetryRequested("deploy", "ann", Map.of("place", "live"), run.now()));
        run.failWith("deploy", 1);
        run.send(new RunEvent.FailedRetryRequested("ann", run.now()));

        assertThat(run.state().job("deploy").orElseThrow().attempts())
                .extracting(JobState.Attempt::inputs)
                .containsExactly(
                        Map.of("place", "lab", "count", "1"),
                        Map.of("place", "live", "count", "1"),
                        Map.of("place", "live", "count", "1"));
    }

    @Test
    void aRetryThatFailsTakesTheManualJobBehindItAway() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("build", 0),
                job("deploy", 1, new Job.Waits.ForEarlierStages(), new Job.When.Manual(true)));
        run.succeed("build");
        assertThat(run.state().status()).isEqualTo(RunStatus.SUCCESS);

        run.send(new RunEvent.JobRetryRequested("build", "ann", run.now()));
        run.failWith("build", 1);

        assertThat(run.status("deploy")).isEqualTo(JobStatus.SKIPPED);
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aJobWhoseNeedFailedCannotBeRetried() {
        RunScript run = RunScript.of(List.of("a", "b"), job("build", 0), job("test", 1));
        run.succeed("build");
        run.succeed("test");
        run.send(new RunEvent.JobRetryRequested("build", "ann", run.now()));
        run.failWith("build", 1);

        assertThat(RunEngine.canRetry(run.state(), "test")).isFalse();
        assertThat(RunEngine.canRetry(run.state(), "build")).isTrue();
    }

    @Test
    void retryingAllAfterACancelStartsNoManualJob() {
        RunScript run = RunScript.of(
                List.of("a", "b"),
                job("build", 0),
                job("deploy", 1, new Job.Waits.ForEarlierStages(), new Job.When.Manual(false)));
        run.claim("build", "r1");
        run.send(new RunEvent.CancelRequested("ann", run.now()));
        run.send(new RunEvent.JobFinished("build", 1, "r1", JobResult.of(new Outcome.Canceled()), run.now()));
        assertThat(run.state().status()).isEqualTo(RunStatus.CANCELED);

        run.send(new RunEvent.FailedRetryRequested("bob", run.now()));
        assertThat(run.state().canceledBy()).isEmpty();
        run.succeed("build");

        assertThat(run.status("deploy")).isEqualTo(JobStatus.MANUAL);
        assertThat(run.state().status()).isEqualTo(RunStatus.BLOCKED);
        assertThat(RunEngine.canStart(run.state(), "deploy")).isTrue();
    }

    @Test
    void aDelayedJobStartsAtItsTimeWhateverTheClockDoes() {
        RunScript run = RunScript.of(
                List.of("a"),
                job("soon", 0, new Job.Waits.ForEarlierStages(), new Job.When.Delayed(Duration.ofMinutes(5))));
        Instant due = run.now().plusSeconds(300);
        assertThat(run.lastEffects()).containsExactly(new RunEffect.WakeAt(due));
        assertThat(RunEngine.nextWake(run.state())).contains(due);

        run.send(new RunEvent.Tick(run.now().minusSeconds(3600)));
        assertThat(run.lastEffects()).containsExactly(new RunEffect.WakeAt(due));
        run.send(new RunEvent.Tick(due));

        assertThat(run.lastEffects()).containsExactly(new RunEffect.Offer("soon", 1));
    }

    @Test
    void outputsAndAddressComeFromTheLastSuccess() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));

        run.send(new RunEvent.JobFinished(
                "job",
                1,
                "r1",
                new JobResult(new Outcome.Success(), Map.of("A", "1"), Optional.of("http://x/")),
                run.now()));
        run.send(new RunEvent.JobRetryRequested("job", "ann", run.now()));
        run.failWith("job", 1);

        assertThat(run.job("job").outputs()).containsEntry("A", "1");
        assertThat(run.job("job").environmentUrl()).contains("http://x/");
    }

    @Test
    void aFailedJobLeavesItsOutputs() {
        RunScript run = RunScript.of(List.of("a"), job("job", 0));

        Outcome failure = new Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(1), "exit code 1");
        run.send(new RunEvent.JobFinished(
                "job", 1, "r1", new JobResult(failure, Map.of("A", "1"), Optional.of("http://x/")), run.now()));

        assertThat(run.job("job").outputs()).containsEntry("A", "1");
        assertThat(run.job("job").environmentUrl()).isEmpty();
    }

    @Test
    void aPipelineWithoutJobsSucceedsAtOnce() {
        assertThat(RunScript.of(List.of()).state().status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void circlesAndUnknownNeedsAreRefused() {
        assertThatThrownBy(() -> RunScript.of(
                        List.of("a"),
                        job("x", 0, waits("needs", "y"), new Job.When.OnSuccess()),
                        job("y", 0, waits("needs", "x"), new Job.When.OnSuccess())))
                .hasMessageContaining("circle: [x, y]");
        assertThatThrownBy(() -> RunScript.of(List.of("a"), job("x", 0, waits("needs", "z"), new Job.When.OnSuccess())))
                .hasMessageContaining("job x needs z");
    }

    @Test
    void theTimeInWhichARunOnlyWaitsIsNoWork() {
        RunScript run = RunScript.of(List.of("build", "test"), job("a", 0), job("b", 0), job("late", 1));
        Instant begin = run.now();

        run.send(new RunEvent.JobClaimed("a", 1, "r1", begin.plusSeconds(10)));
        run.send(new RunEvent.JobClaimed("b", 1, "r2", begin.plusSeconds(12)));
        run.send(new RunEvent.JobFinished("a", 1, "r1", JobResult.of(new Outcome.Success()), begin.plusSeconds(15)));
        assertThat(run.state().worked()).isEqualTo(Duration.ofSeconds(5));
        run.send(new RunEvent.JobFinished("b", 1, "r2", JobResult.of(new Outcome.Success()), begin.plusSeconds(20)));
        assertThat(run.state().worked()).isEqualTo(Duration.ofSeconds(10));
        run.send(new RunEvent.JobClaimed("late", 1, "r1", begin.plusSeconds(300)));
        run.send(
                new RunEvent.JobFinished("late", 1, "r1", JobResult.of(new Outcome.Success()), begin.plusSeconds(301)));

        assertThat(run.state().status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.state().worked()).isEqualTo(Duration.ofSeconds(11));
    }

    private static Job.Waits waits(String by, String need) {
        return by.equals("stage")
                ? new Job.Waits.ForEarlierStages()
                : new Job.Waits.ForJobs(List.of(new Job.Need(need, true)));
    }

    private static Job.When when(String name) {
        return switch (name) {
            case "on_success" -> new Job.When.OnSuccess();
            case "on_failure" -> new Job.When.OnFailure();
            case "always" -> new Job.When.Always();
            case "manual" -> new Job.When.Manual(true);
            case "delayed" -> new Job.When.Delayed(Duration.ofMinutes(1));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Job job(String name, int stage) {
        return job(name, stage, new Job.Waits.ForEarlierStages(), new Job.When.OnSuccess());
    }

    private static Job job(String name, int stage, Job.Waits waits, Job.When when) {
        return job(name, stage, waits, when, new Job.AllowFailure.Never(), Job.Retry.never());
    }

    private static Job job(
            String name, int stage, Job.Waits waits, Job.When when, Job.AllowFailure allowFailure, Job.Retry retry) {
        return RunScript.job(name, stage, waits, when, allowFailure, retry);
    }
}
