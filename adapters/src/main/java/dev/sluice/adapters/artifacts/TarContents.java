package dev.sluice.adapters.artifacts;

import dev.sluice.app.run.ArtifactBrowser.Entry;
import dev.sluice.app.run.ArtifactBrowser.Kind;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Looks into a tar, packed by gzip or not, that is a file of an artifact. A tar has no list of contents: it is read from
 * its begin, up to a limit, and nothing of it is kept or written. Entries whose names lead out are left out; links are
 * told of and never followed.
 */
final class TarContents {
    static final int ENTRIES_MAX = 20_000;
    static final long ENTRY_BYTES_MAX = 200L << 20;
    /** How far a tar is read, unpacked: less than a second of work. */
    static final long READ_BYTES_MAX = 256L << 20;

    /** Of all names, which are held in memory. */
    private static final long LIST_LETTERS_MAX = 8L << 20;
    /** To unpack takes a processor: not more of them than a server can spare. */
    private static final Semaphore LOOKS = new Semaphore(2);

    private static final int BUFFER = 64 * 1024;
    private static final int GZIP_MAGIC = 0x1f8b;

    private TarContents() {}

    /** What is in it; empty where it is no tar, or one that is larger than is looked into. */
    static Optional<List<Entry>> entries(Path file) throws IOException {
        LOOKS.acquireUninterruptibly();
        try (InputStream in = plain(file)) {
            return list(new TarReader(in));
        } catch (ZipException | RefusedContent | LimitReached | EOFException e) {
            return Optional.empty();
        } finally {
            LOOKS.release();
        }
    }

    private static Optional<List<Entry>> list(TarReader tar) throws IOException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        long letters = 0;
        for (Optional<TarReader.Head> next = tar.next(); next.isPresent(); next = tar.next()) {
            Optional<Entry> entry = entry(next.get());
            if (entry.isPresent() && entries.putIfAbsent(entry.get().path(), entry.get()) == null) {
                letters += entry.get().path().length();
            }
            if (entries.size() > ENTRIES_MAX || letters > LIST_LETTERS_MAX) {
                return Optional.empty();
            }
        }
        return Optional.of(List.copyOf(entries.values()));
    }

    /** The content of a file in it, the first of that name; empty where there is none. */
    static Optional<InputStream> open(Path file, String path) throws IOException {
        LOOKS.acquireUninterruptibly();
        InputStream in = InputStream.nullInputStream();
        boolean found = false;
        try {
            in = plain(file);
            TarReader tar = new TarReader(in);
            for (Optional<TarReader.Head> next = tar.next(); next.isPresent(); next = tar.next()) {
                Optional<Entry> entry =
                        entry(next.get()).filter(there -> there.path().equals(path));
                if (entry.isPresent()) {
                    found = entry.get().kind() == Kind.FILE;
                    return found ? Optional.of(new LimitedEntry(tar.content(), ENTRY_BYTES_MAX, in)) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (ZipException | RefusedContent | LimitReached | EOFException e) {
            return Optional.empty();
        } finally {
            LOOKS.release();
            if (!found) {
                in.close();
            }
        }
    }

    private static Optional<Entry> entry(TarReader.Head head) {
        String name = head.name().startsWith("./") ? head.name().substring(2) : head.name();
        String path = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (!EntryNames.isHarmless(path)) {
            return Optional.empty();
        }
        return switch (head.kind()) {
            case FILE -> Optional.of(new Entry(path, Kind.FILE, head.size()));
            case FOLDER -> Optional.of(new Entry(path, Kind.FOLDER, 0));
            case LINK -> Optional.of(new Entry(path, Kind.LINK, 0));
            case OTHER -> Optional.empty();
        };
    }

    /** The tar itself, as far as it is read. */
    private static InputStream plain(Path file) throws IOException {
        BufferedInputStream packed = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            packed.mark(2);
            int magic = packed.read() << 8 | packed.read();
            packed.reset();
            InputStream plain = magic == GZIP_MAGIC ? new GZIPInputStream(packed, BUFFER) : packed;
            return new LimitedEntry(plain, READ_BYTES_MAX, packed);
        } catch (IOException e) {
            packed.close();
            throw e;
        }
    }
}
