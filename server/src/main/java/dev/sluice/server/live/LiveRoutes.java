package dev.sluice.server.live;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Permission;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunStore;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Routes;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The event stream: {@code GET /live?topics=run-7-812,project-7,log-7-812-1-build@4210} for pages, and the same at
 * {@code /api/v1/events} for programs. What it says is written in {@link LiveStream}.
 */
public final class LiveRoutes {
    private static final int TOPICS_MAX = 32;

    private final Parts parts;

    /** What a stream needs. */
    public record Parts(LiveEvents events, LogStore logs, RunStore runs, LogLines lines, LogIn logIn, Access access) {}

    public LiveRoutes(Parts parts) {
        this.parts = parts;
    }

    public void addTo(Routes routes) {
        routes.stream("GET", "/live", new Guard.SignedIn(), "Events of a page", this::open);
        routes.stream("GET", "/api/v1/events", new Guard.SignedIn(), "Events, as server-sent events", this::open);
    }

    private void open(Request request) throws IOException {
        Set<String> topics = new LinkedHashSet<>();
        Optional<LiveStream.OpenLog> log = Optional.empty();
        for (String topic : request.query("topics").orElse("").split(",")) {
            if (topic.isBlank()) {
                continue;
            }
            requireReadable(request, topic);
            if (topic.startsWith("log-")) {
                if (log.isPresent()) {
                    throw new BadRequest(400, "bad-topic", "a stream follows one log");
                }
                log = Optional.of(openLog(topic));
            } else {
                topics.add(topic);
            }
        }
        if (topics.size() > TOPICS_MAX || topics.isEmpty() && log.isEmpty()) {
            throw new BadRequest(400, "bad-topic", "name 1 to " + TOPICS_MAX + " topics, e.g. topics=project-1");
        }
        start(request, topics, log);
    }

    private void start(Request request, Set<String> topics, Optional<LiveStream.OpenLog> log) throws IOException {
        HttpServerExchange exchange = request.exchange();
        exchange.getResponseHeaders().put(new io.undertow.util.HttpString("Cache-Control"), "no-store");
        exchange.getResponseHeaders().put(new io.undertow.util.HttpString("X-Accel-Buffering"), "no");
        ServerSentEventHandler handler = new ServerSentEventHandler(
                (connection, lastEventId) -> new LiveStream(parts, connection, request.caller(), topics, log)
                        .begin(Optional.ofNullable(lastEventId)));
        try {
            handler.handleRequest(exchange);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private void requireReadable(Request request, String topic) {
        boolean readable = LiveTopics.project(topic)
                .filter(project -> parts.access().allows(request.caller(), Permission.READ, project))
                .isPresent();
        if (!readable) {
            throw BadRequest.notFound("there is no such topic, or you may not see it");
        }
    }

    private static LiveStream.OpenLog openLog(String topic) {
        int at = topic.lastIndexOf('@');
        Optional<LogId> id = LiveTopics.parseLog(at < 0 ? topic : topic.substring(0, at));
        try {
            long last = at < 0 ? -1 : Long.parseLong(topic.substring(at + 1));
            return id.map(known -> new LiveStream.OpenLog(known, last))
                    .orElseThrow(() -> BadRequest.notFound("there is no such topic, or you may not see it"));
        } catch (NumberFormatException _) {
            throw new BadRequest(400, "bad-topic", "after @ comes the number of the last line shown, -1 for none");
        }
    }
}
