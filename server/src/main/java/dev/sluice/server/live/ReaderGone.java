package dev.sluice.server.live;

import io.undertow.server.AbstractServerConnection;
import io.undertow.server.ServerConnection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.xnio.IoUtils;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * Closes an event stream as soon as its reader has closed the connection. The server itself only writes to a stream, and
 * would learn of it by the first write that fails: at a beat, after the system has given up, or never where nothing happens.
 */
final class ReaderGone {
    private static final int BITE = 256;

    private ReaderGone() {}

    /** Looks after the connection until it closes; a stream is the last answer on its connection. */
    static void watch(ServerConnection connection, Closeable stream) {
        if (connection instanceof AbstractServerConnection http) {
            ConduitStreamSourceChannel source = http.getChannel().getSourceChannel();
            source.setReadListener(channel -> look(channel, stream));
            source.wakeupReads();
        }
    }

    /** A reader of events has nothing to say; one that talks on without having waited for the end is let go, too. */
    private static void look(ConduitStreamSourceChannel source, Closeable stream) {
        try {
            if (source.read(ByteBuffer.allocate(BITE)) != 0) {
                IoUtils.safeClose(stream);
            }
        } catch (IOException _) {
            // Reset by the reader, which is a way of leaving.
            IoUtils.safeClose(stream);
        }
    }
}
