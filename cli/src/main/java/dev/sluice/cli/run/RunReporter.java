package dev.sluice.cli.run;

import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import java.util.List;

/**
 * Shows a run to whoever called {@code sluice run}. Calls come from several threads, those about one job in their order;
 * what ended is told before what starts because of it.
 */
interface RunReporter {

    /** The run exists. */
    void created(StoredRun run);

    /**
     * A job of the run started another run below it.
     *
     * @param prefix what stands before the names of its jobs
     */
    void createdBelow(String prefix, StoredRun run);

    /** A runner began with the job's current attempt. */
    void started(JobState job);

    /** The job's current attempt wrote these lines. */
    void lines(String job, List<String> lines);

    /** An attempt failed and the job is tried again. */
    void retried(JobState job);

    /** The job is over, or waits for a person until after the run's end. */
    void ended(JobState job);

    /**
     * Nothing more happens to the run and to those below it. Called once.
     *
     * @param status of the run, blocked where one below it is
     * @param below the jobs of the runs below it, as they are shown
     */
    void finished(StoredRun run, RunStatus status, List<JobState> below);

    /** What the jobs reported, after the end; not called where there is nothing. */
    void reported(LocalReports reports);

    /** The run is asked to stop; jobs are being ended. */
    void cancelling();

    /** A person gets a shell in the workspace of a job that failed. */
    void shell(String job, String how, String workspace);

    /** The terminal belongs to somebody else until {@link #resume}; what is told meanwhile is shown then. */
    void suspend();

    void resume();

    /** Whether what is shown no longer arrives: the reader left, the disk is full. */
    boolean isCutOff();
}
