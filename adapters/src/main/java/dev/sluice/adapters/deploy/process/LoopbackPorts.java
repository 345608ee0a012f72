package dev.sluice.adapters.deploy.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports for services. */
final class LoopbackPorts {
    private static final int LOWEST = 20_000;
    private static final int TRIES = 200;

    private LoopbackPorts() {}

    /**
     * A port that nobody listens on now and that is not among {@code taken}. It lies below the range from which the system
     * takes ports for outgoing connections, as long as there is room: a port of that range may be taken by such a
     * connection in the second that a service needs to come up.
     */
    static int free(Set<Integer> taken) throws IOException {
        int end = firstOutgoing();
        for (int i = 0; i < TRIES && end > LOWEST + 1_000; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, end);
            if (!taken.contains(port) && isFree(port)) {
                return port;
            }
        }
        for (int i = 0; i < TRIES; i++) {
            try (ServerSocket any = new ServerSocket(0)) {
                if (!taken.contains(any.getLocalPort())) {
                    return any.getLocalPort();
                }
            }
        }
        throw new IOException("no free port for a service: " + taken.size() + " are held by slots");
    }

    /** Whether a service could listen there now, on whatever address of the host. */
    static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException inUse) {
            return false;
        }
    }

    private static int firstOutgoing() {
        try {
            String range = Files.readString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
            return Integer.parseInt(range.strip().split("\\s+", 2)[0]);
        } catch (IOException | NumberFormatException unknown) {
            return 32_768;
        }
    }
}
