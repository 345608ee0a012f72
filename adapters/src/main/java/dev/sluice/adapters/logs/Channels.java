package dev.sluice.adapters.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Whole writes and reads on file channels. */
final class Channels {
    private Channels() {}

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads {@code bytes.remaining()} bytes from the position on. */
    static ByteBuffer readFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position() - start) < 0) {
                throw new IOException("the log ends early");
            }
        }
        return bytes.flip();
    }
}
