package dev.sluice.server.live;

import dev.sluice.app.access.Caller;
import dev.sluice.app.access.Permission;
import dev.sluice.app.live.LiveEvents;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.server.log.LogFeed;
import dev.sluice.server.log.LogLines;
import dev.sluice.server.text.Moments;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xnio.IoUtils;

/**
 * One open stream. It says
 *
 * <ul>
 *   <li>{@code changed} with a topic: fetch what it names again;
 *   <li>{@code resync}: some events are lost, fetch everything again;
 *   <li>{@code log} with drawn lines of the log it follows: within 20 ms, every 200 ms where many come, 500 lines at most;
 *   <li>{@code skipped} with the number of lines that came faster than that and are left out, and the sections in them;
 *   <li>{@code end} with the attempt's outcome, after its last line.
 * </ul>
 *
 * Each event's id is {@code eE.lL}: the position among events and the number of the last line sent, so that a reader that comes back
 * goes on where it was. A reader that takes nothing is dropped; one whose right has ended, too.
 */
final class LiveStream {
    private static final Pattern ID = Pattern.compile("e(\\d{1,18})\\.l(-?\\d{1,18})");
    private static final int PENDING_MAX = 256;
    private static final int LINES_MAX = 500;
    private static final int SKIP_STEP = 5000;
    /** A log that trickles is shown line by line, one that floods in larger bites. */
    private static final Duration TRICKLE = Duration.ofMillis(20);

    private static final Duration FLOOD = Duration.ofMillis(200);
    private static final int TRICKLE_LINES_MAX = 50;
    private static final Duration BEAT = Duration.ofSeconds(15);

    private final LiveRoutes.Parts parts;
    private final ServerSentEventConnection connection;
    private final Caller caller;
    private final Set<String> topics;
    private final Optional<OpenLog> log;
    private final OptionalLong since;
    private final Moments moments;
    private Optional<LogFeed> feed = Optional.empty();
    private final AtomicInteger pending = new AtomicInteger();
    private volatile long position;
    private volatile long shown;

    /** A log to follow; {@code shown} is how many lines the reader has. */
    record OpenLog(LogId id, long shown, LogLines.Look look) {}

    /** Who listens to what. */
    record Reader(Caller caller, Set<String> topics, Optional<OpenLog> log, OptionalLong since, Moments moments) {
        Reader {
            topics = Set.copyOf(topics);
        }
    }

    LiveStream(LiveRoutes.Parts parts, ServerSentEventConnection connection, Reader reader) {
        this.parts = parts;
        this.connection = connection;
        this.caller = reader.caller();
        this.topics = reader.topics();
        this.log = reader.log();
        this.since = reader.since();
        this.moments = reader.moments();
    }

    void begin(Optional<String> lastEventId) {
        Matcher resumed = ID.matcher(lastEventId.orElse(""));
        boolean resumes = resumed.matches();
        shown = log.map(OpenLog::shown).orElse(0L);
        position = parts.events().position();
        connection.setKeepAliveTime(BEAT.toMillis());
        // Subscribed before the missed events are read: an event may come twice, which harms nothing, but none is lost.
        LiveEvents.Subscription subscription = parts.events().subscribe(topics, this::changed);
        Thread follower = Thread.ofVirtual().name("live").unstarted(this::follow);
        connection.addCloseTask(_ -> {
            subscription.close();
            // Whoever closes a page gives back its buffers at once, not at the next beat.
            follower.interrupt();
        });
        if (resumes) {
            shown = Math.max(shown, Long.parseLong(resumed.group(2)));
            replay(Long.parseLong(resumed.group(1)));
        } else {
            send("hello", "");
            since.ifPresent(this::replay);
        }
        follower.start();
    }

    private void replay(long from) {
        Optional<List<LiveEvents.Event>> missed = parts.events().since(from);
        if (missed.isEmpty()) {
            send("resync", "");
            return;
        }
        missed.get().stream()
                .map(LiveEvents.Event::topic)
                .filter(topics::contains)
                .distinct()
                .forEach(topic -> send("changed", topic));
    }

    private void changed(LiveEvents.Event event) {
        if (!topics.isEmpty()) {
            position = event.position();
            send("changed", event.topic());
        }
    }

