package dev.sluice.adapters.artifacts;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads a tar from one entry to the next (POSIX.1-2001 pax, ustar, and GNU's long names). What stands in a tar is a
 * stranger's: names and sizes are handed on as they are written, but no more is held in memory than the megabyte before an entry that may hold its name. Not safe for
 * several threads.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private static final int EXTENSION_MAX = 1 << 20;
    /** No system that makes tars opens a path that is longer (Linux: {@code PATH_MAX}). */
    private static final int NAME_MAX = 4096;

    private final InputStream in;
    private long rest;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /** What an entry is. */
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    /**
     * The head of an entry.
     *
     * @param name as written; long names are joined
     * @param size bytes of content, at least 0
     */
    record Head(String name, Kind kind, long size) {}

    /**
     * Goes on to the next entry, past what was not read of the last one; empty at the end.
     *
     * @throws RefusedContent where the archive is broken
     */
    Optional<Head> next() throws IOException {
        String longName = "";
        while (true) {
            skipContent();
            byte[] header = in.readNBytes(BLOCK);
            if (isEnd(header)) {
                return Optional.empty();
            }
            checkSum(header);
            long size = number(header, 124, 12);
            char type = (char) header[156];
            String name = longName.isEmpty() ? name(header) : longName;
            rest = size;
            padding = (BLOCK - size % BLOCK) % BLOCK;
            switch (type) {
                case 'L' -> longName = modest(extension());
                case 'x' -> longName = modest(paxPath(extension()));
                case 'g' -> extension();
                case '0', '\0', '7' -> {
                    return Optional.of(new Head(name, name.endsWith("/") ? Kind.FOLDER : Kind.FILE, size));
                }
                case '5' -> {
                    return Optional.of(new Head(name, Kind.FOLDER, size));
                }
                case '1', '2' -> {
                    return Optional.of(new Head(name, Kind.LINK, size));
                }
                default -> {
                    return Optional.of(new Head(name, Kind.OTHER, size));
                }
            }
        }
    }

    /** The content of the entry that {@link #next} gave last; it is over where the entry is, or the archive ends. */
    InputStream content() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int n = rest == 0 ? -1 : in.read(bytes, offset, (int) Math.min(length, rest));
                rest -= Math.max(0, n);
                return n;
            }
        };
    }

    private void skipContent() throws IOException {
        try {
            in.skipNBytes(rest + padding);
        } catch (EOFException e) {
            throw new RefusedContent("the archive ends early");
        }
        rest = 0;
        padding = 0;
    }

    /** Names and other data that stand before an entry; a megabyte of it is no name. */
    private String extension() throws IOException {
        if (rest > EXTENSION_MAX) {
            throw new RefusedContent("an entry's head is larger than a megabyte");
        }
        String text = new String(content().readAllBytes(), StandardCharsets.UTF_8);
        return text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
    }

    private static String modest(String name) throws RefusedContent {
        if (name.length() > NAME_MAX) {
            throw new RefusedContent("the name of an entry has more than " + NAME_MAX + " letters");
        }
        return name;
    }

    /** Records of a pax head are {@code LENGTH KEY=VALUE} and a line end. */
    private static String paxPath(String records) {
        for (String record : records.split("\n")) {
            int equals = record.indexOf('=');
            if (equals > 0 && record.substring(0, equals).endsWith(" path")) {
                return record.substring(equals + 1);
            }
        }
        return "";
    }

    private static boolean isEnd(byte[] header) throws RefusedContent {
        if (header.length == 0) {
            return true;
        }
        if (header.length < BLOCK) {
            throw new RefusedContent("the archive ends early");
        }
        for (byte b : header) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static String name(byte[] header) {
        String name = text(header, 0, 100);
        boolean ustar = text(header, 257, 5).equals("ustar");
        String prefix = ustar ? text(header, 345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, StandardCharsets.UTF_8);
    }

    /** The sum of a head's bytes stands in it, taken with blanks in its own place. */
    private static void checkSum(byte[] header) throws RefusedContent {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        if (sum != number(header, 148, 8)) {
            throw new RefusedContent("the archive is no tar, or is damaged");
        }
    }

    /** Octal digits, or base 256 where the first bit is set. */
    private static long number(byte[] header, int from, int length) throws RefusedContent {
        if (header[from] < 0) {
            long value = header[from] & 0x7f;
            for (int i = from + 1; i < from + length; i++) {
                value = value << 8 | header[i] & 0xff;
            }
            if (value >= 0) {
                return value;
            }
        }
        try {
            String digits = text(header, from, length).strip();
            long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new RefusedContent("the archive holds a size that is no number");
    }
}
