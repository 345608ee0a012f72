import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Executors;

/** The shop's web service. It asks the extractor for the words of a text and answers with a page. */
public final class Backend {
    private static final String VERSION = env("SLUICE_VERSION", "unreleased");
    private static final String ENVIRONMENT = env("SLUICE_ENVIRONMENT", "local");
    private static final String EXTRACTOR_URL = env("EXTRACTOR_URL", "http://127.0.0.1:8082");

    private Backend() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 1 && args[0].equals("--test")) {
            test();
            return;
        }
        int port = Integer.parseInt(env("PORT", "8081"));
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/health", exchange -> answer(exchange, healthStatus(), "text/plain", healthText()));
        server.createContext("/words", Backend::words);
        server.createContext("/", exchange -> answer(exchange, 200, "text/html", page()));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
        System.out.println("backend " + VERSION + " listens on port " + port);
    }

    static int healthStatus() {
        return 200;
    }

    static String healthText() {
        return healthStatus() == 200 ? "ok\n" : "no connection to the card terminal\n";
    }

    static String page() {
        return "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Shop</title>"
                + "<h1>Shop " + VERSION + "</h1><p>Environment: " + ENVIRONMENT + "</p>"
                + "<p><a href=\"/words?text=from+push+to+production\">Ask the extractor</a></p></html>\n";
    }

    private static void words(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getRawQuery();
        String text = query != null && query.startsWith("text=")
                ? query.substring(5)
                : URLEncoder.encode("", StandardCharsets.UTF_8);
        HttpURLConnection request = (HttpURLConnection)
                URI.create(EXTRACTOR_URL + "/extract?text=" + text).toURL().openConnection();
        request.setConnectTimeout(2000);
        request.setReadTimeout(5000);
        try (InputStream body = request.getInputStream()) {
            answer(exchange, 200, "application/json", new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreachable) {
            answer(exchange, 502, "text/plain", "the extractor does not answer: " + unreachable.getMessage() + "\n");
        }
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private static void test() {
        Map<String, Boolean> checks = Map.of(
                "the page names the version",
                page().contains("Shop " + VERSION),
                "the page is a whole document",
                page().startsWith("<!doctype html>") && page().trim().endsWith("</html>"));
        checks.forEach((name, held) -> System.out.println((held ? "ok      " : "NOT OK  ") + name));
        if (checks.containsValue(false)) {
            System.exit(1);
        }
    }

    private static String env(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }
}
