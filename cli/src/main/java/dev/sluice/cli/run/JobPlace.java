package dev.sluice.cli.run;

import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.app.run.JobExecutor;

/** Where the jobs of a run on this machine run. Opened before the workspaces, closed after the last job. */
interface JobPlace extends AutoCloseable {

    /** What runs them. Called once. */
    JobExecutor executor(RunnerParts parts);

    /** Ends all jobs at once, for a process that is about to end itself. */
    void killAll();

    @Override
    void close();
}
