package dev.sluice.server.http;

/**
 * One line of the route table.
 *
 * @param method in capitals
 * @param template of the path
 * @param guard who may call it
 * @param summary one line for people and for the API's description
 * @param endpoint what answers
 */
public record Route(String method, String template, Guard guard, String summary, Endpoint endpoint) {

    /** What answers a route. */
    public sealed interface Endpoint {
        record Plain(Handler handler) implements Endpoint {}

        record Streaming(StreamHandler handler) implements Endpoint {}
    }
}
