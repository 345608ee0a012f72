package dev.sluice.server.http;

import dev.sluice.app.access.Access;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.project.Projects;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.xnio.Options;

/**
 * The HTTP server. Owns its I/O threads and one virtual thread per request; {@link #close} ends them.
 */
public final class HttpServer implements AutoCloseable {
    private static final int IO_THREADS = 2;
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final Duration IDLE_CONNECTION = Duration.ofSeconds(75);
    private static final Duration HEADERS_WITHIN = Duration.ofSeconds(15);
    private static final Duration SILENT_MAX = Duration.ofMinutes(30);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Undertow undertow;
    private final GracefulShutdownHandler graceful;
    private final ExecutorService threads;
    private final int port;

    private HttpServer(Undertow undertow, GracefulShutdownHandler graceful, ExecutorService threads, int port) {
        this.undertow = undertow;
        this.graceful = graceful;
        this.threads = threads;
        this.port = port;
    }

    /**
     * Where and how to listen.
     *
     * @param host address to bind, e.g. {@code 127.0.0.1}
     * @param port 0: any free one
     * @param secureCookies whether browsers reach the server by https (through a proxy before it)
     * @param proxies whose word on the client's address is taken
     */
    public record Settings(String host, int port, boolean secureCookies, TrustedProxies proxies) {}

    /**
     * What the server serves.
     *
     * @param routes the table, filled; log-in and log-out are added to it
     * @param hosts asked first, for host names that lead elsewhere
     */
    public record Site(
            Routes routes, ErrorPages errorPages, HostHandler hosts, LogIn logIn, Access access, Projects projects) {}

    /** The port is taken, or the address is not this machine's. */
    public static final class CannotListen extends Exception {
        private static final long serialVersionUID = 1L;

        CannotListen(String message) {
            super(message);
        }
    }

    /** Starts a server; requests are answered when this returns. */
    public static HttpServer start(Settings settings, Site site) throws CannotListen {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Callers callers = new Callers(site.logIn(), settings.secureCookies());
        new SessionRoutes(site.logIn(), callers).addTo(site.routes());
        Dispatcher dispatcher =
                new Dispatcher(site.routes(), callers, site.access(), site.projects(), site.errorPages(), threads);
        GracefulShutdownHandler graceful = new GracefulShutdownHandler(byHost(site.hosts(), dispatcher));
        Undertow undertow = Undertow.builder()
                .setIoThreads(IO_THREADS)
                .setWorkerThreads(IO_THREADS)
                .setWorkerOption(Options.WORKER_NAME, "http")
                .setSocketOption(Options.READ_TIMEOUT, (int) SILENT_MAX.toMillis())
                .setSocketOption(Options.WRITE_TIMEOUT, (int) SILENT_MAX.toMillis())
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, HEADER_BYTES_MAX)
                // Each handler has its own limit for bodies; pushes and routed uploads may be of any size.
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .setServerOption(UndertowOptions.MAX_HEADERS, 100)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, 100)
                .setServerOption(UndertowOptions.MAX_COOKIES, 50)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, true)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE_CONNECTION.toMillis())
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) HEADERS_WITHIN.toMillis())
                .addHttpListener(settings.port(), settings.host())
                .setHandler(settings.proxies().before(graceful))
                .build();
        try {
            undertow.start();
        } catch (RuntimeException e) {
            threads.close();
            throw new CannotListen(whyNot(settings, e));
        }
        InetSocketAddress bound =
                (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
        return new HttpServer(undertow, graceful, threads, bound.getPort());
    }

    /** The port that the server listens on. */
    public int port() {
        return port;
    }

    /** Takes no new requests, waits a little for those under way, and ends. */
    @Override
    public void close() {
        graceful.shutdown();
        try {
            graceful.awaitShutdown(GRACE.toMillis());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
        threads.shutdownNow();
    }

    private static HttpHandler byHost(HostHandler hosts, HttpHandler own) {
        return exchange -> {
            Optional<HttpHandler> routed = hosts.forHost(hostOf(exchange));
            if (routed.isPresent()) {
                routed.get().handleRequest(exchange);
            } else {
                own.handleRequest(exchange);
            }
        };
    }

    private static String hostOf(HttpServerExchange exchange) {
        String host = exchange.getHostName();
        return host == null ? "" : host.toLowerCase(Locale.ROOT);
    }

    private static String whyNot(Settings settings, RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        String where = settings.host() + ":" + settings.port();
        if (cause instanceof BindException) {
            return "cannot listen on " + where + ": " + cause.getMessage()
                    + ". Another program has the port, or the address is not this machine's: choose another by --port"
                    + " or --host";
        }
        return cause instanceof IOException ? "cannot listen on " + where + ": " + cause.getMessage() : e.toString();
    }
}
