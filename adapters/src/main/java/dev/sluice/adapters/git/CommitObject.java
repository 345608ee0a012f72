package dev.sluice.adapters.git;

import dev.sluice.core.model.Trigger.Commit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.InflaterInputStream;

/**
 * A commit object.
 *
 * @param parents ids of its parents, first parent first
 * @param author {@code Name <mail>}
 * @param timestamp committer date, ISO 8601 with offset
 */
record CommitObject(String id, List<String> parents, String author, String timestamp, String message) {
    /** Longer commit objects are cut: a message is for people. */
    private static final int BYTES_MAX = 1 << 20;

    CommitObject {
        parents = List.copyOf(parents);
    }

    Commit commit() {
        return new Commit(id, message, author, timestamp);
    }

    /** Reads a commit that lies in its own file; empty where it is in a pack (or not there). */
    static Optional<CommitObject> loose(Path objects, String id) throws IOException {
        Path file = objects.resolve(id.substring(0, 2)).resolve(id.substring(2));
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
            byte[] bytes = in.readNBytes(BYTES_MAX);
            int header = indexOf(bytes, (byte) 0);
            if (header < 0 || !new String(bytes, 0, header, StandardCharsets.US_ASCII).startsWith("commit ")) {
                return Optional.empty();
            }
            return Optional.of(parse(id, Arrays.copyOfRange(bytes, header + 1, bytes.length)));
        }
    }

    /** Parses what {@code git cat-file --batch} prints for one commit: id, type and size on a line, then its content. */
    static Optional<CommitObject> batch(byte[] output) {
        int end = indexOf(output, (byte) '\n');
        String[] header = new String(output, 0, Math.max(end, 0), StandardCharsets.US_ASCII).split(" ");
        if (header.length != 3 || !header[1].equals("commit")) {
            return Optional.empty();
        }
        return Optional.of(parse(header[0], Arrays.copyOfRange(output, end + 1, output.length - 1)));
    }

    /** Parses the content of a commit object, as {@code git cat-file commit} prints it. */
    static CommitObject parse(String id, byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        String message = end < 0 ? "" : text.substring(end + 2).stripTrailing();
        List<String> parents = new ArrayList<>();
        String author = "";
        String timestamp = "";
        for (String line : head.split("\n")) {
            if (line.startsWith("parent ")) {
                parents.add(line.substring("parent ".length()));
            } else if (line.startsWith("author ")) {
                author = person(line.substring("author ".length()));
            } else if (line.startsWith("committer ")) {
                timestamp = timestamp(line);
            }
        }
        return new CommitObject(id, parents, author, timestamp, message);
    }

    private static String person(String text) {
        int end = text.lastIndexOf('>');
        return end < 0 ? text : text.substring(0, end + 1);
    }

    /** The last two words are the seconds since 1970 and the offset, {@code 1767323045 +0100}. */
    private static String timestamp(String line) {
        String[] words = line.substring(line.lastIndexOf('>') + 1).strip().split(" ");
        try {
            ZoneOffset offset = words.length > 1 ? ZoneOffset.of(words[1]) : ZoneOffset.UTC;
            return Instant.ofEpochSecond(Long.parseLong(words[0]))
                    .atOffset(offset)
                    .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
        } catch (NumberFormatException | DateTimeException e) {
            // Old tools wrote dates that git itself shows as 1970.
            return "1970-01-01T00:00:00Z";
        }
    }

    private static int indexOf(byte[] bytes, byte wanted) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
