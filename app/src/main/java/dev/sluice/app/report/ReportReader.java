package dev.sluice.app.report;

import java.io.IOException;
import java.io.InputStream;

/** Reads the formats of reports. What strangers wrote is read as a stream, within limits. Safe for many threads. */
public interface ReportReader {

    /** Whether reports of this kind are read. */
    boolean reads(String kind);

    /** Whether reports of this kind are of findings. */
    boolean finds(String kind);

    /**
     * Reads one file of a report to its end; the caller closes the stream.
     *
     * @param kind by GitLab's word
     * @throws Unreadable where it is not what it should be, or beyond a limit; what was read before stands
     * @throws IOException where it cannot be fetched
     */
    void read(String kind, InputStream in, ReportSink sink) throws IOException, Unreadable;

    /** A file that is no such report; the message is one sentence for people. */
    final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }

        /** Why, in a sentence. */
        public String why() {
            return String.valueOf(getMessage());
        }
    }
}
