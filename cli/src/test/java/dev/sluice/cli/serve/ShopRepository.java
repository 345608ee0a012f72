package dev.sluice.cli.serve;

import java.io.IOException;
import java.nio.file.Path;

/** A project with one small service in a single file, and its way to production. */
final class ShopRepository {
    private static final String PIPELINE = """
        package:
          script: [mkdir -p dist, cp Shop.java dist/Shop.java]
          artifacts: {paths: [dist]}
        """;

    private static final String DELIVERY = """
        services:
          shop:
            run: exec %s -XX:+UseSerialGC -Xmx48m -XX:TieredStopAtLevel=1 dist/Shop.java
            health: {path: /health, within: %s}
        releases: {branch: main}
        environments:
          staging:
            on: release
            route: staging.shop.localhost
            strategy: bluegreen
            observe: 1s
          production:
            after: staging
            approval: {by: [maintainer], author: true}
            route: shop.localhost
            strategy: bluegreen
            observe: 1s
        """;

    private static final String SERVICE = """
        import com.sun.net.httpserver.HttpExchange;
        import com.sun.net.httpserver.HttpServer;
        import java.net.InetSocketAddress;
        import java.util.concurrent.Executors;

        public class Shop {
            public static void main(String[] arguments) throws Exception {
                int port = Integer.parseInt(System.getenv("PORT"));
                HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 128);
                server.setExecutor(Executors.newFixedThreadPool(8));
                server.createContext("/health", exchange -> answer(exchange, HEALTH, "till is HEALTH"));
                server.createContext("/", exchange -> answer(exchange, 200, "shop " + System.getenv("SLUICE_VERSION")));
                server.start();
            }

            private static void answer(HttpExchange exchange, int status, String text) throws java.io.IOException {
                byte[] bytes = text.getBytes("UTF-8");
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            }
        }
        """;

    private final Clone clone;

    ShopRepository(Path folder, String remote) throws IOException, InterruptedException {
        clone = Clone.init(folder);
        clone.must("remote", "add", "origin", remote);
        clone.write(".gitlab-ci.yml", PIPELINE);
    }

    /** Commits and pushes a version whose health check answers with this status. */
    void push(String message, int health) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        clone.write("sluice.yml", DELIVERY.formatted(java, health == 200 ? "60s" : "12s"));
        clone.write("Shop.java", SERVICE.replace("HEALTH", Integer.toString(health)));
        clone.commit(message);
        clone.must("push", "-q", "origin", "main");
    }

    /** The repository is served at another address now. */
    void movedTo(String remote) throws IOException, InterruptedException {
        clone.must("remote", "set-url", "origin", remote);
    }
}
