package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.runner.session.AttemptExecutor;
import dev.sluice.adapters.runner.session.RunnerParts;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.core.model.JobResult;
import java.util.Map;

/**
 * Runs jobs as processes of this machine, under the account of Sluice itself. That is no isolation: a job can read what
 * this account can read. Each script is bash (or sh) in a session and process group of its own; at the end of the job
 * everything that it started is ended, also what left the group. Safe for use by many threads.
 */
public final class ShellExecutor implements JobExecutor {
    private final AttemptExecutor attempts;

    public ShellExecutor(RunnerParts parts) {
        Map<String, String> environment = System.getenv();
        Shell shell = Shell.find(environment.getOrDefault("PATH", ""));
        this.attempts = new AttemptExecutor(parts, attempt -> new ShellCommands(attempt, shell, environment));
    }

    @Override
    public JobResult execute(JobOrder order, StopSignal stop) {
        return attempts.execute(order, stop);
    }
}
