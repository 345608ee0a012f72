package dev.sluice.core.model;

import java.util.Optional;

/**
 * A mistake of the user in one of his files, told with its place and what to do.
 *
 * @param at where it is
 * @param severity whether the file can be used in spite of it
 * @param code stable identifier for machines, {@code dialect/what}, e.g. {@code gitlab/unknown-key}
 * @param message what was seen and what is allowed, one line, no final full stop
 * @param hint what to do, or empty text where there is nothing to add
 */
public record Problem(Position at, Severity severity, String code, String message, String hint) {

    /** Whether a file with this problem can be used. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public static Problem error(Position at, String code, String message) {
        return new Problem(at, Severity.ERROR, code, message, "");
    }

    public static Problem error(Position at, String code, String message, String hint) {
        return new Problem(at, Severity.ERROR, code, message, hint);
    }

    public static Problem warning(Position at, String code, String message, String hint) {
        return new Problem(at, Severity.WARNING, code, message, hint);
    }

    /** The hint, if there is one. */
    public Optional<String> advice() {
        return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
    }
}
