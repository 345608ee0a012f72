package dev.sluice.adapters.git;

import java.io.IOException;

/** Git could not be started, took too long, wrote too much, or refused. The message is fit for people. */
public final class GitException extends IOException {
    private static final long serialVersionUID = 1L;

    public GitException(String message) {
        super(message);
    }

    public GitException(String message, Throwable cause) {
        super(message, cause);
    }
}
