package dev.sluice.server.http;

import io.undertow.util.StatusCodes;

/** Titles of HTTP statuses. */
final class Statuses {
    private Statuses() {}

    static String title(int status) {
        return StatusCodes.getReason(status);
    }
}
