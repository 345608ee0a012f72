package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogSink;
import dev.sluice.app.run.LogStore.LogId;
import java.time.Instant;
import java.util.List;

/** Tells a listener each batch of lines after it was written: for a terminal. Safe as what takes the logs is. */
public final class ListenedLogs implements LogSink {
    private final LogSink logs;
    private final Listener listener;

    public ListenedLogs(LogSink logs, Listener listener) {
        this.logs = logs;
        this.listener = listener;
    }

    /** Hears lines. Called on the thread that writes the log: several threads for several jobs, one at a time for one. */
    public interface Listener {
        void lines(LogId id, List<String> lines, Instant at);
    }

    @Override
    public Writer append(LogId id) {
        Writer writer = logs.append(id);
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
}
