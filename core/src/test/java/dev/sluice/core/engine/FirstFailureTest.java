package dev.sluice.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.OnJobFailure;
import dev.sluice.core.model.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code workflow:auto_cancel:on_job_failure}, and jobs that an earlier run has done. */
class FirstFailureTest {
    private static Job job(String name, int stage, Job.AllowFailure allow, int retries) {
        Job.Retry retry = new Job.Retry(retries, Set.of(), Set.of());
        return RunScript.job(name, stage, new Job.Waits.ForEarlierStages(), new Job.When.OnSuccess(), allow, retry);
    }

    private static Job job(String name, int stage) {
        return job(name, stage, new Job.AllowFailure.Never(), 0);
    }

    private static RunScript run(Job... jobs) {
        RunScript run = RunScript.of(new Pipeline(
                "gitlab",
                ".gitlab-ci.yml",
                Optional.empty(),
                List.of("build", "test"),
                List.of(jobs),
                Optional.empty(),
                Optional.of(OnJobFailure.ALL)));
        run.claim("bad", "r1");
        return run;
    }

    @Test
    void theFirstFailureEndsAllOtherJobsAndTheRunHasFailed() {
        RunScript run = run(job("bad", 0), job("running", 0), job("queued", 0), job("later", 1));
        run.claim("running", "r1");

        run.failWith("bad", 1);

        assertThat(run.job("running").status()).isEqualTo(JobStatus.STOPPING);
        assertThat(run.job("queued").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(run.job("later").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(run.job("later").why()).contains(new Why(Cause.CANCELED_AFTER_FAILURE, List.of("bad")));
        run.failWith("running", 143);
        assertThat(run.job("running").status()).isEqualTo(JobStatus.CANCELED);
        assertThat(run.state().status()).isEqualTo(RunStatus.FAILED);
    }

    @Test
    void aFailureThatIsAllowedOrTriedAgainEndsNothing() {
        RunScript allowed = run(job("bad", 0, new Job.AllowFailure.Always(), 0), job("other", 0));
        RunScript again = run(job("bad", 0, new Job.AllowFailure.Never(), 1), job("other", 0));

        allowed.failWith("bad", 1);
        again.failWith("bad", 1);

        assertThat(allowed.job("other").status()).isEqualTo(JobStatus.QUEUED);
        assertThat(again.job("other").status()).isEqualTo(JobStatus.QUEUED);
        again.failWith("bad", 1);
        assertThat(again.job("other").status()).isEqualTo(JobStatus.CANCELED);
    }

    @Test
    void whatAnEarlierRunHasDoneIsOverFromTheStart() {
        Pipeline pipeline = new Pipeline(
                "gitlab",
                ".gitlab-ci.yml",
                Optional.empty(),
                List.of("build", "test"),
                List.of(job("done", 0), job("next", 1)));
        JobState done = JobState.takenOver("done", Map.of("VERSION", "1"), Optional.empty());

        RunState state = RunEngine.begin(pipeline, Map.of("done", done));
        RunState started = RunEngine.step(state, new RunEvent.Started(java.time.Instant.EPOCH))
                .state();

        assertThat(started.job("done")).contains(done);
        assertThat(started.job("next").orElseThrow().status()).isEqualTo(JobStatus.QUEUED);
    }
}
