package dev.sluice.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Lets containers reach this machine's engine by TCP, as a {@code docker:dind} service would: what comes in at a port of the
 * engine's own network is passed to its socket. For the time of one test; it asks nobody who they are.
 */
final class EngineRelay implements AutoCloseable {
    private static final Path SOCKET = Path.of("/var/run/docker.sock");

    private final ServerSocket listening;

    private EngineRelay(ServerSocket listening) {
        this.listening = listening;
    }

    /** Listens at a free port of {@code address}, which must be one of this machine. */
    static EngineRelay at(String address) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        EngineRelay relay = new EngineRelay(socket);
        Thread.ofVirtual().start(relay::accept);
        return relay;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Thread.ofVirtual().start(() -> pass(client));
            } catch (IOException e) {
                // Closed: the test is over.
                return;
            }
        }
    }

    private static void pass(Socket client) {
        try (client;
                SocketChannel engine = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            engine.connect(UnixDomainSocketAddress.of(SOCKET));
            Thread up = Thread.ofVirtual().start(() -> copyUp(client, engine));
            copy(Channels.newInputStream(engine), client.getOutputStream());
            client.shutdownOutput();
            up.join();
        } catch (IOException | InterruptedException e) {
            // One side went away; the other learns of it by the end of its connection.
        }
    }

    private static void copyUp(Socket client, SocketChannel engine) {
        try {
            copy(client.getInputStream(), Channels.newOutputStream(engine));
            engine.shutdownOutput();
        } catch (IOException e) {
            // As above.
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        from.transferTo(to);
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
