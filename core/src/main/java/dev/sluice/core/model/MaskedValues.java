package dev.sluice.core.model;

import dev.sluice.core.model.JobSession.ProjectVariable;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * What must not be seen outside of a job's own processes. Names, addresses and messages are kept and shown to people: whatever
 * makes one of a job's variables says it through {@link #hidden}. Logs have a masker of their own, which knows more forms.
 * Immutable.
 */
public final class MaskedValues {
    /** What stands in place of a value, in logs too. */
    public static final String MASK = "[MASKED]";

    /** Shorter ones are masked nowhere: they would hide ordinary text. */
    private static final int CHARACTERS_MIN = 4;

    private final List<String> values;

    private MaskedValues(List<String> values) {
        this.values = values;
    }

    /** These values; blank and very short ones are left out. */
    public static MaskedValues of(Collection<String> values) {
        return new MaskedValues(values.stream()
                .filter(value -> value.strip().length() >= CHARACTERS_MIN)
                .distinct()
                // One may be a part of another.
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList());
    }

    /** The values of those variables that are masked. */
    public static MaskedValues in(Collection<ProjectVariable> variables) {
        return of(variables.stream()
                .filter(ProjectVariable::masked)
                .map(ProjectVariable::value)
                .toList());
    }

    /** Whether the text holds one of them. */
    public boolean isIn(String text) {
        return values.stream().anyMatch(text::contains);
    }

    /** The text with {@link #MASK} in place of each of them. */
    public String hidden(String text) {
        String hidden = text;
        for (String value : values) {
            hidden = hidden.replace(value, MASK);
        }
        return hidden;
    }
}
