package dev.sluice.app.run;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * The logs of job attempts: append-only, read by line windows. One writer an attempt, any number of readers, also while
 * it is written. What is written here is already masked.
 */
public interface LogStore extends LogSink {

    /** Number of complete lines so far. */
    long lineCount(LogId id);

    /**
     * Lines from the 0-based number on, at most {@code count} of them. Answers in about a millisecond for any window of
     * a million-line log.
     */
    List<Line> lines(LogId id, long from, int count);

    /** Line numbers that contain the text, letters' case as given, ascending, at most {@code limit}; and the true total. */
    Matches search(LogId id, String text, int limit);

    /** As {@link #search}, for the lines of which {@code wanted} holds; it is asked once for each line, in order. */
    Matches searchLines(LogId id, Predicate<String> wanted, int limit);

    /**
     * Blocks until the log has more than {@code after} complete lines, its writer is closed, or the time is over.
     *
     * @return whether there are more than {@code after} lines now
     */
    boolean awaitLines(LogId id, long after, Duration atMost) throws InterruptedException;

    /** Which log. */
    record LogId(RunId run, String job, int attempt) {
        // Written out for the same reason as in RunId.
        @Override
        public boolean equals(Object other) {
            return other instanceof LogId id && id.attempt == attempt && id.job.equals(job) && id.run.equals(run);
        }

        @Override
        public int hashCode() {
            return (run.hashCode() * 31 + job.hashCode()) * 31 + attempt;
        }
    }

    /**
     * One line.
     *
     * @param number 0-based
     * @param at when it was written
     * @param text without its line end; may hold ANSI escapes, section markers and carriage returns
     */
    record Line(long number, Instant at, String text) {}

    /** What a search found. */
    record Matches(long total, List<Long> lines) {
        public Matches {
            lines = List.copyOf(lines);
        }
    }
}
