package dev.sluice.core.model;

import java.util.List;

/**
 * What reading a file gave: a value with its warnings, or every mistake that was found.
 *
 * @param <T> what the file describes
 */
public sealed interface Parsed<T> {

    /** The file can be used. {@code warnings} holds problems of severity {@link Problem.Severity#WARNING} only. */
    record Valid<T>(T value, List<Problem> warnings) implements Parsed<T> {
        public Valid {
            warnings = List.copyOf(warnings);
        }
    }

    /** The file cannot be used. At least one problem is an error; all mistakes are there, ordered by place. */
    record Invalid<T>(List<Problem> problems) implements Parsed<T> {
        public Invalid {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("an invalid file has at least one problem");
            }
        }
    }
}
