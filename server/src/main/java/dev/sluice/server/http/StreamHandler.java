package dev.sluice.server.http;

import java.io.IOException;

/**
 * Answers a request by writing to the exchange itself: git, event streams. Runs on a virtual thread of its own and may
 * block; when it returns, the exchange must be ended or handed on.
 */
@FunctionalInterface
public interface StreamHandler {
    void handle(Request request) throws IOException;
}
