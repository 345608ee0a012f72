package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.app.run.JobExecutor;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.ScriptProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Runs attempts in workspaces of this machine, each with a log of its own; where their scripts run is for
 * {@link Commands} to say. Safe for use by many threads.
 */
public final class AttemptExecutor implements JobExecutor {
    private static final System.Logger LOG = System.getLogger(AttemptExecutor.class.getName());

    private final RunnerParts parts;
    private final Function<Attempt, Commands> commands;

    /** @param commands makes what runs the scripts of an attempt */
    public AttemptExecutor(RunnerParts parts, Function<Attempt, Commands> commands) {
        this.parts = parts;
        this.commands = commands;
    }

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
            Attempt attempt =
                    new Attempt(order, parts, workspace, parts.sources().of(order), log, stop);
            Commands own = commands.apply(attempt);
            try {
                result = run(order, new WorkspaceSession(attempt, own));
            } finally {
                own.end();
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

    private JobResult run(JobOrder order, WorkspaceSession session) {
        if (!(order.job().program() instanceof ScriptProgram program)) {
            return failed("the job starts another run, which is no work for a runner");
        }
        try {
            return program.run(session);
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
            case Outcome.Success _, Outcome.Skipped _ -> {
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
