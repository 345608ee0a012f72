package dev.sluice.cli.containers;

import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.adapters.runner.shell.ShellExecutor;
import dev.sluice.app.run.JobExecutor;

/** Jobs as processes of this machine; those that are left are ended with their workspaces. */
record ShellPlace() implements JobPlace {

    @Override
    public JobExecutor executor(RunnerParts parts) {
        return new ShellExecutor(parts);
    }

    @Override
    public void killAll() {
        // The workspaces know their processes.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
