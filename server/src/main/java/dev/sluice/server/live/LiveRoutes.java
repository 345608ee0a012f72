package dev.sluice.server.live;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Permission;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Projects;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunStore;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Routes;
import dev.sluice.server.log.LogLines;
import dev.sluice.server.log.LogQuery;
import dev.sluice.server.log.LogViewer;
import dev.sluice.server.page.Urls;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The event stream: {@code GET /live?topics=run-7-812,project-7&log=log-7-812-1-build@4210} for pages, and the same at
 * {@code /api/v1/events} for programs. Behind the {@code @} comes the number of the last line that the reader has,
 * counted from 1; 0 for none. {@code since} is the position that a page was made at: what happened after it is told first. What the stream says is written in {@link LiveStream}.
 */
public final class LiveRoutes {
    private static final int TOPICS_MAX = 32;

    private final Parts parts;

    /** What a stream needs. */
    public record Parts(
            LiveEvents events,
            LogStore logs,
            LogViewer viewer,
            RunStore runs,
            LogIn logIn,
            Access access,
            Projects projects,
            OpenStreams streams) {}

    public LiveRoutes(Parts parts) {
        this.parts = parts;
    }

    public void addTo(Routes routes) {
        routes.stream("GET", "/live", new Guard.SignedIn(), "Events of a page", this::open);
        routes.stream("GET", "/api/v1/events", new Guard.SignedIn(), "Events, as server-sent events", this::open);
    }

    private void open(Request request) throws IOException {
        Set<String> topics = new LinkedHashSet<>();
        for (String topic : request.query("topics").orElse("").split(",")) {
            if (!topic.isBlank()) {
                requireReadable(request, topic);
                topics.add(topic);
            }
        }
        Optional<LiveStream.OpenLog> log =
                request.query("log").filter(text -> !text.isEmpty()).map(topic -> openLog(request, topic));
        log.ifPresent(open -> requireReadable(request, LiveTopics.log(open.id())));
        if (topics.size() > TOPICS_MAX || topics.isEmpty() && log.isEmpty()) {
            throw new BadRequest(400, "bad-topic", "name 1 to " + TOPICS_MAX + " topics, e.g. topics=project-1");
        }
        start(request, topics, log);
    }

    private void start(Request request, Set<String> topics, Optional<LiveStream.OpenLog> log) throws IOException {
        HttpServerExchange exchange = request.exchange();
        exchange.getResponseHeaders().put(new io.undertow.util.HttpString("Cache-Control"), "no-store");
        exchange.getResponseHeaders().put(new io.undertow.util.HttpString("X-Accel-Buffering"), "no");
        LiveStream.Reader reader =
                new LiveStream.Reader(request.caller(), topics, log, since(request), moments(request));
        OpenStreams.Place place = parts.streams().take(request.caller().login());
        // A client that is gone before the stream has begun closes the connection alone.
        exchange.getConnection().addCloseListener(_ -> place.giveBack());
        ServerSentEventHandler handler = new ServerSentEventHandler((connection, lastEventId) -> {
            connection.addCloseTask(_ -> place.giveBack());
            ReaderGone.watch(exchange.getConnection(), connection);
            new LiveStream(parts, connection, reader).begin(Optional.ofNullable(lastEventId));
        });
        try {
            handler.handleRequest(exchange);
        } catch (IOException | RuntimeException e) {
            place.giveBack();
            throw e;
        } catch (Exception e) {
            place.giveBack();
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

    private LiveStream.OpenLog openLog(Request request, String topic) {
        int at = topic.lastIndexOf('@');
        Optional<LogId> id = LiveTopics.parseLog(at < 0 ? topic : topic.substring(0, at));
        try {
            long shown = at < 0 ? 0 : Long.parseLong(topic.substring(at + 1));
            return id.map(known -> new LiveStream.OpenLog(known, Math.max(0, shown), look(request, known)))
                    .orElseThrow(() -> BadRequest.notFound("there is no such topic, or you may not see it"));
        } catch (NumberFormatException _) {
            throw new BadRequest(400, "bad-topic", "after @ comes the number of the last line shown, 0 for none");
        }
    }

    /** Lines look as on the page of the job; what is looked for on it is marked. */
    private LogLines.Look look(Request request, LogId id) {
        String page = parts.projects()
                .find(request.caller(), id.run().project())
                .map(project -> Urls.job(project.path(), id.run().number(), id.job()))
                .orElse("");
        return new LogLines.Look(
                page,
                id.attempt(),
                zone(request.cookie("zone").orElse("")),
                LogQuery.of(request.query("find").orElse("")).highlight());
    }

    /** The position that a page was made at; what is none counts as the present. */
    private static OptionalLong since(Request request) {
        try {
            return request.query("since").stream()
                    .mapToLong(Long::parseLong)
                    .filter(position -> position >= 0)
                    .findFirst();
        } catch (NumberFormatException _) {
            throw new BadRequest(400, "bad-position", "since is a number that a page or an event gave");
        }
    }

    private static Moments moments(Request request) {
        Messages messages = Messages.of(Language.choose(
                request.cookie("language").orElse(""),
                request.header("Accept-Language").orElse("")));
        return new Moments(messages, zone(request.cookie("zone").orElse("")), Instant.EPOCH);
    }

    private static ZoneId zone(String name) {
        try {
            return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name.replace("%2F", "/"));
        } catch (DateTimeException _) {
            // A cookie is a stranger's text.
            return ZoneOffset.UTC;
        }
    }
}
