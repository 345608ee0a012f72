package dev.sluice.adapters.artifacts;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import dev.sluice.app.run.ArtifactBrowser.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Looks into a zip that is a file of an artifact. Its list of contents is read, nothing is unpacked for it; one entry is
 * unpacked as a stream, up to a limit. Entries whose names lead out ({@code ../}, absolute ones, backslashes) are left
 * out and cannot be asked for. Nothing is ever written.
 */
final class ZipContents {
    static final int ENTRIES_MAX = 20_000;
    static final long ENTRY_BYTES_MAX = 200L << 20;
    /** Of the list of contents, which is held in memory. */
    private static final long LIST_BYTES_MAX = 8L << 20;

    private static final int TAIL = 22;
    private static final int COMMENT_MAX = 65_535;

    private ZipContents() {}

    /** What is in it; empty where it is no zip that can be looked into. */
    static Optional<List<Entry>> entries(Path file) throws IOException {
        if (!isModest(file)) {
            return Optional.empty();
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<Entry> entries = new ArrayList<>();
            for (ZipEntry entry : zip.stream().limit(ENTRIES_MAX).toList()) {
                String name = entry.getName();
                if (EntryNames.isHarmless(name)) {
                    String path = entry.isDirectory() ? name.substring(0, name.length() - 1) : name;
                    Kind kind = entry.isDirectory() ? Kind.FOLDER : Kind.FILE;
                    entries.add(new Entry(path, kind, Math.max(0, entry.getSize())));
                }
            }
            return Optional.of(entries);
        } catch (java.util.zip.ZipException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The content of an entry; empty where there is none of that name. */
    static Optional<InputStream> open(Path file, String name) throws IOException {
        if (!EntryNames.isHarmless(name) || !isModest(file)) {
            return Optional.empty();
        }
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (java.util.zip.ZipException | IllegalArgumentException e) {
            return Optional.empty();
        }
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.isDirectory()) {
            zip.close();
            return Optional.empty();
        }
        return Optional.of(new LimitedEntry(zip.getInputStream(entry), ENTRY_BYTES_MAX, zip));
    }

    /** Whether it ends as a zip does, with a list of contents that may be held (APPNOTE 4.3.16). */
    private static boolean isModest(Path file) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            int length = (int) Math.min(in.length(), TAIL + COMMENT_MAX);
            byte[] tail = new byte[length];
            in.seek(in.length() - length);
            in.readFully(tail);
            for (int at = length - TAIL; at >= 0; at--) {
                if (number(tail, at, 4) == 0x06054b50L) {
                    long count = number(tail, at + 10, 2);
                    long bytes = number(tail, at + 12, 4);
                    return count <= ENTRIES_MAX && bytes <= LIST_BYTES_MAX;
                }
            }
            return false;
        }
    }

    private static long number(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = length - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xff;
        }
        return value;
    }
}
