package dev.sluice.app.delivery;

import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunStatus;
import java.util.Optional;

/** Makes releases and keeps records of deploy jobs when runs end. Safe for many threads. */
public final class DeliveryRunListener implements RunListener {
    private final RunStore runs;
    private final Releases releases;
    private final DeployJobs jobs;

    public DeliveryRunListener(RunStore runs, Releases releases, DeployJobs jobs) {
        this.runs = runs;
        this.releases = releases;
        this.jobs = jobs;
    }

    @Override
    public void changed(RunChange change) {
        // Only the end of a run matters here.
    }

    @Override
    public void finished(RunId run, RunStatus status, int round) {
        Optional<StoredRun> stored = runs.load(run);
        if (stored.isEmpty()) {
            return;
        }
        if (status == RunStatus.SUCCESS) {
            releases.runSucceeded(run.number(), stored.get().trigger());
        }
        jobs.record(stored.get(), round);
    }
}
