package dev.sluice.cli.run;

import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Turns the steps of one run into calls of a {@link RunReporter}, and knows when nothing more will happen: the run is in
 * a final status, or only manual work is left.
 */
final class RunProgress implements RunListener {
    private final RunReporter reporter;
    private final CountDownLatch over = new CountDownLatch(1);
    /** The last attempt of each job that was told as started, and as tried again. */
    private final Map<String, Integer> started = new HashMap<>();

    private final Map<String, Integer> retried = new HashMap<>();

    private volatile RunStatus status = RunStatus.CREATED;

    RunProgress(RunReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public synchronized void changed(RunChange change) {
        StoredRun run = change.run();
        if (change.created()) {
            reporter.created(run);
        }
        for (JobState job : change.jobs()) {
            if (job.status().isOver()) {
                reporter.ended(run, job);
            } else if (job.attempt() > 1 && job.attempt() > retried.getOrDefault(job.name(), 1)) {
                retried.put(job.name(), job.attempt());
                reporter.retried(run, job);
            }
        }
        for (JobState job : change.jobs()) {
            if (job.status().isHeld() && started.getOrDefault(job.name(), 0) < job.attempt()) {
                started.put(job.name(), job.attempt());
                reporter.started(run, job);
            }
        }
        status = run.state().status();
        if ((status.isFinal() || status == RunStatus.BLOCKED) && over.getCount() > 0) {
            finish(run);
        }
    }

    private void finish(StoredRun run) {
        for (JobState job : run.state().jobs()) {
            if (job.status() == JobStatus.MANUAL) {
                reporter.ended(run, job);
            }
        }
        reporter.finished(run);
        over.countDown();
    }

    /** Waits until nothing more happens. */
    RunStatus await() throws InterruptedException {
        over.await();
        return status;
    }
}
