package dev.sluice.app.run;

import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.time.Instant;
import java.util.Optional;

/**
 * A run as the store keeps it.
 *
 * @param id which
 * @param version grows by one with each stored step; every change is made by compare-and-set on it
 * @param trigger why it exists
 * @param createdAt when it was made
 * @param state where it stands
 */
public record StoredRun(RunId id, long version, Trigger trigger, Instant createdAt, RunState state) {

    /** The log-in of whoever started an attempt of a job, or started the job again; empty where the run itself did. */
    public Optional<String> startedBy(String job, int attempt) {
        return state.job(job).flatMap(one -> one.startedBy(attempt));
    }
}
