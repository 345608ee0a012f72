package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A log store that tells a listener each batch of lines after it was stored: for a terminal. Safe as its store is. */
public final class ListenedLogStore implements LogStore {
    private final LogStore store;
    private final Listener listener;

    public ListenedLogStore(LogStore store, Listener listener) {
        this.store = store;
        this.listener = listener;
    }

    /** Hears lines. Called on the thread that writes the log: several threads for several jobs, one at a time for one. */
    public interface Listener {
        void lines(LogId id, List<String> lines, Instant at);
    }

    @Override
    public Writer append(LogId id) {
        Writer writer = store.append(id);
        return new Writer() {
            @Override
            public void lines(List<String> lines, Instant at) {
                writer.lines(lines, at);
                listener.lines(id, lines, at);
            }

            @Override
            public void close() {
                writer.close();
            }
        };
    }

    @Override
    public long lineCount(LogId id) {
        return store.lineCount(id);
    }

    @Override
    public List<Line> lines(LogId id, long from, int count) {
        return store.lines(id, from, count);
    }

    @Override
    public Matches search(LogId id, String text, int limit) {
        return store.search(id, text, limit);
    }

    @Override
    public boolean awaitLines(LogId id, long after, Duration atMost) throws InterruptedException {
        return store.awaitLines(id, after, atMost);
    }
}
