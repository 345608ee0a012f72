package dev.sluice.core.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that a person may choose when starting a job (GitLab: {@code inputs} of a job).
 *
 * @param value what the job gets where nobody chooses, as text; of an array its JSON
 * @param description for people; empty text where there is none
 * @param options the only values, as texts; empty: all of the type
 * @param pattern regular expression of the dialect that a text must match
 */
public record JobInput(
        String name, Type type, String value, String description, List<String> options, Optional<String> pattern) {
    /** How long the text of a value may be. */
    public static final int CHARACTERS_MAX = 10_000;

    public JobInput {
        options = List.copyOf(options);
    }

    /** The same with another value where nobody chooses. */
    public JobInput with(String other) {
        return new JobInput(name, type, other, description, options, pattern);
    }

    /** Of what kind values are. */
    public enum Type {
        STRING,
        NUMBER,
        BOOLEAN,
        ARRAY;

        /** The word for it in files and for programs. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The type of a word; {@link #STRING} where there is none such. */
        public static Type of(String word) {
            for (Type type : values()) {
                if (type.word().equals(word)) {
                    return type;
                }
            }
            return STRING;
        }
    }
}
