package dev.sluice.adapters.runner.session;

import dev.sluice.core.model.JobContainers;
import dev.sluice.core.model.JobSession.ShellCommand;
import dev.sluice.core.model.JobStopped;
import java.io.IOException;

/**
 * Where the scripts of one attempt run: as processes of this machine, in a container. Used by the attempt's thread, one
 * script at a time.
 */
public interface Commands {

    /** Absolute path of the workspace as the scripts see it. */
    String workspace();

    /** Absolute path of the folder for temporary files as the scripts see it. */
    String temporary();

    /** Absolute path, as the scripts see it, of the folder into which they may write what the job's program reads. */
    String exchange();

    /** Whether what the scripts run in is made for the attempt and removed after it. */
    boolean disposable();

    /** Takes the containers that the job asks for, before its first script. */
    void use(JobContainers containers) throws JobStopped;

    /**
     * Starts a script.
     *
     * @throws UnusableVariable where no process can be given a variable of the job
     * @throws IOException where the script cannot be started
     */
    Script start(ShellCommand command) throws JobStopped, UnusableVariable, IOException;

    /**
     * Opens a shell for a person on the terminal of this process, where a script ran that has ended, with its variables;
     * returns when the person has left it.
     *
     * @throws IOException where no shell can be opened; the message says why
     */
    void interact(ShellCommand like) throws UnusableVariable, IOException, InterruptedException;

    /** Ends all that the attempt has left running. Called once, at the end, whatever the program did. */
    void end();

    /** A script that was started. */
    interface Script {
        /** Whether it has ended; {@link StopState#wake} is called when that changes. */
        boolean isOver();

        /** Asks it to end, waits a little, ends it; returns when it and its output are at an end. */
        void stop() throws InterruptedException;

        /** Waits, after its end, until its output is in the log. */
        void awaitOutput() throws InterruptedException;

        /** The exit code, after its end. */
        int exitCode() throws JobStopped;
    }
}
