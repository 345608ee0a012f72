package dev.sluice.app.run;

import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Trigger;

/**
 * What a person can do to runs from a page. The caller has checked the permission and writes the audit entry. Safe for
 * use by many threads.
 */
public interface RunCommands {

    /** Takes an event to its run; returns when the outcome is stored. */
    void send(RunId run, RunEvent event);

    /** Starts the pipeline of a branch's newest commit, as event {@code MANUAL}. */
    Started start(long project, String branch, Trigger.Actor actor);

    /** What came of starting. */
    sealed interface Started {
        /** There is a run now; it may have failed already because the file has mistakes. */
        record Made(RunId run) implements Started {}

        /** No run was made; {@code why} is for people. */
        record Refused(String why) implements Started {}
    }
}
