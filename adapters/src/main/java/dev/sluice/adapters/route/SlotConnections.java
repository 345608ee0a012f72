package dev.sluice.adapters.route;

import io.undertow.UndertowOptions;
import io.undertow.client.ClientCallback;
import io.undertow.client.ClientConnection;
import io.undertow.client.UndertowClient;
import io.undertow.connector.ByteBufferPool;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;

/**
 * Connections to slots that nobody uses at the moment. Each I/O thread has its own and touches no other's: a request and
 * its connection stay on one thread, so that nothing here needs a lock.
 */
final class SlotConnections {
    /** Written bytes are counted to see whether a slot still takes of a long request. */
    private static final OptionMap OPTIONS = OptionMap.create(UndertowOptions.ENABLE_STATISTICS, true);

    private final RouterLimits limits;
    private final Map<XnioIoThread, Map<InetSocketAddress, Deque<Idle>>> byThread = new ConcurrentHashMap<>();

    SlotConnections(RouterLimits limits) {
        this.limits = limits;
    }

    /** A connection that waits for its next request. */
    private record Idle(ClientConnection connection, XnioExecutor.Key expiry) {}

    /** An open, unused connection, if this thread has one. */
    Optional<ClientConnection> takeIdle(XnioIoThread thread, InetSocketAddress address) {
        Map<InetSocketAddress, Deque<Idle>> mine = of(thread);
        Deque<Idle> idle = mine.getOrDefault(address, new ArrayDeque<>(0));
        while (!idle.isEmpty()) {
            Idle candidate = idle.pollLast();
            candidate.expiry().remove();
            if (candidate.connection().isOpen()) {
                return Optional.of(candidate.connection());
            }
        }
        // Nothing is kept for a slot that has gone, whose address never comes again.
        mine.remove(address);
        return Optional.empty();
    }

    /** Keeps a connection whose request and answer are complete. Called on its own thread. */
    void giveBack(ClientConnection connection, InetSocketAddress address) {
        if (!connection.isOpen() || connection.isUpgraded()) {
            IoUtils.safeClose(connection);
            return;
        }
        XnioIoThread thread = connection.getIoThread();
        Deque<Idle> idle = of(thread).computeIfAbsent(address, _ -> new ArrayDeque<>());
        if (idle.size() >= limits.idlePerSlotMax()) {
            IoUtils.safeClose(connection);
            return;
        }
        XnioExecutor.Key expiry = thread.executeAfter(
                () -> expire(thread, address, connection),
                limits.idleConnection().toMillis(),
                TimeUnit.MILLISECONDS);
        idle.addLast(new Idle(connection, expiry));
    }

    private void expire(XnioIoThread thread, InetSocketAddress address, ClientConnection connection) {
        IoUtils.safeClose(connection);
        Map<InetSocketAddress, Deque<Idle>> mine = of(thread);
        mine.computeIfPresent(address, (_, idle) -> {
            idle.removeIf(entry -> entry.connection() == connection);
            return idle.isEmpty() ? null : idle;
        });
    }

    private Map<InetSocketAddress, Deque<Idle>> of(XnioIoThread thread) {
        return byThread.computeIfAbsent(thread, _ -> new HashMap<>());
    }

    /** Opens a new connection; the callback runs on {@code thread}, once, with a failure when the time is over. */
    void open(
            XnioIoThread thread,
            InetSocketAddress address,
            ByteBufferPool buffers,
            ClientCallback<ClientConnection> callback) {
        OnceOnly once = new OnceOnly(callback);
        XnioExecutor.Key limit = thread.executeAfter(
                () -> once.failed(new IOException(
                        "no connection within " + limits.connect().toMillis() + " ms")),
                limits.connect().toMillis(),
                TimeUnit.MILLISECONDS);
        once.timer(limit);
        URI uri = URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
        UndertowClient.getInstance().connect(once, uri, thread, buffers, OPTIONS);
    }

    /** Passes the first outcome on and closes a connection that comes too late. All on one thread. */
    private static final class OnceOnly implements ClientCallback<ClientConnection> {
        private final ClientCallback<ClientConnection> callback;
        private Optional<XnioExecutor.Key> timer = Optional.empty();
        private boolean over;

        OnceOnly(ClientCallback<ClientConnection> callback) {
            this.callback = callback;
        }

        void timer(XnioExecutor.Key key) {
            timer = Optional.of(key);
        }

        @Override
        public void completed(ClientConnection connection) {
            if (over) {
                IoUtils.safeClose(connection);
            } else {
                end();
                callback.completed(connection);
            }
        }

        @Override
        public void failed(IOException e) {
            if (!over) {
                end();
                callback.failed(e);
            }
        }

        private void end() {
            over = true;
            timer.ifPresent(XnioExecutor.Key::remove);
        }
    }
}
