package dev.sluice.bench;

import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.Step;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobSession;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.ScriptProgram;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Engine steps a second: whole runs from start to finish, every job claimed and finished once. One operation is one step.
 * The pipelines have the shapes that cost differently: all jobs at once, stages, and a chain by needs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EngineSteps {
    private static final int SMALL = 20;
    private static final int LARGE = 200;
    private static final Instant NOW = Instant.EPOCH;

    private RunState stages = RunEngine.begin(pipeline(4, SMALL / 4, false));
    private RunState wide = RunEngine.begin(pipeline(1, LARGE, false));
    private RunState chains = RunEngine.begin(pipeline(20, LARGE / 20, true));

    /** Makes the pipelines anew for each trial, so that nothing of an earlier one is left in them. */
    @Setup
    public void prepare() {
        stages = RunEngine.begin(pipeline(4, SMALL / 4, false));
        wide = RunEngine.begin(pipeline(1, LARGE, false));
        chains = RunEngine.begin(pipeline(20, LARGE / 20, true));
    }

    /** Twenty jobs in four stages: an everyday pipeline. */
    @Benchmark
    @OperationsPerInvocation(1 + 2 * SMALL)
    public RunState twentyJobsInFourStages() {
        return runToTheEnd(stages);
    }

    /** Two hundred jobs in one stage. */
    @Benchmark
    @OperationsPerInvocation(1 + 2 * LARGE)
    public RunState twoHundredJobsInOneStage() {
        return runToTheEnd(wide);
    }

    /** Two hundred jobs in twenty stages, each waiting for one of the stage before by {@code needs}. */
    @Benchmark
    @OperationsPerInvocation(1 + 2 * LARGE)
    public RunState twoHundredJobsInChains() {
        return runToTheEnd(chains);
    }

    private static RunState runToTheEnd(RunState first) {
        Deque<RunEvent> events = new ArrayDeque<>();
        events.add(new RunEvent.Started(NOW));
        RunState state = first;
        for (RunEvent event = events.poll(); event != null; event = events.poll()) {
            Step<RunState, RunEffect> step = RunEngine.step(state, event);
            state = step.state();
            for (RunEffect effect : step.effects()) {
                if (effect instanceof RunEffect.Offer offer) {
                    events.add(new RunEvent.JobClaimed(offer.job(), offer.attempt(), "runner", NOW));
                    events.add(new RunEvent.JobFinished(
                            offer.job(),
                            offer.attempt(),
                            "runner",
                            JobResult.of(new JobResult.Outcome.Success()),
                            NOW));
                }
            }
        }
        if (!state.status().isFinal()) {
            throw new IllegalStateException("the run ended as " + state.status());
        }
        return state;
    }

    private static Pipeline pipeline(int stages, int jobsPerStage, boolean byNeeds) {
        List<String> names = new ArrayList<>();
        List<Job> jobs = new ArrayList<>();
        for (int stage = 0; stage < stages; stage++) {
            names.add("stage " + stage);
            for (int number = 0; number < jobsPerStage; number++) {
                jobs.add(job(stage, number, byNeeds));
            }
        }
        return new Pipeline("gitlab", ".gitlab-ci.yml", Optional.empty(), names, jobs);
    }

    private static Job job(int stage, int number, boolean byNeeds) {
        List<Job.Need> needs =
                stage == 0 ? List.of() : List.of(new Job.Need("job " + (stage - 1) + "/" + number, true));
        return new Job(
                "job " + stage + "/" + number,
                stage,
                byNeeds ? new Job.Waits.ForJobs(needs) : new Job.Waits.ForEarlierStages(),
                new Job.When.OnSuccess(),
                new Job.AllowFailure.Never(),
                new Job.Retry(0, Set.of(), Set.of()),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Position.startOf(".gitlab-ci.yml"),
                new Nothing());
    }

    /** A program that does nothing: the engine never looks inside. */
    private record Nothing() implements ScriptProgram {
        @Override
        public JobResult run(JobSession session) {
            return JobResult.of(new JobResult.Outcome.Success());
        }
    }
}
