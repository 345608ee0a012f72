package dev.sluice.core.engine;

import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A run that a test drives event by event. */
final class RunScript {
    private RunState state;
    private List<RunEffect> effects = List.of();

    private RunScript(RunState state) {
        this.state = state;
    }

    /** A run of these jobs that was started. */
    static RunScript of(List<String> stages, Job... jobs) {
        return of(new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), stages, List.of(jobs)));
    }

    /** A run of this pipeline that was started. */
    static RunScript of(Pipeline pipeline) {
        RunScript run = new RunScript(RunEngine.begin(pipeline));
        run.send(new RunEvent.Started(run.now()));
        return run;
    }

    static Job job(
            String name, int stage, Job.Waits waits, Job.When when, Job.AllowFailure allowFailure, Job.Retry retry) {
        return new Job(
                name,
                stage,
                waits,
                when,
                allowFailure,
                retry,
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Position.startOf(".gitlab-ci.yml"),
                (ScriptProgram) _ -> {
                    throw new AssertionError("the engine runs no programs");
                });
    }

    Instant now() {
        return Instant.parse("2026-01-01T00:00:00Z");
    }

    void send(RunEvent event) {
        Step<RunState, RunEffect> step = RunEngine.step(state, event);
        state = step.state();
        effects = step.effects();
    }

    void claim(String job, String runner) {
        send(new RunEvent.JobClaimed(job, job(job).attempt(), runner, now()));
    }

    void succeed(String job) {
        end(job, new Outcome.Success());
    }

    void failWith(String job, int exitCode) {
        end(job, new Outcome.Failure(FailureReason.SCRIPT_FAILURE, OptionalInt.of(exitCode), "exit " + exitCode));
    }

    void end(String job, Outcome outcome) {
        claim(job, "r1");
        send(new RunEvent.JobFinished(job, job(job).attempt(), "r1", JobResult.of(outcome), now()));
    }

    RunState state() {
        return state;
    }

    List<RunEffect> lastEffects() {
        return effects;
    }

    JobState job(String name) {
        return state.job(name).orElseThrow();
    }

    JobStatus status(String name) {
        return job(name).status();
    }

    Optional<Why> why(String name) {
        return job(name).why();
    }
}
