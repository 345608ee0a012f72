package dev.sluice.app.store;

/**
 * The store could not do what was asked, and nothing was changed: the disk is full, the file is damaged, the database
 * does not answer. The message says what to do.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailable(String message) {
        super(message);
    }

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
