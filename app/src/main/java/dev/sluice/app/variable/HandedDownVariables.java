package dev.sluice.app.variable;

import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Masked variables that a job hands to the run that it starts. They are sealed in the run's trigger and come to its jobs as the
 * project's own do, over them. Safe for many threads.
 */
public final class HandedDownVariables {
    private final ValueCipher cipher;

    public HandedDownVariables(ValueCipher cipher) {
        this.cipher = cipher;
    }

    /** The trigger of a run that gets these values. */
    public Trigger sealed(Trigger trigger, Map<String, String> values) {
        Map<String, String> sealed = new TreeMap<>();
        values.forEach((name, value) -> sealed.put(name, cipher.seal(value, place(trigger, name))));
        return trigger.withSecrets(sealed);
    }

    /** What the jobs of a run get, sorted by name. */
    public List<ProjectVariable> of(Trigger trigger) {
        List<ProjectVariable> opened = new ArrayList<>();
        new TreeMap<>(trigger.secrets())
                .forEach((name, value) -> opened.add(
                        new ProjectVariable(name, cipher.open(value, place(trigger, name)), true, false, true)));
        return opened;
    }

    private static String place(Trigger trigger, String name) {
        Trigger.Parent parent = trigger.parent()
                .orElseThrow(() -> new IllegalArgumentException("variables are handed down by a job alone"));
        return SealedPlace.handedDown(parent, name);
    }
}
