package dev.sluice.app.run;

import dev.sluice.app.access.Caller;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.model.Trigger;
import java.util.Map;

/**
 * What a person can do to runs from a page. The caller has checked the permission and writes the audit entry. Safe for
 * use by many threads.
 */
public interface RunCommands {

    /** Takes an event to its run; returns when the outcome is stored. */
    void send(RunId run, RunEvent event);

    /** Starts the pipeline of the newest commit of a branch, or of a tag, where the caller may do that on this ref. */
    Started start(long project, Wish wish, Caller caller);

    /** What this person can choose for that branch or tag. */
    StartForm form(long project, String ref, Trigger.Actor actor);

    /**
     * What is to be started.
     *
     * @param ref short name of a branch, else of a tag; or a full name
     * @param variables win over those of the file; where the file names options, one of them
     * @param inputs values for what the file declares, as JSON or plain text
     * @param event {@code MANUAL} or {@code API}
     */
    record Wish(String ref, Map<String, String> variables, Map<String, String> inputs, Trigger.Event event) {
        /** What a person starts on a page. */
        public Wish(String ref, Map<String, String> variables) {
            this(ref, variables, Map.of(), Trigger.Event.MANUAL);
        }

        public Wish {
            variables = Map.copyOf(variables);
            inputs = Map.copyOf(inputs);
        }
    }

    /** What came of starting. */
    sealed interface Started {
        /** There is a run now; it may have failed already because the file has mistakes. */
        record Made(RunId run) implements Started {}

        /** No run was made: the commit has no pipeline file. */
        record NoFile(String ref) implements Started {}

        /** No run was made; {@code why} is for people. */
        record Refused(String why) implements Started {}
    }
}
