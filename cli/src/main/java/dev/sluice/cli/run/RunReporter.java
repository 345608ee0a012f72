package dev.sluice.cli.run;

import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import java.util.List;

/**
 * Shows a run to whoever called {@code sluice run}. Calls come from several threads, those about one job in their order;
 * what ended is told before what starts because of it.
 */
interface RunReporter {

    /** The run exists. */
    void created(StoredRun run);

    /** A runner began with the job's current attempt. */
    void started(StoredRun run, JobState job);

    /** The job's current attempt wrote these lines. */
    void lines(String job, List<String> lines);

    /** An attempt failed and the job is tried again. */
    void retried(StoredRun run, JobState job);

    /** The job is over, or waits for a person until after the run's end. */
    void ended(StoredRun run, JobState job);

    /** Nothing more happens to the run. Called once. */
    void finished(StoredRun run);

    /** The run is asked to stop; jobs are being ended. */
    void cancelling();

    /** Whether what is shown no longer arrives: the reader left, the disk is full. */
    boolean isCutOff();
}
