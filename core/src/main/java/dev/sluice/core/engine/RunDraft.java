package dev.sluice.core.engine;

import dev.sluice.core.engine.JobState.Why;
import dev.sluice.core.engine.JobState.Why.Cause;
import dev.sluice.core.engine.Predecessors.Decision;
import dev.sluice.core.model.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The next state of a run while one step makes it: changes are noted, then waiting jobs are decided and the run's status
 * is summed up once. Not thread-safe; lives for one step.
 */
final class RunDraft {
    private final RunState before;
    private final List<Job> jobs;
    private final JobState[] states;
    private final Instant at;
    private final List<RunEffect> effects = new ArrayList<>(2);
    private Optional<String> canceledBy;
    private Optional<JobGraph> graph = Optional.empty();
    private boolean changed;
    private boolean undecided;

    RunDraft(RunState before, Instant at) {
        this.before = before;
        this.at = at;
        jobs = before.pipeline().jobs();
        states = before.jobs().toArray(JobState[]::new);
        canceledBy = before.canceledBy();
    }

    int size() {
        return states.length;
    }

    /** Index of the job of that name, or -1. */
    int indexOf(String name) {
        for (int job = 0; job < states.length; job++) {
            if (states[job].name().equals(name)) {
                return job;
            }
        }
        return -1;
    }

    Job job(int job) {
        return jobs.get(job);
    }

    JobState state(int job) {
        return states[job];
    }

    Instant at() {
        return at;
    }

    JobGraph graph() {
        if (graph.isEmpty()) {
            graph = Optional.of(JobGraph.of(before.pipeline()));
        }
        return graph.get();
    }

    void set(int job, JobState next) {
        changed = true;
        states[job] = next;
    }

    void effect(RunEffect effect) {
        // Of all effects only a time to wake up at can be asked for twice in a step; to look for the others in a list
        // of
        // hundreds of offers would cost more than the step.
        if (!(effect instanceof RunEffect.WakeAt) || !effects.contains(effect)) {
            effects.add(effect);
        }
    }

    void canceledBy(Optional<String> who) {
        canceledBy = who;
        changed = true;
    }

    boolean isCanceled() {
        return canceledBy.isPresent();
    }

    boolean endsWithFirstFailure() {
        return before.pipeline().endsWithFirstFailure();
    }

    boolean isChanged() {
        return changed;
    }

    /** The earliest time at which a delayed job is due. */
    Optional<Instant> nextDue() {
        return Arrays.stream(states).flatMap(job -> job.due().stream()).min(Instant::compareTo);
    }

    /** Something ended or opened: jobs that wait must be looked at again. */
    void decideAgain() {
        changed = true;
        undecided = true;
    }

    void offer(int job, Optional<Why> because) {
        JobState next = states[job].offered(at, because);
        set(job, next);
        effect(new RunEffect.Offer(next.name(), next.attempt()));
    }

    /** What the job would do now, if it were waiting. */
    Decision decision(int job) {
        Predecessors all = new Predecessors();
        boolean byStage = graph().byStage(job);
        if (byStage) {
            for (int other = 0; other < states.length; other++) {
                if (graph().stage(other) < graph().stage(job)) {
                    all.add(jobs.get(other), states[other]);
                }
            }
        } else {
            for (int need : graph().needs(job)) {
                all.add(jobs.get(need), states[need]);
            }
        }
        return all.decide(jobs.get(job).when(), byStage);
    }

    Step<RunState, RunEffect> close() {
        if (!changed) {
            return new Step<>(before, effects);
        }
        if (undecided) {
            decideWaiting();
        }
        RunStatus status = status();
        int round = before.round();
        if (status.isFinal()) {
            round++;
            effect(new RunEffect.Finished(status, round));
        }
        RunState next = new RunState(
                before.pipeline(),
                status,
                List.of(states),
                before.startedAt()
                        .or(() -> status == RunStatus.CANCELED || status == RunStatus.SKIPPED
                                ? Optional.empty()
                                : Optional.of(at)),
                status.isFinal() ? Optional.of(at) : Optional.empty(),
                canceledBy,
                round);
        return new Step<>(next, effects);
    }

    /** One pass in the order of the graph: whatever a job waits for was decided before it. */
    private void decideWaiting() {
        if (!anyWaits()) {
            return;
        }
        StageSums sums = new StageSums(before.pipeline().stages().size());
        for (int job : graph().order()) {
            if (states[job].status() == JobStatus.WAITING) {
                boolean byStage = graph().byStage(job);
                Predecessors all = byStage ? sums.before(graph().stage(job)) : needed(job);
                apply(job, all.decide(jobs.get(job).when(), byStage));
            }
            sums.add(jobs.get(job), states[job]);
        }
    }