    private void send(String event, String data) {
        if (pending.incrementAndGet() > PENDING_MAX) {
            // The reader takes nothing: it may come back and go on by its last id.
            IoUtils.safeClose(connection);
            return;
        }
        connection.send(data, event, "e" + position + ".l" + shown, new Sent(pending));
    }

    private record Sent(AtomicInteger pending) implements ServerSentEventConnection.EventCallback {
        @Override
        public void done(ServerSentEventConnection to, String data, String event, String id) {
            pending.decrementAndGet();
        }

        @Override
        public void failed(ServerSentEventConnection to, String data, String event, String id, IOException because) {
            IoUtils.safeClose(to);
        }
    }

    /** Sends the log's lines as they come, and looks now and then whether the caller may still listen. */
    private void follow() {
        boolean over = log.isEmpty();
        long checked = System.nanoTime();
        try {
            feed = log.map(open -> parts.viewer().feed(open.id(), shown, open.look(), moments));
            while (connection.isOpen()) {
                if (over && topics.isEmpty()) {
                    connection.shutdown();
                    return;
                }
                if (over) {
                    Thread.sleep(BEAT);
                } else {
                    long before = shown;
                    over = sendLines(log.get().id());
                    Thread.sleep(shown - before > TRICKLE_LINES_MAX ? FLOOD : TRICKLE);
                }
                if (System.nanoTime() - checked >= BEAT.toNanos()) {
                    checked = System.nanoTime();
                    closeUnlessAllowed();
                }
            }
        } catch (InterruptedException _) {
            IoUtils.safeClose(connection);
        } catch (RuntimeException e) {
            // The log or the store is gone: the reader comes back and asks again.
            IoUtils.safeClose(connection);
        }
    }

    /** Sends what is new; true when the attempt is over and everything was sent. */
    private boolean sendLines(LogId id) throws InterruptedException {
        // Asked before the lines are read: lines written before the end are then certainly among them.
        Optional<String> outcome = outcome(id);
        if (outcome.isEmpty()) {
            parts.logs().awaitLines(id, shown, BEAT);
        }
        long count = parts.logs().lineCount(id);
        LogFeed pen = feed.orElseThrow();
        if (count - shown > LINES_MAX) {
            String sections = skip(id, pen, count - LINES_MAX);
            send("skipped", (count - LINES_MAX - shown) + "\n" + sections);
            shown = count - LINES_MAX;
        }
        List<Line> lines = parts.logs().lines(id, shown, LINES_MAX);
        if (!lines.isEmpty()) {
            shown = lines.getLast().number() + 1;
            send("log", pen.html(lines));
        }
        boolean over = outcome.isPresent() && shown >= count;
        if (over) {
            send("end", outcome.get());
        }
        return over;
    }

    /** Passes over lines up to that one, not included; tells of the sections in them. */
    private String skip(LogId id, LogFeed pen, long end) {
        StringBuilder sections = new StringBuilder();
        for (long at = shown; at < end; at += SKIP_STEP) {
            sections.append(pen.skip(parts.logs().lines(id, at, (int) Math.min(SKIP_STEP, end - at))));
        }
        return sections.toString();
    }

    /** How the attempt ended, or empty while it goes on. */
    private Optional<String> outcome(LogId id) {
        Optional<JobState> job =
                parts.runs().load(id.run()).map(StoredRun::state).flatMap(state -> state.job(id.job()));
        if (job.isEmpty()) {
            return Optional.of("unknown");
        }
        boolean ended = job.get().attempts().stream()
                .anyMatch(attempt ->
                        attempt.number() == id.attempt() && attempt.finishedAt().isPresent());
        return ended ? Optional.of(job.get().status().name().toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    private void closeUnlessAllowed() {
        Caller now = parts.logIn().refreshed(caller);
        boolean allowed = topics.stream().allMatch(topic -> mayRead(now, topic))
                && log.stream().allMatch(open -> parts.access()
                        .allows(now, Permission.READ, open.id().run().project()));
        if (!allowed) {
            IoUtils.safeClose(connection);
        }
    }

    private boolean mayRead(Caller now, String topic) {
        return LiveTopics.project(topic)
                .filter(project -> parts.access().allows(now, Permission.READ, project))
                .isPresent();
    }
}
