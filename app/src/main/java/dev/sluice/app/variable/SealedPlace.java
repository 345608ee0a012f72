package dev.sluice.app.variable;

import dev.sluice.core.model.Trigger;

/** Names what a sealed value belongs to, so that a row that was copied elsewhere cannot be opened. */
final class SealedPlace {
    private SealedPlace() {}

    static String of(long project, Variable variable) {
        return "variable/" + project + "/" + variable.key() + "/" + variable.scope();
    }

    /** Of a variable that a job hands to the run that it starts. */
    static String handedDown(Trigger.Parent by, String name) {
        return "handed down/" + by.project() + "/" + by.run() + "/" + by.attempt() + "/" + by.job() + "/" + name;
    }
}