    private boolean anyWaits() {
        for (JobState state : states) {
            if (state.status() == JobStatus.WAITING) {
                return true;
            }
        }
        return false;
    }

    private Predecessors needed(int job) {
        Predecessors needed = new Predecessors();
        for (int need : graph().needs(job)) {
            needed.add(jobs.get(need), states[need]);
        }
        return needed;
    }

    private void apply(int job, Decision decision) {
        switch (decision) {
            case Decision.Wait(Why why) -> {
                Optional<Why> reason = retryOf(states[job]).or(() -> Optional.of(why));
                if (!states[job].why().equals(reason)) {
                    set(job, states[job].in(JobStatus.WAITING, reason));
                }
            }
            case Decision.Skip(Why why) -> set(job, states[job].in(JobStatus.SKIPPED, Optional.of(why)));
            case Decision.Start() -> start(job);
        }
    }

    /**
     * What the job waited for is there. A manual job is now offered to a person and a delayed one begins its delay
     * (keyword reference, {@code when: manual}, {@code when: delayed}); a person's retry of a job is its own start.
     */
    private void start(int job) {
        Optional<Why> retry = retryOf(states[job]);
        if (retry.isPresent()) {
            offer(job, retry);
            return;
        }
        switch (jobs.get(job).when()) {
            case Job.When.Manual _ -> set(job, states[job].in(JobStatus.MANUAL, Optional.empty()));
            case Job.When.Delayed(var by)
            when by.isPositive() -> {
                Instant due = at.plus(by);
                set(job, states[job].delayedUntil(due));
                effect(new RunEffect.WakeAt(due));
            }
            case Job.When.OnSuccess(), Job.When.OnFailure(), Job.When.Always(), Job.When.Delayed _ ->
                offer(job, Optional.empty());
        }
    }

    private static Optional<Why> retryOf(JobState state) {
        return state.why().filter(why -> why.cause() == Cause.RETRIED_BY);
    }

    /**
     * The run's status (GitLab's documentation, "Pipeline status" and "Types of manual jobs"): nothing final while
     * something moves by itself; blocked when only manual work is left that the run must wait for; a cancelled run stays
     * cancelled whatever its jobs had come to; allowed failures, skipped and optional manual jobs do not count, and where
     * there are no others, the run is skipped.
     */
    private RunStatus status() {
        boolean blocked = false;
        boolean failed = false;
        boolean canceled = false;
        boolean anyDone = states.length == 0;
        for (int job = 0; job < states.length; job++) {
            JobState state = states[job];
            switch (state.status()) {
                case DELAYED, QUEUED, RUNNING, STOPPING -> {
                    return RunStatus.RUNNING;
                }
                // Nothing moves and yet it waits: then it waits for a blocking manual job.
                case WAITING -> blocked = true;
                case MANUAL -> blocked |= !Predecessors.isOptionalManual(jobs.get(job));
                case FAILED -> failed |= !state.allowedFailure();
                case CANCELED -> canceled |= !state.allowedFailure();
                case SUCCESS, SKIPPED -> {}
            }
            anyDone |= state.status() != JobStatus.SKIPPED && state.status() != JobStatus.MANUAL;
        }
        if (blocked) {
            return RunStatus.BLOCKED;
        }
        if (canceledBy.isPresent()) {
            return RunStatus.CANCELED;
        }
        if (failed) {
            return RunStatus.FAILED;
        }
        if (canceled) {
            return RunStatus.CANCELED;
        }
        return anyDone ? RunStatus.SUCCESS : RunStatus.SKIPPED;
    }

    /** Sums of whole stages, made while jobs pass in the order of the graph, so that a wide stage is summed up once. */
    private static final class StageSums {
        private final Predecessors[] ofStage;
        private final List<Predecessors> before = new ArrayList<>();

        StageSums(int stages) {
            ofStage = new Predecessors[stages];
            for (int stage = 0; stage < stages; stage++) {
                ofStage[stage] = new Predecessors();
            }
            before.add(new Predecessors());
        }

        void add(Job job, JobState state) {
            ofStage[job.stage()].add(job, state);
        }

        /** Asked for a stage only when all jobs of earlier ones have passed, so what was summed up stays right. */
        Predecessors before(int stage) {
            while (before.size() <= stage) {
                Predecessors sum = new Predecessors();
                sum.addAll(before.getLast());
                sum.addAll(ofStage[before.size() - 1]);
                before.add(sum);
            }
            return before.get(stage);
        }
    }
}
