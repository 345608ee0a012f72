package dev.sluice.app.variable;

/** Makes values unreadable for whoever has the database alone. Safe for many threads. */
public interface ValueCipher {

    /**
     * The value as text that can be stored.
     *
     * @param place what the value belongs to: it can be opened there only
     */
    String seal(String value, String place);

    /**
     * The value again.
     *
     * @throws Unreadable where it was sealed with another key, for another place, or was changed since
     */
    String open(String stored, String place);

    /** A value that cannot be opened. The message has no part of it. */
    final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String why) {
            super(why);
        }
    }
}
