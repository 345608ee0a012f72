package dev.sluice.cli.serve;

import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.logs.FileLogStore;
import dev.sluice.app.retention.RunFiles;
import dev.sluice.app.run.RunId;
import java.io.IOException;

/** The files of runs, where the server keeps them. */
record StoredRunFiles(FileLogStore logs, FileArtifactStore artifacts) implements RunFiles {
    @Override
    public boolean removeLogs(RunId run) throws IOException {
        return logs.remove(run);
    }

    @Override
    public boolean expireArtifacts(RunId run) throws IOException {
        return artifacts.expire(run);
    }

    @Override
    public void removeArtifacts(RunId run) throws IOException {
        artifacts.remove(run);
    }
}
