package dev.sluice.app.delivery;

import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunStatus;
import java.util.Optional;

/**
 * Makes releases when runs end and keeps records of deploy jobs as soon as these end: a run may wait for a person for days.
 * Safe for many threads.
 */
public final class DeliveryRunListener implements RunListener {
    private static final System.Logger LOG = System.getLogger(DeliveryRunListener.class.getName());

    private final RunStore runs;
    private final Releases releases;
    private final DeployJobs jobs;
    private final RolloutLoop loop;

    public DeliveryRunListener(RunStore runs, Releases releases, DeployJobs jobs, RolloutLoop loop) {
        this.runs = runs;
        this.releases = releases;
        this.jobs = jobs;
        this.loop = loop;
    }

    @Override
    public void changed(RunChange change) {
        if (DeployJobs.hasEnded(change)) {
            loop.later(0, () -> record(change.run().id(), 1));
        }
    }

    /** Records what a crash kept from being recorded; for runs that have ended {@link #finished} does. */
    void recover() {
        runs.unfinished().forEach(run -> record(run, 1));
    }

    private void record(RunId run, int tries) {
        try {
            runs.load(run).ifPresent(jobs::record);
        } catch (RuntimeException failed) {
            LOG.log(System.Logger.Level.WARNING, "run=" + run + " deploy jobs not recorded, trying again", failed);
            loop.later(tries, () -> record(run, tries + 1));
        }
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
        jobs.record(stored.get());
    }
}
