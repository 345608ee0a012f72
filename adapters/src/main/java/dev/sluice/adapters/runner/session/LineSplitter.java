package dev.sluice.adapters.runner.session;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Splits a stream of bytes into lines of bounded length. Invalid UTF-8 and NUL become signs that can be seen. A line that
 * is too long is cut, with a note of how much is missing; of a progress bar (carriage returns in one line) the beginning
 * goes and the newest stays. Not safe for several threads.
 */
final class LineSplitter {
    private static final int FIRST_SIZE = 512;

    private final int limit;
    private final List<String> lines;
    private byte[] buffer = new byte[FIRST_SIZE];
    private int length;
    private long dropped;
    private boolean binary;

    /** @param lines where whole lines are put */
    LineSplitter(int limit, List<String> lines) {
        this.limit = limit;
        this.lines = lines;
    }

    void accept(byte[] bytes, int offset, int count) {
        int start = offset;
        int end = offset + count;
        for (int i = offset; i < end; i++) {
            if (bytes[i] == '\n') {
                append(bytes, start, i);
                endLine();
                start = i + 1;
            }
        }
        append(bytes, start, end);
    }

    /** The stream is over: what is there without a line end is the last line. */
    void finish() {
        if (length > 0 || dropped > 0) {
            endLine();
        }
    }

    private void append(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (dropped > 0) {
                at = resumeAfterReturn(bytes, at, to);
                continue;
            }
            int count = Math.min(to - at, limit - length);
            grow(count);
            System.arraycopy(bytes, at, buffer, length, count);
            length += count;
            at += count;
            if (length == limit && at < to && !keepNewest()) {
                dropped = 1;
                at++;
            }
        }
    }

    /** A line that was cut begins anew at a carriage return, as it would on a terminal. */
    private int resumeAfterReturn(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            // A return before the line end is part of the end.
            if (bytes[i] == '\r' && i + 1 < to && bytes[i + 1] != '\n') {
                length = 0;
                dropped = 0;
                return i + 1;
            }
        }
        dropped += to - from;
        return to;
    }

    /** Drops what a terminal would have overwritten; false where there is no carriage return in the buffer. */
    private boolean keepNewest() {
        for (int i = length - 1; i >= 0; i--) {
            if (buffer[i] == '\r') {
                System.arraycopy(buffer, i + 1, buffer, 0, length - i - 1);
                length -= i + 1;
                return true;
            }
        }
        return false;
    }

    private void grow(int count) {
        if (length + count > buffer.length) {
            int size = Math.min(limit, Math.max(length + count, buffer.length * 2));
            buffer = java.util.Arrays.copyOf(buffer, size);
        }
    }

    private void endLine() {
        int end = length > 0 && buffer[length - 1] == '\r' ? length - 1 : length;
        for (int i = 0; i < end && !binary; i++) {
            binary = buffer[i] == 0;
        }
        String line = new String(buffer, 0, end, StandardCharsets.UTF_8);
        if (binary) {
            line = line.replace('\0', '\u2400');
        }
        if (dropped > 0) {
            line += " … [" + dropped + " bytes left out: the line is longer than " + limit
                    + " bytes, the limit runner.line_bytes]";
        }
        lines.add(line);
        length = 0;
        dropped = 0;
        binary = false;
        if (buffer.length > FIRST_SIZE * 16) {
            buffer = new byte[FIRST_SIZE];
        }
    }
}
