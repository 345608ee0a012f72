package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.OtherJob.Answer;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.GitRef;
import dev.sluice.dialects.gitlab.GitlabProgram.OtherNeed;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that take artifacts and variables of jobs of other pipelines. */
final class OtherNeedsTest {
    @TempDir
    private Path folder;

    private static Planned plan(String needs) {
        return GitlabDialect.plan(
                "f.yml",
                "build: {stage: build, script: x}\na:\n  variables: {BRANCH: stable}\n  script: echo \"got $VERSION\"\n"
                        + "  needs: " + needs,
                MemoryTree.empty(),
                Triggers.of(Trigger.Event.PUSH, new GitRef.Branch("main"), Map.of("PARENT", "10000007")),
                List.of());
    }

    private static Job job(Planned planned) {
        assertThat(planned).isInstanceOf(Planned.Ready.class);
        return ((Planned.Ready) planned).pipeline().jobs().getLast();
    }

    private static GitlabProgram program(String needs) {
        return (GitlabProgram) job(plan(needs)).program();
    }

    private static Answer found(String job) {
        return new Answer.Found(3, 8, job, Map.of("VERSION", "1.2"));
    }

    /** GitLab reckons such a job as one with needs, of which there are none to wait for. */
    @ParameterizedTest
    @ValueSource(strings = {"[{project: g/p, job: make, ref: main}]", "{pipeline: $PARENT, job: make}"})
    void withNothingElseToWaitForTheyStartAtOnce(String needs) {
        assertThat(job(plan(needs)).waits()).isEqualTo(new Job.Waits.ForJobs(List.of()));
        assertThat(((Planned.Ready) plan(needs)).warnings()).isEmpty();
    }

    @Test
    void withoutArtifactsNothingIsWanted() {
        Job job = job(plan("[build, {project: g/p, job: make, ref: main, artifacts: false}]"));

        assertThat(job.waits()).isEqualTo(new Job.Waits.ForJobs(List.of(new Job.Need("build", true))));
        assertThat(((GitlabProgram) job.program()).outside()).isEmpty();
    }

    @Test
    void theirTextsAreKeptAsWritten() {
        assertThat(program("[{project: $G/p, job: make, ref: $BRANCH}, {pipeline: $PARENT, job: j, optional: true}]")
                        .outside()
                        .orElseThrow()
                        .elsewhere())
                .containsExactly(
                        new OtherNeed.OfProject("$G/p", "$BRANCH", "make"),
                        new OtherNeed.OfPipeline("$PARENT", "j", true));
    }

    @Test
    void artifactsAndVariablesComeBeforeTheScript() throws JobStopped {
        ProcessSession session = new ProcessSession(folder, "bash");
        session.others.put("make", found("make"));
        session.others.put("above", found("above"));

        JobResult result = program("[{project: g/p, job: make, ref: $BRANCH}, {pipeline: $PARENT, job: above}]")
                .run(session);

        assertThat(result.outcome()).isEqualTo(new Outcome.Success());
        assertThat(session.calls)
                .containsSubsequence(
                        "look for OfProject[project=g/p, ref=stable, job=make]",
                        "look for OfRun[run=10000007, job=above]",
                        "section download_artifacts",
                        "fetch make of 8",
                        "fetch above of 8",
                        "shell");
        assertThat(session.log.toString()).contains("got 1.2");
    }

    @Test
    void whatIsMissingFailsTheJobBeforeItsScript() throws JobStopped {
        ProcessSession session = new ProcessSession(folder, "bash");

        JobResult result = program("[{project: g/p, job: make, ref: main}]").run(session);

        assertThat(result.outcome()).isInstanceOfSatisfying(Outcome.Failure.class, failure -> {
            assertThat(failure.reason()).isEqualTo(FailureReason.MISSING_DEPENDENCY);
            assertThat(failure.message()).isEqualTo("no make");
        });
        assertThat(session.calls).doesNotContain("shell", "checkout");
    }

    @Test
    void anOptionalOneMayBeAbsentButNotUnfinished() throws JobStopped {
        GitlabProgram program = program("[{pipeline: $PARENT, job: make, optional: true}]");
        ProcessSession absent = new ProcessSession(folder, "bash");
        ProcessSession undone = new ProcessSession(folder, "bash");
        undone.others.put("make", new Answer.Refused("not yet"));

        assertThat(program.run(absent).outcome()).isEqualTo(new Outcome.Success());
        assertThat(program.run(undone).outcome()).isInstanceOf(Outcome.Failure.class);
    }

    private static Planned mirror(String job) {
        return GitlabDialect.plan(
                "f.yml",
                "default: {before_script: [x], retry: 1}\nbuild: {stage: build, script: x}\na: {" + job + "}",
                MemoryTree.empty(),
                Triggers.push("main"),
                List.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "needs: {pipeline: g/up}",
                "needs: [{pipeline: g/$UP}], variables: {UP: up}",
                "needs: [build, {pipeline: g/up}]"
            })
    void aPipelineWithoutAJobIsMirrored(String text) {
        Job job = job(mirror(text));

        assertThat(job.waits()).as("by stages, as in GitLab").isInstanceOf(Job.Waits.ForEarlierStages.class);
        assertThat(job.tags()).containsExactly(DownstreamProgram.LABEL);
        assertThat(((DownstreamProgram) job.program()).request(new DownstreamProgram.Known(Map.of(), List.of())))
                .isEqualTo(new DownstreamProgram.Request.Upstream("g/up"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "needs: [{pipeline: g/p}, {pipeline: g/q}] | \"needs\" names 2 pipelines, the limit is 1",
                "needs: [{pipeline: g/p}], tags: [x] | \"tags\" cannot be used in a job with \"needs: pipeline\" alone",
                "needs: [{pipeline: g/p}, {pipeline: $P, job: x}] | a job of another pipeline cannot be used in a job",
                "needs: [{project: g/p, job: x, ref: main}], trigger: g/q | a job of another pipeline cannot be used",
            })
    void mistakesInMirrors(String job, String words) {
        assertThat(((Planned.Refused) mirror(job)).problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains(words));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{project: g/p, job: make}] | \"ref\" is missing beside \"project\"",
                "[{project: g/p, ref: main}] | \"job\" is missing beside \"project\"",
                "[{pipeline: g/p}] | a job with a \"script\" cannot mirror another pipeline",
                "[{job: build, ref: main}] | \"ref\" goes with \"project\"",
                "[{project: g/p, job: make, ref: main, optional: true}] | unknown keyword \"optional\"",
            })
    void mistakes(String needs, String words) {
        assertThat(plan(needs)).isInstanceOf(Planned.Refused.class);
        assertThat(((Planned.Refused) plan(needs)).problems())
                .extracting(Problem::message)
                .anyMatch(message -> message.contains(words));
    }
}
