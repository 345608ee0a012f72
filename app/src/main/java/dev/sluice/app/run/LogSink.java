package dev.sluice.app.run;

import dev.sluice.app.run.LogStore.LogId;
import java.time.Instant;
import java.util.List;

/** Where the logs of job attempts go. Safe for use by many threads; each attempt has one writer. */
public interface LogSink {

    /** Opens the log of an attempt for appending; what an earlier process wrote stays. The caller closes it. */
    Writer append(LogId id);

    /** Appends to one log. Not safe for several threads. */
    interface Writer extends AutoCloseable {
        /** Appends whole lines (without their ends), in order. */
        void lines(List<String> lines, Instant at);

        @Override
        void close();
    }
}
