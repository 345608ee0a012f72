package dev.sluice.adapters.runner.shell;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.adapters.runner.workspace.WorkspaceSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.app.run.LogSink;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Runs jobs as processes of this machine, under the account of Sluice itself. That is no isolation: a job can read what
 * this account can read. Each script is bash (or sh) in a session and process group of its own; at the end of the job
 * everything that it started is ended, also what left the group. Safe for use by many threads.
 */
public final class ShellExecutor implements JobExecutor {
    private static final System.Logger LOG = System.getLogger(ShellExecutor.class.getName());

    private final Parts parts;

    /**
     * @param workspaces where jobs run; the caller closes it after the last job
     * @param sources gives the files for an attempt
     * @param logs takes the logs
     * @param cacheScope which caches the jobs of a trigger may use
     */
    public ShellExecutor(
            Workspaces workspaces,
            Sources sources,
            LogSink logs,
            FileArtifactStore artifacts,
            FileCacheStore caches,
            Function<Trigger, FileCacheStore.Scope> cacheScope,
            RunnerSettings settings) {
        Map<String, String> environment = System.getenv();
        this.parts = new Parts(
                workspaces,
                sources,
                logs,
                artifacts,
                caches,
                cacheScope,
                settings,
                environment,
                Shell.find(environment.getOrDefault("PATH", "")),
                Clock.systemUTC());
    }

    /** Finds the files for an attempt. */
    public interface Sources {
        WorkspaceSource of(JobOrder order) throws IOException;
    }

    /** What a session needs of its executor. */
    record Parts(
            Workspaces workspaces,
            Sources sources,
            LogSink logs,
            FileArtifactStore artifacts,
            FileCacheStore caches,
            Function<Trigger, FileCacheStore.Scope> cacheScope,
            RunnerSettings settings,
            Map<String, String> environment,
            Shell shell,
            Clock clock) {}

    @Override
    public JobResult execute(JobOrder order, StopSignal stopSignal) {
        StopState stop = new StopState();
        stopSignal.onKill(stop::kill);
        stopSignal.onStop(() -> stop.stop(new Outcome.Canceled(), "canceled"));
        LogId id = new LogId(order.run(), order.job().name(), order.attempt());
        try (JobLog log = new JobLog(parts.logs().append(id), parts.settings(), parts.clock(), troubleTo(stop))) {
            return execute(order, stop, log);
        } catch (UncheckedIOException e) {
            LOG.log(System.Logger.Level.ERROR, "log cannot be opened, run={0} job={1}: {2}", order.run(), id.job(), e);
            return failed("the log cannot be opened: " + e.getMessage());
        }
    }

    private JobResult execute(JobOrder order, StopState stop, JobLog log) {
        JobResult result;
        try (Workspace workspace =
                parts.workspaces().take(order.trigger().project().name())) {
            parts.artifacts().begin(order.run(), order.job().name(), order.attempt());
            ShellSession session =
                    new ShellSession(order, parts, workspace, parts.sources().of(order), log, stop);
            try {
                result = run(order, session);
            } finally {
                session.endProcesses();
            }
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "no workspace, run={0} job={1}: {2}",
                    order.run(),
                    order.job().name(),
                    e);
            result = failed("no workspace can be made: " + e.getMessage());
        }
        JobResult decided = decide(result, stop);
        explain(decided, log);
        return decided;
    }

    private JobResult run(JobOrder order, ShellSession session) {
        try {
            return order.job().program().run(session);
        } catch (JobStopped e) {
            return JobResult.of(e.outcome());
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "program failed, run=" + order.run() + " job=" + order.job().name(),
                    e);
            return failed("an error of Sluice itself: " + e);
        }
    }

    /** A limit that was reached while the program was in its last step still decides. */
    private static JobResult decide(JobResult result, StopState stop) {
        return result.outcome() instanceof Outcome.Success && stop.reason().isPresent()
                ? JobResult.of(stop.reason().get().outcome())
                : result;
    }

    /** The last line of the log says how it ended, where that is not the script's own doing. */
    private static void explain(JobResult result, JobLog log) {
        switch (result.outcome()) {
            case Outcome.Success success -> {
                // Nothing to explain.
            }
            case Outcome.Canceled canceled -> log.lastLine(Style.WARNING.paint("Canceled"));
            case Outcome.Failure failure -> {
                if (failure.reason() != FailureReason.SCRIPT_FAILURE) {
                    log.lastLine(Style.ERROR.paint("ERROR: " + failure.message()));
                }
            }
        }
    }

    private static JobLog.Trouble troubleTo(StopState stop) {
        return new JobLog.Trouble() {
            @Override
            public void logFull(String message) {
                stop.stop(new Outcome.Failure(FailureReason.LIMIT_REACHED, OptionalInt.empty(), message), message);
            }

            @Override
            public void logBroken(String message) {
                stop.stop(
                        new Outcome.Failure(FailureReason.RUNNER_SYSTEM_FAILURE, OptionalInt.empty(), message),
                        message);
            }
        };
    }

    private static JobResult failed(String message) {
        return JobResult.of(new Outcome.Failure(FailureReason.RUNNER_SYSTEM_FAILURE, OptionalInt.empty(), message));
    }
}
