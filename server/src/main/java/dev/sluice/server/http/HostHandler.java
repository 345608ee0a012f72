package dev.sluice.server.http;

import io.undertow.server.HttpHandler;
import java.util.Optional;

/**
 * Answers requests for host names that are not Sluice's own: the built-in router implements it. Asked first for every
 * request; safe for many threads and quick, because it is asked on an I/O thread.
 */
@FunctionalInterface
public interface HostHandler {

    /**
     * What answers requests for a host name, or empty where it is not routed.
     *
     * @param host lower case, without port
     */
    Optional<HttpHandler> forHost(String host);
}
