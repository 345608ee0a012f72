package dev.sluice.adapters.artifacts;

import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an artifact or a cache consists of. Stored as text: a head of {@code key value} lines, an empty line, one line an
 * entry. Names are percent-encoded, so that no name breaks a line.
 *
 * @param name as people see it
 * @param kind of artifact, or {@code CACHE}
 * @param expires when it may be deleted; empty: kept
 * @param audience who may download it; the line stands in the head where that is not everybody
 * @param entries folders before what is in them
 */
record Manifest(
        String name, String kind, Instant created, Optional<Instant> expires, Audience audience, List<Entry> entries) {
    private static final String AUDIENCE = "\naudience ";
    private static final String FIRST_LINE = "sluice-manifest 1";

    Manifest {
        entries = List.copyOf(entries);
    }

    /** Something in an artifact; {@code path} is relative, with forward slashes. */
    sealed interface Entry {
        String path();
    }

    /**
     * A file.
     *
     * @param mode permission bits alone, never set-id or sticky ones
     * @param modifiedMs milliseconds since 1970
     */
    record FileEntry(String path, int mode, long modifiedMs, long size, String digest) implements Entry {}

    /** A symbolic link, with its target as it was. */
    record LinkEntry(String path, String target) implements Entry {}

    /** A folder. */
    record FolderEntry(String path, int mode) implements Entry {}

    /** The file of that path. */
    Optional<FileEntry> file(String path) {
        for (Entry entry : entries) {
            if (entry instanceof FileEntry file && file.path().equals(path)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    int files() {
        return (int) entries.stream()
                .filter(entry -> !(entry instanceof FolderEntry))
                .count();
    }

    long bytes() {
        long sum = 0;
        for (Entry entry : entries) {
            if (entry instanceof FileEntry file) {
                sum += file.size();
            }
        }
        return sum;
    }

    byte[] toBytes() {
        StringBuilder text = new StringBuilder(FIRST_LINE)
                .append("\nname ")
                .append(encode(name))
                .append("\nkind ")
                .append(kind)
                .append("\ncreated ")
                .append(created.toEpochMilli())
                .append("\nexpires ")
                .append(expires.map(at -> Long.toString(at.toEpochMilli())).orElse("-"))
                .append(audience == Audience.ALL ? "" : AUDIENCE + audience)
                .append("\n\n");
        for (Entry entry : entries) {
            switch (entry) {
                case FileEntry file ->
                    text.append("f ")
                            .append(Integer.toOctalString(file.mode()))
                            .append(' ')
                            .append(file.modifiedMs())
                            .append(' ')
                            .append(file.size())
                            .append(' ')
                            .append(file.digest());
                case LinkEntry link -> text.append("l ").append(encode(link.target()));
                case FolderEntry folder -> text.append("d ").append(Integer.toOctalString(folder.mode()));
            }
            text.append(' ').append(encode(entry.path())).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Manifest read(Path file) throws IOException {
        return parse(Files.readString(file, StandardCharsets.UTF_8));
    }

    static Manifest parse(String text) throws IOException {
        String[] lines = text.split("\n");
        if (lines.length < 5 || !lines[0].equals(FIRST_LINE)) {
            throw new IOException("not a manifest, or one of a newer version");
        }
        try {
            List<Entry> entries = new ArrayList<>(lines.length);
            Optional<Audience> audience = lines.length > 5 && !lines[5].isEmpty()
                    ? Optional.of(Audience.valueOf(value(lines[5])))
                    : Optional.empty();
            for (int i = audience.isPresent() ? 7 : 6; i < lines.length; i++) {
                entries.add(entry(lines[i].split(" ")));
            }
            String expires = value(lines[4]);
            return new Manifest(
                    decode(value(lines[1])),
                    value(lines[2]),
                    Instant.ofEpochMilli(Long.parseLong(value(lines[3]))),
                    expires.equals("-") ? Optional.empty() : Optional.of(Instant.ofEpochMilli(Long.parseLong(expires))),
                    audience.orElse(Audience.ALL),
                    entries);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("a manifest that cannot be read", e);
        }
    }

    private static Entry entry(String[] words) throws IOException {
        return switch (words[0]) {
            case "f" ->
                new FileEntry(
                        decode(words[5]),
                        Integer.parseInt(words[1], 8),
                        Long.parseLong(words[2]),
                        Long.parseLong(words[3]),
                        words[4]);
            case "l" -> new LinkEntry(decode(words[2]), decode(words[1]));
            case "d" -> new FolderEntry(decode(words[2]), Integer.parseInt(words[1], 8));
            default -> throw new IOException("an unknown entry in a manifest: " + words[0]);
        };
    }

    private static String value(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
