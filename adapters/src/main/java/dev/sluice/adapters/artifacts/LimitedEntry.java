package dev.sluice.adapters.artifacts;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What is packed in an archive: it ends with {@link LimitReached} above a limit, and closes the archive with itself. */
final class LimitedEntry extends FilterInputStream {
    private static final int BUFFER = 64 * 1024;

    private final long bytesMax;
    private final Closeable archive;
    private long bytes;

    LimitedEntry(InputStream in, long bytesMax, Closeable archive) {
        super(in);
        this.bytesMax = bytesMax;
        this.archive = archive;
    }

    @Override
    public int read() throws IOException {
        int b = super.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = super.read(into, offset, length);
        count(Math.max(0, n));
        return n;
    }

    /** Unpacked in large pieces: what unpacks gzip skips by half a kilobyte. */
    @Override
    public long skip(long n) throws IOException {
        byte[] past = new byte[(int) Math.clamp(n, 0, BUFFER)];
        return Math.max(0, read(past, 0, past.length));
    }

    private void count(int more) throws LimitReached {
        bytes += more;
        if (bytes > bytesMax) {
            throw new LimitReached("what is packed has more than " + (bytesMax >> 20) + " MiB, the limit");
        }
    }

    @Override
    public void close() throws IOException {
        try (archive) {
            super.close();
        }
    }
}
