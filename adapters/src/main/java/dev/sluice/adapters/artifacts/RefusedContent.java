package dev.sluice.adapters.artifacts;

import java.io.IOException;

/** An archive or an artifact holds what must not be unpacked, e.g. a path that leads out of its target. */
public final class RefusedContent extends IOException {
    private static final long serialVersionUID = 1L;

    public RefusedContent(String message) {
        super(message);
    }
}
