package dev.sluice.app.retention;

import dev.sluice.app.run.RunId;
import java.io.IOException;

/** The files of runs. Every call may come twice. Safe for many threads. */
public interface RunFiles {

    /** Removes the logs of all jobs of a run; false where there were none. */
    boolean removeLogs(RunId run) throws IOException;

    /**
     * Ends the time of all artifacts of a run that have no end of their own; a later job that wants them learns that they
     * have expired. False where there were none.
     */
    boolean expireArtifacts(RunId run) throws IOException;

    /** Removes all that is known of a run's artifacts; their contents go when nothing else refers to them. */
    void removeArtifacts(RunId run) throws IOException;
}
