package dev.sluice.app.variable;

import java.util.List;
import java.util.Optional;

/** Keeps the variables of projects, their values unreadable here. Safe for many threads. */
public interface VariableStore {

    /** All of a project, by key and scope. */
    List<Sealed> list(long project);

    Optional<Sealed> find(long project, String key, String scope);

    /** Keeps the variable in place of the one with the same key and scope. */
    void put(long project, Sealed variable);

    /** Forgets it; false where there is none. */
    boolean remove(long project, String key, String scope);

    /** Whether any value was ever sealed here: then the key that opens it must be there, too. */
    boolean hasAny();

    /** A variable with its value as only a {@link ValueCipher} can read it. */
    record Sealed(Variable variable, String value) {
        @Override
        public String toString() {
            return variable.key() + "=***";
        }
    }
}
