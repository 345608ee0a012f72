package dev.sluice.server.http;

import java.io.IOException;

/** Answers a request. Runs on a virtual thread of its own and may block. */
@FunctionalInterface
public interface Handler {
    Response handle(Request request) throws IOException;
}
