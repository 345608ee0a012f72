package dev.sluice.app.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Tells open pages and streams that something changed. A topic names what changed; nothing else is said, so that a
 * reader fetches the present state and duplicates do no harm. The last events are kept, for readers that come back after
 * a lost connection. Safe for many threads; listeners are called on the publisher's thread and must not block.
 *
 * <p>Kept in memory on purpose: after a restart every reader is told to fetch everything anew, which is what it needs
 * then in any case.
 */
public final class LiveEvents {
    private final int kept;
    private final Deque<Event> ring = new ArrayDeque<>();
    private final Map<Consumer<Event>, Set<String>> listeners = new ConcurrentHashMap<>();
    private long last;

    /**
     * @param kept how many of the last events a returning reader can get
     * @param first a number that grows from start to start, e.g. the time: positions of a former process are then told
     *     from this one's
     */
    public LiveEvents(int kept, long first) {
        this.kept = kept;
        this.last = first;
    }

    /** Something changed; {@code position} grows by one with each event. */
    public record Event(long position, String topic) {}

    /** Says that what the topic names has changed. */
    public void publish(String topic) {
        synchronized (this) {
            Event event = new Event(++last, topic);
            ring.addLast(event);
            if (ring.size() > kept) {
                ring.removeFirst();
            }
            // Inside the lock: listeners see events in the order of their positions.
            listeners.forEach((listener, topics) -> {
                if (topics.isEmpty() || topics.contains(topic)) {
                    listener.accept(event);
                }
            });
        }
    }

    /** Position of the newest event. */
    public synchronized long position() {
        return last;
    }

    /**
     * Calls the listener for each further event of these topics (none: of all) until the subscription is closed.
     *
     * @return what ends it
     */
    public Subscription subscribe(Set<String> topics, Consumer<Event> listener) {
        listeners.put(listener, Set.copyOf(topics));
        return () -> listeners.remove(listener);
    }

    /** The events after a position, oldest first; empty where they are no longer all there. */
    public synchronized Optional<List<Event>> since(long position) {
        if (position > last || last - position > ring.size()) {
            return Optional.empty();
        }
        List<Event> missed = new ArrayList<>();
        for (Event event : ring) {
            if (event.position() > position) {
                missed.add(event);
            }
        }
        return Optional.of(missed);
    }

    /** What ends a subscription. Closing twice changes nothing. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
