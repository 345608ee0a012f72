package dev.sluice.adapters.logs;

import dev.sluice.app.run.LogStore.Matches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Searches the bytes of a log for a literal text. The file is read once from front to back in large chunks; line numbers
 * are looked up in the index, for the first matches alone.
 */
final class LogSearch {
    private static final int CHUNK = 1 << 20;

    private final byte[] wanted;
    private final int[] skip = new int[256];
    private final int limit;
    private final List<Long> lines = new ArrayList<>();
    private long total;

    LogSearch(String text, int limit) {
        this.wanted = text.getBytes(StandardCharsets.UTF_8);
        this.limit = limit;
        Arrays.fill(skip, wanted.length);
        for (int i = 0; i < wanted.length - 1; i++) {
            skip[wanted[i] & 0xff] = wanted.length - 1 - i;
        }
    }

    Matches run(FileChannel text, FileChannel index) throws IOException {
        long count = LogIndex.count(index);
        if (wanted.length == 0 || count == 0 || new String(wanted, StandardCharsets.UTF_8).indexOf('\n') >= 0) {
            return new Matches(0, List.of());
        }
        long size = LogIndex.end(index, count - 1);
        // A line is longer than a chunk only if it was stored so; the buffer holds the whole rest of a line that was
        // hit.
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK + wanted.length);
        long position = 0;
        while (position < size) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), size - position));
            Channels.readFully(text, buffer, position);
            long next = scan(buffer.array(), buffer.limit(), position, index, count);
            boolean last = position + buffer.limit() >= size;
            position = last ? size : next;
        }
        return new Matches(total, lines);
    }

    /** Counts the lines of this chunk that hold the text; gives where the next chunk begins. */
    private long scan(byte[] bytes, int length, long position, FileChannel index, long count) throws IOException {
        int at = 0;
        while (true) {
            at = find(bytes, at, length);
            if (at < 0) {
                // A match may begin in the last bytes and end in the next chunk.
                return position + Math.max(1, length - wanted.length + 1);
            }
            total++;
            long line = -1;
            if (lines.size() < limit) {
                line = LogIndex.lineAt(index, position + at, count);
                lines.add(line);
            }
            at = lineEnd(bytes, at, length);
            if (at < 0) {
                long hit = line >= 0 ? line : LogIndex.lineAt(index, position + length - 1, count);
                return LogIndex.end(index, hit);
            }
        }
    }

    /** Horspool: the last byte of the window says how far it may move. */
    private int find(byte[] bytes, int from, int length) {
        int last = wanted.length - 1;
        int at = from;
        while (at + last < length) {
            int i = last;
            while (i >= 0 && bytes[at + i] == wanted[i]) {
                i--;
            }
            if (i < 0) {
                return at;
            }
            at += skip[bytes[at + last] & 0xff];
        }
        return -1;
    }

    private static int lineEnd(byte[] bytes, int from, int length) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }
}
