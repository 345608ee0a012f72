package dev.sluice.adapters.include;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sockets that connect only where it is allowed. The check is on the very address that the connection then goes to: a name that
 * resolves to another one a moment later changes nothing. Safe for many threads.
 */
final class CheckedSockets extends SSLSocketFactory implements AutoCloseable {
    private final SSLSocketFactory tls;
    private final AllowedAddresses allowed;
    private final List<Socket> made = new CopyOnWriteArrayList<>();

    CheckedSockets(SSLSocketFactory tls, AllowedAddresses allowed) {
        this.tls = tls;
        this.allowed = allowed;
    }

    /** A connection that may not be made. */
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    @Override
    public Socket createSocket() {
        Socket socket = new CheckedSocket(allowed);
        made.add(socket);
        return socket;
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean close) throws IOException {
        return tls.createSocket(connected, host, port, close);
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), host);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return connected(new InetSocketAddress(host, port), host.getHostAddress());
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return createSocket(host, port);
    }

    private Socket connected(InetSocketAddress address, String host) throws IOException {
        Socket socket = createSocket();
        socket.connect(address);
        return tls.createSocket(socket, host, address.getPort(), true);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    /** Cuts all connections. */
    @Override
    public void close() {
        for (Socket socket : made) {
            try {
                socket.close();
            } catch (IOException e) {
                // It is cut already, or will be when its reader gives up.
            }
        }
    }

    /** Looks at the address before it connects. */
    private static final class CheckedSocket extends Socket {
        private final AllowedAddresses allowed;

        CheckedSocket(AllowedAddresses allowed) {
            this.allowed = allowed;
        }

        @Override
        public void connect(SocketAddress endpoint, int timeoutMs) throws IOException {
            InetAddress address = endpoint instanceof InetSocketAddress internet ? internet.getAddress() : null;
            if (address != null && !allowed.mayConnect(address)) {
                throw new Refused("its host is in a private network, at " + address.getHostAddress());
            }
            super.connect(endpoint, timeoutMs);
        }

        @Override
        public void connect(SocketAddress endpoint) throws IOException {
            connect(endpoint, 0);
        }
    }
}
