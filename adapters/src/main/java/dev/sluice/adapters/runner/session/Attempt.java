package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.artifacts.LimitReached;
import dev.sluice.adapters.runner.mask.Masker;
import dev.sluice.adapters.runner.workspace.Workspace;
import dev.sluice.adapters.runner.workspace.WorkspaceSource;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.JobResult.Outcome;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.JobStopped;
import dev.sluice.core.model.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** One attempt under way: what it works on, and how it is stopped, by whom or by what limit. Used by its thread. */
public final class Attempt {
    private final JobOrder order;
    private final RunnerParts parts;
    private final Workspace workspace;
    private final WorkspaceSource source;
    private final JobLog log;
    private final StopState stop;
    private volatile long deadlineNanos;
    private Set<String> secrets = new HashSet<>();

    Attempt(
            JobOrder order,
            RunnerParts parts,
            Workspace workspace,
            WorkspaceSource source,
            JobLog log,
            StopState stop) {
        this.order = order;
        this.parts = parts;
        this.workspace = workspace;
        this.source = source;
        this.log = log;
        this.stop = stop;
        this.deadlineNanos = System.nanoTime() + order.timeout().toNanos();
        maskProjectVariables();
    }

    /** Does file work that an attempt cannot do without. */
    @FunctionalInterface
    public interface FileWork<T> {
        T run() throws IOException;
    }

    public JobOrder order() {
        return order;
    }

    public RunnerSettings settings() {
        return parts.settings();
    }

    RunnerParts parts() {
        return parts;
    }

    public Workspace workspace() {
        return workspace;
    }

    public WorkspaceSource source() {
        return source;
    }

    public JobLog log() {
        return log;
    }

    public StopState stop() {
        return stop;
    }

    /** When the attempt's time is over, by {@link System#nanoTime}. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    /** Time that a person took does not count. */
    void extend(long nanos) {
        deadlineNanos += nanos;
    }

    private void maskProjectVariables() {
        Set<String> values = new HashSet<>();
        for (ProjectVariable variable : order.variables()) {
            if (variable.masked() && Masker.isMaskable(variable.value())) {
                values.add(variable.value());
            } else if (variable.masked()) {
                log.line(Style.WARNING.paint(
                        "The value of " + variable.name() + " cannot be masked: it is too short or an ordinary word"));
            }
        }
        secrets = values;
        log.mask(Masker.of(values));
    }

    /** From now on these values are masked too. */
    void mask(Collection<String> values) {
        Set<String> all = new HashSet<>(secrets);
        for (String value : values) {
            if (Masker.isMaskable(value)) {
                all.add(value);
            } else if (!value.isEmpty() && all.add(value)) {
                log.line(Style.WARNING.paint("A masked value of " + value.length()
                        + " characters cannot be masked: it is too short or an ordinary word"));
            }
        }
        if (!all.equals(secrets)) {
            secrets = all;
            log.mask(Masker.of(all));
        }
    }

    /** Throws if the attempt is stopped or its time is over. */
    public void check() throws JobStopped {
        checkTime();
        stop.check();
    }

    /** Stops the attempt where its time is over. */
    void checkTime() {
        if (deadlineNanos - System.nanoTime() <= 0) {
            String message = Sentence.JOB_TOO_LONG.with(words(order.timeout()));
            stop.stop(new Outcome.Failure(FailureReason.TIMEOUT, OptionalInt.empty(), message), message);
        }
    }

    /** Stops the attempt as failed; the exception is for the caller to throw. */
    public JobStopped fail(FailureReason reason, String message) {
        Outcome outcome = new Outcome.Failure(reason, OptionalInt.empty(), log.masked(message));
        stop.stop(outcome, message);
        return new JobStopped(outcome, message);
    }

    /** Stops the attempt as its thread was interrupted; the exception is for the caller to throw. */
    public JobStopped interrupted() {
        Thread.currentThread().interrupt();
        stop.stop(new Outcome.Canceled(), "the runner is shutting down");
        return new JobStopped(new Outcome.Canceled(), "the runner is shutting down");
    }

    /** Does file work; its troubles end the attempt, with the reason they stand for. */
    public <T> T guarded(String trouble, FileWork<T> work) throws JobStopped {
        check();
        T result;
        try {
            result = work.run();
        } catch (LimitReached e) {
            throw fail(FailureReason.LIMIT_REACHED, trouble + ": " + e.getMessage());
        } catch (IOException e) {
            throw fail(FailureReason.RUNNER_SYSTEM_FAILURE, trouble + ": " + describe(e));
        } catch (UncheckedIOException e) {
            throw fail(FailureReason.RUNNER_SYSTEM_FAILURE, trouble + ": " + String.valueOf(e.getMessage()));
        } catch (InvalidPathException e) {
            throw fail(
                    FailureReason.RUNNER_SYSTEM_FAILURE,
                    trouble + ": the name " + e.getInput() + " cannot be used under this locale; start Sluice with"
                            + " LC_ALL=C.UTF-8");
        }
        check();
        return result;
    }

    /** Messages of file system exceptions are often a path alone. */
    private static String describe(IOException e) {
        return e instanceof java.nio.file.FileSystemException
                ? e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    /** {@code 1h30m}. */
    static String words(Duration time) {
        return time.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
