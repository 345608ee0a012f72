package dev.sluice.adapters.route;

import io.undertow.client.ClientConnection;
import io.undertow.connector.ByteBufferPool;
import io.undertow.util.Transfer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** Two connections that carry each other's bytes after an upgrade, until either ends. */
final class Tunnel {
    private final StreamConnection client;
    private final StreamConnection slot;
    private final SlotLoad load;
    private final AtomicBoolean over = new AtomicBoolean();

    private Tunnel(StreamConnection client, StreamConnection slot, SlotLoad load) {
        this.client = client;
        this.slot = slot;
        this.load = load;
    }

    /** Joins the two; the slot counts the tunnel as a request under way until it ends. */
    static void join(StreamConnection client, ClientConnection upgraded, SlotLoad load) {
        StreamConnection slot;
        try {
            slot = upgraded.performUpgrade();
        } catch (IOException e) {
            IoUtils.safeClose(client, upgraded);
            load.leave();
            return;
        }
        Tunnel tunnel = new Tunnel(client, slot, load);
        client.setCloseListener(_ -> tunnel.end());
        slot.setCloseListener(_ -> tunnel.end());
        tunnel.carry(slot.getSourceChannel(), client.getSinkChannel(), upgraded.getBufferPool());
        tunnel.carry(client.getSourceChannel(), slot.getSinkChannel(), upgraded.getBufferPool());
    }

    private void carry(StreamSourceChannel from, StreamSinkChannel into, ByteBufferPool buffers) {
        Transfer.initiateTransfer(
                from,
                into,
                ChannelListeners.nullChannelListener(),
                this::finish,
                (_, _) -> end(),
                (_, _) -> end(),
                buffers);
    }

    private void finish(StreamSinkChannel sink) {
        try {
            sink.shutdownWrites();
            if (sink.flush()) {
                end();
                return;
            }
            sink.getWriteSetter().set(ChannelListeners.flushingChannelListener(_ -> end(), (_, _) -> end()));
            sink.resumeWrites();
        } catch (IOException e) {
            end();
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            IoUtils.safeClose(client, slot);
            load.leave();
        }
    }
}
