package dev.sluice.adapters.deploy;

import dev.sluice.app.delivery.HealthProbe;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks by {@code GET}. Redirects are not followed: a service that sends its health check elsewhere answers, which is all
 * that is asked. Reads no more than the beginning of the answer, so neither an endless nor a slow body holds it up beyond
 * the limit. Safe for many threads.
 */
public final class HttpHealthProbe implements HealthProbe, AutoCloseable {
    private static final int DETAIL_BYTES_MAX = 1_000;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    @Override
    public Probe probe(InetSocketAddress address, String path, Duration limit) {
        Instant at = Instant.now();
        long began = System.nanoTime();
        HttpRequest request;
        try {
            URI uri = URI.create("http://" + address.getHostString() + ":" + address.getPort() + path);
            request = HttpRequest.newBuilder(uri).timeout(limit).GET().build();
        } catch (IllegalArgumentException e) {
            return new Probe(false, 0, Duration.ZERO, "the health check's path is no path: " + path, at);
        }
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, _ -> new Beginning());
        try {
            HttpResponse<String> response = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            int status = response.statusCode();
            return new Probe(status >= 200 && status < 400, status, since(began), response.body(), at);
        } catch (TimeoutException e) {
            return new Probe(false, 0, since(began), "no answer within " + limit.toMillis() + " ms", at);
        } catch (ExecutionException e) {
            return new Probe(false, 0, since(began), reason(e, limit), at);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Probe(false, 0, since(began), "interrupted", at);
        } finally {
            answer.cancel(true);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }

    private static String reason(ExecutionException failure, Duration limit) {
        Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
        return switch (cause) {
            case HttpTimeoutException _ -> "no answer within " + limit.toMillis() + " ms";
            case ConnectException _ -> "connection refused";
            default -> cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        };
    }

    private static Duration since(long began) {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Takes the first bytes of a body and then hangs up. */
    private static final class Beginning implements HttpResponse.BodySubscriber<String> {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final ByteBuffer bytes = ByteBuffer.allocate(DETAIL_BYTES_MAX);
        private Optional<Flow.Subscription> subscription = Optional.empty();

        @Override
        public CompletionStage<String> getBody() {
            return text;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = Optional.of(given);
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> parts) {
            for (ByteBuffer part : parts) {
                bytes.put(part.slice(part.position(), Math.min(part.remaining(), bytes.remaining())));
            }
            if (bytes.hasRemaining()) {
                subscription.ifPresent(more -> more.request(1));
            } else {
                subscription.ifPresent(Flow.Subscription::cancel);
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            // A status was there; a body that breaks off afterwards takes nothing from it.
            onComplete();
        }

        @Override
        public void onComplete() {
            text.complete(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip());
        }
    }
}
