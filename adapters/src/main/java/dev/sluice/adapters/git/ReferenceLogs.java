package dev.sluice.adapters.git;

import dev.sluice.app.trigger.RefLedger.Recorded;
import dev.sluice.app.trigger.RefLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the reference logs of a repository, in which git notes each move of a ref: {@code logs/REF}, a line a move, as
 * git's documentation of {@code core.logAllRefUpdates} and {@code git reflog} has it. Safe for many threads.
 */
final class ReferenceLogs {
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (.*>) \\d+ [+-]\\d{4}(?:\\t.*)?");

    /** More than any line of ours has: an entry is looked for behind so much of what was read before. */
    private static final int LOOK_BACK = 16 * 1024;

    private final Path logs;

    /**
     * @param repository its git folder
     */
    ReferenceLogs(Path repository) {
        this.logs = repository.resolve("logs");
    }

    /** What is new in the logs of branches and tags. */
    Map<String, RefLog> since(Map<String, Recorded> recorded) throws IOException {
        Map<String, RefLog> news = new HashMap<>();
        Path refs = logs.resolve("refs");
        if (!Files.isDirectory(refs)) {
            return news;
        }
        Files.walkFileTree(refs, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String ref = logs.relativize(file).toString();
                Recorded known = recorded.getOrDefault(ref, new Recorded("", 0, 0));
                boolean wanted = ref.startsWith("refs/heads/") || ref.startsWith("refs/tags/");
                if (wanted && attributes.size() != known.logRead()) {
                    news.put(ref, read(file, known));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                // Logs go with their refs while we look.
                return FileVisitResult.CONTINUE;
            }
        });
        return news;
    }

    /**
     * A log that is shorter than what was read of it is a new one, of a ref that was deleted and made again. One that
     * does not go on from the recorded place was changed by others: only its last entry is taken then, so that nothing
     * old comes up again.
     */
    private static RefLog read(Path file, Recorded known) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            long from = known.logRead() <= size ? known.logRead() : 0;
            long start = Math.max(0, from - LOOK_BACK);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - start));
            while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
                // Until all of it is there, or the file turns out to be shorter now.
            }
            List<RefLog.Entry> entries = entries(bytes.array(), bytes.position(), start);
            long end = entries.isEmpty() ? from : entries.getLast().end();
            boolean goesOn = from == 0
                    || entries.stream()
                            .anyMatch(entry ->
                                    entry.end() == from && entry.after().equals(known.sha()));
            return new RefLog(
                    goesOn
                            ? entries.stream()
                                    .filter(entry -> entry.end() > from)
                                    .toList()
                            : entries.subList(Math.max(0, entries.size() - 1), entries.size()),
                    end);
        }
    }

    /** Whole lines; what stands before the first line end of a text that begins within a line is no entry. */
    private static List<RefLog.Entry> entries(byte[] bytes, int length, long offset) {
        List<RefLog.Entry> entries = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                Matcher line = LINE.matcher(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                if (line.matches()) {
                    entries.add(new RefLog.Entry(line.group(1), line.group(2), line.group(3), offset + i + 1));
                }
                begin = i + 1;
            }
        }
        return entries;
    }
}
