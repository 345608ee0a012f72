package dev.sluice.adapters.artifacts;

import java.io.IOException;

/** Something is larger than the installation allows. The message names the limit and its setting. */
public final class LimitReached extends IOException {
    private static final long serialVersionUID = 1L;

    public LimitReached(String message) {
        super(message);
    }
}
