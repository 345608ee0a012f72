package dev.sluice.server.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Keeps what is written, up to a limit; more is an error. For one thread. */
final class BoundedBytes extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int bytesMax;

    BoundedBytes(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        if (kept.size() + count > bytesMax) {
            throw new IOException("what stands before the pack has more than " + bytesMax + " bytes");
        }
        kept.write(bytes, from, count);
    }

    byte[] toByteArray() {
        return kept.toByteArray();
    }
}
