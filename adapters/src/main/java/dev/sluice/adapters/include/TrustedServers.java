package dev.sluice.adapters.include;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Whose certificates are trusted: those that Java trusts, and those of a file, for authorities of one's own. They are read when
 * the first server is asked. Safe for many threads.
 */
final class TrustedServers {
    private final Optional<Path> more;
    private Optional<SSLSocketFactory> factory = Optional.empty();

    /** @param more certificates in PEM; empty: none */
    TrustedServers(Optional<Path> more) {
        this.more = more;
    }

    /** Makes connections to those servers. */
    synchronized SSLSocketFactory sockets() throws IOException {
        if (factory.isEmpty()) {
            factory =
                    Optional.of(more.isPresent() ? with(more.get()) : (SSLSocketFactory) SSLSocketFactory.getDefault());
        }
        return factory.get();
    }

    private static SSLSocketFactory with(Path file) throws IOException {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (TrustManager manager : managers(Optional.empty())) {
                if (manager instanceof X509TrustManager known) {
                    for (X509Certificate certificate : known.getAcceptedIssuers()) {
                        all.setCertificateEntry("java" + number++, certificate);
                    }
                }
            }
            for (Certificate certificate : read(file)) {
                all.setCertificateEntry("own" + number++, certificate);
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(Optional.of(all)), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " holds no certificates: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
    }

    private static TrustManager[] managers(Optional<KeyStore> store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store.orElse(null));
        return factory.getTrustManagers();
    }
}
