package dev.sluice.cli.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * The service that the tests deploy, started as a process of its own from this one class file: the file is what a
 * pipeline packs, so that no start has to compile anything. Beside the class lies a file with the status of its health.
 */
final class ShopService {
    private static final int THREADS = 8;
    private static final int BACKLOG = 128;

    private ShopService() {}

    static void main() throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        int health = Integer.parseInt(Files.readString(Path.of("dist/health")));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), BACKLOG);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/health", exchange -> answer(exchange, health, "till is " + health));
        server.createContext("/", exchange -> answer(exchange, 200, "shop " + System.getenv("SLUICE_VERSION")));
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Puts the service into a folder {@code dist} that is packed as it is. */
    static void pack(Path dist, int health) throws IOException {
        Path file = dist.resolve(ShopService.class.getName().replace('.', '/') + ".class");
        Files.createDirectories(file.getParent());
        try (InputStream compiled =
                ShopService.class.getResourceAsStream(ShopService.class.getSimpleName() + ".class")) {
            Files.write(file, compiled.readAllBytes());
        }
        Files.writeString(dist.resolve("health"), Integer.toString(health));
    }

    /** The command of {@code sluice.yml} that starts it. */
    static String command() {
        return "exec " + Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:+UseSerialGC -Xmx48m -XX:TieredStopAtLevel=1 -cp dist " + ShopService.class.getName();
    }
}
