package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.artifacts.Manifest.Entry;
import dev.sluice.adapters.artifacts.Manifest.FileEntry;
import dev.sluice.adapters.artifacts.Manifest.FolderEntry;
import dev.sluice.adapters.artifacts.Manifest.LinkEntry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes an artifact as a zip stream, without a temporary file and in constant memory per file. Unlike the JDK's writer
 * it keeps the permission bits and symbolic links, as GitLab's archives do: a program that was built can be run after the
 * download. Links that lead out of the artifact are left out. Layout: PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.
 */
final class ZipWriter {
    private static final int FILE_TYPE = 0100000;
    private static final int LINK_TYPE = 0120000;
    private static final int FOLDER_TYPE = 0040000;
    /** From here on a size or offset no longer fits into 32 bits; the margin is for data that grows by deflating. */
    private static final long ZIP64_FROM = 0xf000_0000L;

    private static final int MAX_32 = 0xffff_ffff;
    private static final int MAX_16 = 0xffff;
    /** Sizes follow the data (bit 3); names are UTF-8 (bit 11). */
    private static final short FLAGS = 0x0808;

    private final OutputStream out;
    private final List<Written> written = new ArrayList<>();
    private long offset;

    private ZipWriter(OutputStream out) {
        this.out = out;
    }

    /** What the directory at the end says of an entry. */
    private record Written(
            byte[] name, int mode, int modifiedSeconds, boolean large, int crc, long packed, long size, long offset) {}

    static void write(List<Entry> entries, ObjectStore objects, OutputStream out) throws IOException {
        ZipWriter zip = new ZipWriter(out);
        for (Entry entry : entries) {
            switch (entry) {
                case FileEntry file -> {
                    try (InputStream in = Files.newInputStream(objects.path(file.digest()))) {
                        int seconds = (int) (file.modifiedMs() / 1000);
                        zip.add(file.path(), FILE_TYPE | file.mode(), seconds, file.size(), in);
                    }
                }
                case LinkEntry link -> {
                    if (staysInside(link)) {
                        byte[] target = link.target().getBytes(StandardCharsets.UTF_8);
                        zip.add(link.path(), LINK_TYPE | 0777, 0, target.length, new ByteArrayInputStream(target));
                    }
                }
                case FolderEntry folder ->
                    zip.add(folder.path() + "/", FOLDER_TYPE | folder.mode(), 0, 0, InputStream.nullInputStream());
            }
        }
        zip.finish();
    }

    private static boolean staysInside(LinkEntry link) {
        Path folder = Path.of("/", link.path()).getParent();
        Path root = Path.of("/artifact");
        return !link.target().startsWith("/")
                && folder != null
                && root.resolve(Path.of("/").relativize(folder))
                        .resolve(link.target())
                        .normalize()
                        .startsWith(root);
    }

    private void add(String path, int mode, int modifiedSeconds, long size, InputStream in) throws IOException {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        boolean large = size >= ZIP64_FROM;
        long start = offset;
        ByteBuffer head = buffer(30 + name.length + 9 + 20);
        head.putInt(0x04034b50)
                .putShort((short) (large ? 45 : 20))
                .putShort(FLAGS)
                .putShort((short) 8);
        head.putInt(0).putInt(0).putInt(large ? MAX_32 : 0).putInt(large ? MAX_32 : 0);
        head.putShort((short) name.length).putShort((short) (large ? 29 : 9)).put(name);
        putTime(head, modifiedSeconds);
        if (large) {
            head.putShort((short) 1).putShort((short) 16).putLong(0).putLong(0);
        }
        emit(head);
        CRC32 crc = new CRC32();
        long before = offset;
        long count = deflate(in, crc);
        long packed = offset - before;
        ByteBuffer tail = buffer(24).putInt(0x08074b50).putInt((int) crc.getValue());
        emit(
                large
                        ? tail.putLong(packed).putLong(count)
                        : tail.putInt((int) packed).putInt((int) count));
        written.add(new Written(name, mode, modifiedSeconds, large, (int) crc.getValue(), packed, count, start));
    }

    /** The time in seconds of UTC, which the format's own field cannot say. */
    private static void putTime(ByteBuffer to, int seconds) {
        to.putShort((short) 0x5455).putShort((short) 5).put((byte) 1).putInt(seconds);
    }

    private long deflate(InputStream in, CRC32 crc) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            byte[] plain = new byte[64 * 1024];
            byte[] packed = new byte[64 * 1024];
            long count = 0;
            for (int n = in.read(plain); n >= 0; n = in.read(plain)) {
                crc.update(plain, 0, n);
                count += n;
                deflater.setInput(plain, 0, n);
                while (!deflater.needsInput()) {
                    emit(packed, deflater.deflate(packed));
                }
            }
            deflater.finish();
            while (!deflater.finished()) {
                emit(packed, deflater.deflate(packed));
            }
            return count;
        } finally {
            deflater.end();
        }
    }

    private void finish() throws IOException {
        long start = offset;
        for (Written entry : written) {
            directory(entry);
        }
        long size = offset - start;
        boolean large = written.size() >= MAX_16 || start >= ZIP64_FROM || size >= ZIP64_FROM;
        if (large) {
            long at = offset;
            ByteBuffer end64 = buffer(56 + 20);
            end64.putInt(0x06064b50)
                    .putLong(44)
                    .putShort((short) 0x032d)
                    .putShort((short) 45)
                    .putInt(0)
                    .putInt(0);
            end64.putLong(written.size()).putLong(written.size()).putLong(size).putLong(start);
            emit(end64.putInt(0x07064b50).putInt(0).putLong(at).putInt(1));
        }
        short entries = (short) (large ? MAX_16 : written.size());
        ByteBuffer end =
                buffer(22).putInt(0x06054b50).putInt(0).putShort(entries).putShort(entries);
        emit(end.putInt(large ? MAX_32 : (int) size)
                .putInt(large ? MAX_32 : (int) start)
                .putShort((short) 0));
        out.flush();
    }

    private void directory(Written entry) throws IOException {
        boolean large = entry.large() || entry.offset() >= ZIP64_FROM;
        ByteBuffer head = buffer(46 + entry.name().length + 9 + 28);
        head.putInt(0x02014b50).putShort((short) 0x032d).putShort((short) (large ? 45 : 20));
        head.putShort(FLAGS).putShort((short) 8).putInt(0).putInt(entry.crc());
        head.putInt(large ? MAX_32 : (int) entry.packed()).putInt(large ? MAX_32 : (int) entry.size());
        head.putShort((short) entry.name().length)
                .putShort((short) (large ? 37 : 9))
                .putShort((short) 0);
        head.putShort((short) 0).putShort((short) 0);
        boolean folder = (entry.mode() & FOLDER_TYPE) == FOLDER_TYPE && (entry.mode() & FILE_TYPE) == 0;
        head.putInt(entry.mode() << 16 | (folder ? 0x10 : 0));
        head.putInt(large ? MAX_32 : (int) entry.offset()).put(entry.name());
        putTime(head, entry.modifiedSeconds());
        if (large) {
            head.putShort((short) 1).putShort((short) 24);
            head.putLong(entry.size()).putLong(entry.packed()).putLong(entry.offset());
        }
        emit(head);
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void emit(ByteBuffer bytes) throws IOException {
        emit(bytes.array(), bytes.position());
    }

    private void emit(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        offset += length;
    }
}
