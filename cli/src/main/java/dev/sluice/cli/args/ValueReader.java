package dev.sluice.cli.args;

import java.util.List;

/**
 * Turns the text of an option's value into what the command works with.
 *
 * @param <T> what it becomes
 */
public interface ValueReader<T> {

    /**
     * Reads the text.
     *
     * @throws BadValue where it is none of the allowed values; the message says which those are
     */
    T read(String text) throws BadValue;

    /** All allowed values where they are few, for messages and completion; else empty. */
    default List<String> choices() {
        return List.of();
    }

    /** Whether the value names a file or folder, for completion. */
    default boolean isPath() {
        return false;
    }

    /** Whether the value may be a secret, which no message repeats. */
    default boolean isHidden() {
        return false;
    }

    /** A value that the reader cannot take; the message continues the sentence {@code --option VALUE: ...}. */
    final class BadValue extends Exception {
        private static final long serialVersionUID = 1L;

        public BadValue(String message) {
            super(message, null, false, false);
        }
    }
}
