package dev.sluice.adapters.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;

/**
 * The index of a log: for each line 16 bytes, big-endian: the offset just behind the line's end in the text file, and
 * the time it was written in milliseconds since 1970. Fixed width, so that line {@code n} is found by one read however
 * long the log is. An entry is written after the bytes it points behind: whoever sees the entry can read the line.
 */
final class LogIndex {
    static final int ENTRY = 16;

    private LogIndex() {}

    /** Number of whole entries; half an entry at the end (a crash) does not count. */
    static long count(FileChannel index) throws IOException {
        return index.size() / ENTRY;
    }

    /** Where a line begins. */
    static long start(FileChannel index, long line) throws IOException {
        return line == 0 ? 0 : end(index, line - 1);
    }

    /** The offset just behind a line's end. */
    static long end(FileChannel index, long line) throws IOException {
        return read(index, line, 1).getLong(0);
    }

    static Instant at(ByteBuffer entries, int number) {
        return Instant.ofEpochMilli(entries.getLong(number * ENTRY + Long.BYTES));
    }

    static ByteBuffer read(FileChannel index, long from, int count) throws IOException {
        ByteBuffer entries = ByteBuffer.allocate(count * ENTRY);
        long position = from * ENTRY;
        while (entries.hasRemaining()) {
            int n = index.read(entries, position + entries.position());
            if (n < 0) {
                throw new IOException("the index of the log ends early");
            }
        }
        return entries.flip();
    }

    /** The line that holds the byte at this offset: the first one that ends behind it. */
    static long lineAt(FileChannel index, long offset, long count) throws IOException {
        long low = 0;
        long high = count;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (end(index, middle) > offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
