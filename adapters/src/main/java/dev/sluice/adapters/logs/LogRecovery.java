package dev.sluice.adapters.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;

/**
 * Brings text and index of a log together after a crash: index entries that point behind the text are dropped, whole
 * lines that the index does not know are added to it, half a line at the end is cut.
 */
final class LogRecovery {
    private static final int CHUNK = 64 * 1024;

    private LogRecovery() {}

    /** Repairs both files; they end at the same line afterwards. */
    static void repair(FileChannel text, FileChannel index, Instant now) throws IOException {
        long size = text.size();
        long count = LogIndex.count(index);
        if (count > 0 && LogIndex.end(index, count - 1) > size) {
            count = LogIndex.lineAt(index, size, count);
        }
        index.truncate(count * LogIndex.ENTRY);
        long known = count == 0 ? 0 : LogIndex.end(index, count - 1);
        if (known < size) {
            text.truncate(addLines(text, index, known, now));
        }
    }

    /** Adds an entry for each line end behind {@code from}; gives the offset behind the last one. */
    private static long addLines(FileChannel text, FileChannel index, long from, Instant now) throws IOException {
        index.position(index.size());
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        long lastEnd = from;
        for (long offset = from; text.read(chunk.clear(), offset) > 0; offset += chunk.limit()) {
            chunk.flip();
            ByteBuffer entries = ByteBuffer.allocate(chunk.limit() * LogIndex.ENTRY);
            for (int i = 0; i < chunk.limit(); i++) {
                if (chunk.get(i) == '\n') {
                    lastEnd = offset + i + 1;
                    entries.putLong(lastEnd).putLong(now.toEpochMilli());
                }
            }
            Channels.writeFully(index, entries.flip());
        }
        return lastEnd;
    }
}
