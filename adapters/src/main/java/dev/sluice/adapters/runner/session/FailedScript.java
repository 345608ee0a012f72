package dev.sluice.adapters.runner.session;

import dev.sluice.app.run.JobExecutor.JobOrder;
import java.io.IOException;

/**
 * Hears of a job's script that failed, before anything is done about it: its files, its services and what it left running are
 * there. The attempt waits meanwhile; the time does not count. Called by the threads of the attempts.
 */
@FunctionalInterface
public interface FailedScript {
    /** Nobody wants to know. */
    FailedScript IGNORED = (order, how, shell) -> {};

    /**
     * A script failed.
     *
     * @param how it failed, in a few words
     */
    void failed(JobOrder order, String how, Shell shell) throws IOException, InterruptedException;

    /** A shell for a person, on the terminal of this process, where and as the script ran. */
    interface Shell {
        /** The folder of the job's files as the shell sees it. */
        String workspace();

        /** Opens it and returns when the person has left it. */
        void open() throws IOException, InterruptedException;
    }
}
