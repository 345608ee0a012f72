package dev.sluice.adapters.include;

import dev.sluice.core.model.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/**
 * Fetches files by HTTPS from addresses that are allowed. Each step of a redirect is checked as the first address is, and so is
 * what each host resolves to; size, time and the number of redirects are limited. Safe for many threads.
 */
final class HttpsFiles {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    /** Ways to say "..", "/" and "\" that a server may read otherwise than we do. */
    private static final Pattern CROOKED =
            Pattern.compile("(^|/)\\.\\.?(/|$)|%2e|%2f|%5c|%25|\\\\", Pattern.CASE_INSENSITIVE);

    private final TrustedServers trusted;
    private final Limits limits;

    /**
     * What one fetch may take.
     *
     * @param time from the first look-up to the last byte
     * @param redirects followed at most
     */
    record Limits(int bytes, Duration time, int redirects) {
        /** As large as a pipeline file may be. */
        static Limits ofPipelineFiles() {
            return new Limits(2 << 20, Duration.ofSeconds(20), 5);
        }
    }

    HttpsFiles(TrustedServers trusted, Limits limits) {
        this.trusted = trusted;
        this.limits = limits;
    }

    /** The file, or why there is none. */
    Fetched fetch(String address, AllowedAddresses allowed) {
        try (CheckedSockets sockets = new CheckedSockets(trusted.sockets(), allowed)) {
            FutureTask<Fetched> task = new FutureTask<>(() -> follow(address, allowed, sockets));
            Thread.ofVirtual().name("include").start(task);
            return task.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            return none("the trusted certificates cannot be read: " + e.getMessage());
        } catch (TimeoutException e) {
            return tooLong();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return none("the work was stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException("fetching a file failed", e.getCause());
        }
    }

    private Fetched.None tooLong() {
        return none("it took longer than " + limits.time().toSeconds() + " s");
    }

    private static Fetched.None none(String why) {
        return new Fetched.None(why, "");
    }

    private Fetched follow(String first, AllowedAddresses allowed, CheckedSockets sockets) {
        String address = first;
        for (int i = 0; i <= limits.redirects(); i++) {
            Optional<URI> uri = uri(address);
            if (uri.isEmpty()) {
                return new Fetched.None(
                        first.equals(address)
                                ? "it is no plain https address"
                                : "it leads on to no plain https address",
                        "write https://HOST/PATH, without a user's name, .. and escaped slashes");
            }
            if (!allowed.holds(uri.get())) {
                String host = uri.get().getAuthority();
                return new Fetched.None(
                        (first.equals(address) ? "" : "it leads on, and ") + host
                                + " is not among the addresses that may be fetched",
                        "whoever runs Sluice allows it with --allow-include " + host);
            }
            try {
                Answer answer = ask(uri.get(), sockets);
                if (answer.next().isEmpty()) {
                    return answer.fetched();
                }
                address = uri.get().resolve(answer.next().get()).toString();
            } catch (IllegalArgumentException e) {
                return none("it leads on to no address");
            } catch (CheckedSockets.Refused e) {
                return new Fetched.None(
                        String.valueOf(e.getMessage()),
                        "whoever runs Sluice allows it with --allow-include NETWORK, e.g. 10.0.0.0/8");
            } catch (SocketTimeoutException e) {
                return tooLong();
            } catch (IOException e) {
                return none(words(e));
            }
        }
        return none("it leads on more than " + limits.redirects() + " times");
    }

    private static String words(IOException e) {
        return switch (e) {
            case UnknownHostException _ -> "there is no such host";
            case SSLException tls -> "its server cannot be trusted: " + tls.getMessage();
            case IOException other -> "its server cannot be reached: " + other.getMessage();
        };
    }

    /** An https address that a server cannot read otherwise than we do. */
    static Optional<URI> uri(String text) {
        try {
            URI uri = new URI(text);
            boolean plain = "https".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && text.chars().allMatch(c -> c > ' ' && c < 0x7f)
                    && !CROOKED.matcher(uri.getRawPath()).find();
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /**
     * What a server answered.
     *
     * @param next where it leads on to
     */
    private record Answer(Fetched fetched, Optional<String> next) {}

    private Answer ask(URI uri, CheckedSockets sockets) throws IOException {
        HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
        connection.setSSLSocketFactory(sockets);
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        int patienceMs = (int) limits.time().toMillis();
        connection.setConnectTimeout(patienceMs);
        connection.setReadTimeout(patienceMs);
        connection.setRequestProperty("Connection", "close");
        connection.setRequestProperty("User-Agent", "Sluice");
        connection.setRequestProperty("Accept", "*/*");
        try {
            int status = connection.getResponseCode();
            String next = connection.getHeaderField("Location");
            if (REDIRECTS.contains(status) && next != null) {
                return new Answer(none(""), Optional.of(next));
            }
            if (status != HttpURLConnection.HTTP_OK) {
                return new Answer(none("its server answers with status " + status), Optional.empty());
            }
            try (InputStream body = connection.getInputStream()) {
                byte[] bytes = body.readNBytes(limits.bytes() + 1);
                Fetched fetched = bytes.length > limits.bytes()
                        ? none(String.format(Locale.ROOT, "it is larger than %d KiB", limits.bytes() >> 10))
                        : here(bytes);
                return new Answer(fetched, Optional.empty());
            }
        } finally {
            connection.disconnect();
        }
    }

    /** The file of these bytes. */
    static Fetched.Here here(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Fetched.Here(
                    new String(bytes, StandardCharsets.UTF_8),
                    Base64.getEncoder().encodeToString(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
