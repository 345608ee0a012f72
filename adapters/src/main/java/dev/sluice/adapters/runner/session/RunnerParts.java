package dev.sluice.adapters.runner.session;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.artifacts.FileCacheStore;
import dev.sluice.adapters.runner.workspace.WorkspaceSource;
import dev.sluice.adapters.runner.workspace.Workspaces;
import dev.sluice.app.run.JobExecutor.JobOrder;
import dev.sluice.app.run.LogSink;
import dev.sluice.app.run.OtherJobs;
import dev.sluice.app.run.Publications;
import dev.sluice.core.model.Trigger;
import java.io.IOException;
import java.time.Clock;
import java.util.function.Function;

/**
 * What every executor of this machine works with.
 *
 * @param workspaces where jobs run; the caller closes it after the last job
 * @param sources gives the files for an attempt
 * @param logs takes the logs
 * @param cacheScope which caches the jobs of a trigger may use
 * @param others finds jobs of other runs
 * @param publications makes the releases that jobs announce
 * @param onFailure hears of scripts that failed
 */
public record RunnerParts(
        Workspaces workspaces,
        Sources sources,
        LogSink logs,
        FileArtifactStore artifacts,
        FileCacheStore caches,
        Function<Trigger, FileCacheStore.Scope> cacheScope,
        RunnerSettings settings,
        Clock clock,
        OtherJobs others,
        Publications publications,
        FailedScript onFailure) {

    /** Parts of a runner that nobody looks over the shoulder of. */
    public RunnerParts(
            Workspaces workspaces,
            Sources sources,
            LogSink logs,
            FileArtifactStore artifacts,
            FileCacheStore caches,
            Function<Trigger, FileCacheStore.Scope> cacheScope,
            RunnerSettings settings,
            Clock clock,
            OtherJobs others,
            Publications publications) {
        this(
                workspaces,
                sources,
                logs,
                artifacts,
                caches,
                cacheScope,
                settings,
                clock,
                others,
                publications,
                FailedScript.IGNORED);
    }

    /** Finds the files for an attempt. */
    @FunctionalInterface
    public interface Sources {
        WorkspaceSource of(JobOrder order) throws IOException;
    }
}
