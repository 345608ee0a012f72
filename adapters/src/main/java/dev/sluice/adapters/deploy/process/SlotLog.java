package dev.sluice.adapters.deploy.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one slot writes: a file that the process itself appends to, so that nothing is lost while no server runs, and the
 * one before it. Reading is safe for many threads; {@link #rotate} is for one at a time.
 */
final class SlotLog {
    private static final int TAIL_BYTES_MAX = 1 << 20;
    private static final int LINE_CHARS_MAX = 4_000;

    private final Path current;
    private final Path former;

    SlotLog(Path folder) {
        current = folder.resolve("out.log");
        former = folder.resolve("out.log.1");
    }

    Path file() {
        return current;
    }

    /**
     * Copies and cuts the file once it is larger than that. The process has it open and cannot be asked for another one,
     * and it appends, so it goes on at the new end; what it writes between copy and cut (microseconds) is lost.
     */
    void rotate(long bytesMax) throws IOException {
        if (!Files.exists(current) || Files.size(current) <= bytesMax) {
            return;
        }
        Path part = former.resolveSibling("out.log.part");
        try (FileChannel from = FileChannel.open(current, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(
                        part,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING)) {
            long copied = Math.max(0, from.size() - bytesMax);
            for (long sent = 1; sent > 0; copied += sent) {
                sent = from.transferTo(copied, Long.MAX_VALUE - copied, to);
            }
            from.truncate(0);
        }
        Files.move(part, former, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The last lines, oldest first; very long ones are cut. */
    List<String> tail(int count) throws IOException {
        List<String> lines = new ArrayList<>(tail(current, count));
        if (lines.size() < count) {
            lines.addAll(0, tail(former, count - lines.size()));
        }
        return List.copyOf(lines);
    }

    private static List<String> tail(Path file, int count) throws IOException {
        if (count < 1 || !Files.exists(file)) {
            return List.of();
        }
        byte[] end;
        boolean whole;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long length = in.length();
            whole = length <= TAIL_BYTES_MAX;
            in.seek(Math.max(0, length - TAIL_BYTES_MAX));
            end = new byte[(int) Math.min(length, TAIL_BYTES_MAX)];
            int read = Math.max(0, in.read(end));
            if (read < end.length) {
                end = Arrays.copyOf(end, read);
            }
        }
        List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
        // The first line of a part is most likely the end of one.
        int first = Math.max(whole || lines.size() < 2 ? 0 : 1, lines.size() - count);
        return lines.subList(Math.min(first, lines.size()), lines.size()).stream()
                .map(line -> line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) + "…" : line)
                .toList();
    }
}
