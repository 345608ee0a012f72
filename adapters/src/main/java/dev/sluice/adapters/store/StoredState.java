package dev.sluice.adapters.store;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Pipeline;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The part of a run's state that changes with each step; the pipeline, the bulk of it, is stored once. */
record StoredState(
        RunStatus status,
        List<JobState> jobs,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> canceledBy,
        int round) {
    StoredState {
        jobs = List.copyOf(jobs);
    }

    static StoredState of(RunState state) {
        return new StoredState(
                state.status(), state.jobs(), state.startedAt(), state.finishedAt(), state.canceledBy(), state.round());
    }

    RunState with(Pipeline pipeline) {
        return new RunState(pipeline, status, jobs, startedAt, finishedAt, canceledBy, round);
    }
}
