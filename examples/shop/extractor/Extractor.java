import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Counts the words of a text. */
public final class Extractor {
    private Extractor() {}

    public static void main(String[] args) throws IOException {
        if (args.length == 1 && args[0].equals("--test")) {
            test();
            return;
        }
        String wanted = System.getenv("PORT");
        int port = Integer.parseInt(wanted == null ? "8082" : wanted);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 128);
        server.setExecutor(Executors.newFixedThreadPool(8));
        server.createContext("/health", exchange -> answer(exchange, "ok\n"));
        server.createContext("/extract", exchange -> answer(exchange, extract(text(exchange)) + "\n"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
        System.out.println("extractor listens on port " + port);
    }

    static String extract(String text) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
            if (!word.isEmpty()) {
                counts.merge(word, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .map(entry -> '"' + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String text(HttpExchange exchange) {
        String query = exchange.getRequestURI().getRawQuery();
        return query != null && query.startsWith("text=")
                ? URLDecoder.decode(query.substring(5), StandardCharsets.UTF_8)
                : "";
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (var body = exchange.getResponseBody()) {
            body.write(bytes);
        }
    }

    private static void test() {
        boolean counts = extract("To be, or not to be").equals("{\"be\": 2, \"not\": 1, \"or\": 1, \"to\": 2}");
        boolean empty = extract(" ... ").equals("{}");
        System.out.println((counts ? "ok      " : "NOT OK  ") + "words are counted without regard to case");
        System.out.println((empty ? "ok      " : "NOT OK  ") + "a text without words gives nothing");
        if (!counts || !empty) {
            System.exit(1);
        }
    }
}
