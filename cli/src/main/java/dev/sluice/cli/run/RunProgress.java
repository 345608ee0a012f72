package dev.sluice.cli.run;

import dev.sluice.app.run.RunChange;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunListener;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.Trigger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Turns the steps of a run and of those below it into calls of a {@link RunReporter}, and knows when nothing more will
 * happen: each run is in a final status, or only manual work is left in it or below it. Jobs of a run that a job started go
 * by the name {@code JOB / NAME}.
 */
final class RunProgress implements RunListener {
    private final RunReporter reporter;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Map<RunId, Shown> runs = new LinkedHashMap<>();

    RunProgress(RunReporter reporter) {
        this.reporter = reporter;
    }

    /** A run as it was shown so far. */
    private static final class Shown {
        /** What stands before the names of its jobs; empty for the first run. */
        final String prefix;

        StoredRun run;
        /** The last attempt of each job that was told as started, and as tried again. */
        final Map<String, Integer> started = new LinkedHashMap<>();

        final Map<String, Integer> retried = new LinkedHashMap<>();

        Shown(String prefix, StoredRun run) {
            this.prefix = prefix;
            this.run = run;
        }
    }

    @Override
    public synchronized void changed(RunChange change) {
        StoredRun run = change.run();
        Shown shown = runs.get(run.id());
        if (shown == null) {
            shown = new Shown(prefix(run), run);
            runs.put(run.id(), shown);
            if (shown.prefix.isEmpty()) {
                reporter.created(run);
            } else {
                reporter.createdBelow(shown.prefix, run);
            }
        }
        shown.run = run;
        for (JobState job : change.jobs()) {
            if (job.status().isOver()) {
                reporter.ended(named(shown, job));
            } else if (job.attempt() > 1 && job.attempt() > shown.retried.getOrDefault(job.name(), 1)) {
                shown.retried.put(job.name(), job.attempt());
                reporter.retried(named(shown, job));
            }
        }
        for (JobState job : change.jobs()) {
            if (job.status().isHeld() && shown.started.getOrDefault(job.name(), 0) < job.attempt()) {
                shown.started.put(job.name(), job.attempt());
                reporter.started(named(shown, job));
            }
        }
        if (over.getCount() > 0 && runs.values().stream().allMatch(this::isSettled)) {
            finish();
        }
    }

    private String prefix(StoredRun run) {
        Optional<Trigger.Parent> parent = run.trigger().parent();
        if (parent.isEmpty()) {
            return "";
        }
        Shown above = runs.get(new RunId(parent.get().project(), parent.get().run()));
        return (above == null ? "" : above.prefix) + parent.get().job() + " / ";
    }

    private static JobState named(Shown shown, JobState job) {
        return shown.prefix.isEmpty() ? job : job.named(shown.prefix + job.name());
    }

    /** Whether nothing more happens in the run by itself: what it holds waits for runs that wait for a person. */
    private boolean isSettled(Shown shown) {
        RunStatus status = shown.run.state().status();
        if (status != RunStatus.RUNNING) {
            return status != RunStatus.CREATED;
        }
        boolean any = false;
        for (JobState job : shown.run.state().jobs()) {
            switch (job.status()) {
                case QUEUED, DELAYED, STOPPING -> {
                    return false;
                }
                case RUNNING -> {
                    if (!waitsForPerson(shown.run, job)) {
                        return false;
                    }
                    any = true;
                }
                case WAITING, MANUAL, SUCCESS, FAILED, SKIPPED, CANCELED -> {}
            }
        }
        return any;
    }

    /** A job that is done as soon as its child exists does not wait for it, even in the moment before it is done. */
    private boolean waitsForPerson(StoredRun run, JobState job) {
        boolean waits = run.state()
                .pipeline()
                .job(job.name())
                .filter(one -> one.program() instanceof DownstreamProgram program
                        && program.outcome() != DownstreamProgram.Outcome.CREATED)
                .isPresent();
        return waits && isBelowSettled(run.id(), job);
    }

    private boolean isBelowSettled(RunId id, JobState job) {
        for (Shown below : runs.values()) {
            Optional<Trigger.Parent> parent = below.run.trigger().parent();
            if (parent.isPresent()
                    && parent.get().run() == id.number()
                    && parent.get().job().equals(job.name())
                    && parent.get().attempt() == job.attempt()) {
                return !below.run.state().status().isFinal() && isSettled(below);
            }
        }
        return false;
    }

    private void finish() {
        List<JobState> below = new ArrayList<>();
        Shown first = runs.values().iterator().next();
        for (Shown shown : runs.values()) {
            for (JobState job : shown.run.state().jobs()) {
                if (job.status() == JobStatus.MANUAL) {
                    reporter.ended(named(shown, job));
                }
                if (shown != first) {
                    below.add(named(shown, job));
                }
            }
        }
        reporter.finished(first.run, status(), below);
        over.countDown();
    }

    private RunStatus status() {
        RunStatus status = runs.values().iterator().next().run.state().status();
        return status == RunStatus.RUNNING ? RunStatus.BLOCKED : status;
    }

    /** The name of a job as it is shown. */
    synchronized String nameOf(RunId run, String job) {
        Shown shown = runs.get(run);
        return shown == null ? job : shown.prefix + job;
    }

    /** The runs that were made so far, the first one first. */
    synchronized List<StoredRun> runs() {
        return runs.values().stream().map(shown -> shown.run).toList();
    }

    /** Waits until nothing more happens. */
    RunStatus await() throws InterruptedException {
        over.await();
        synchronized (this) {
            return status();
        }
    }
}
