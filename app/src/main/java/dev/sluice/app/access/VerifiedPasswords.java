package dev.sluice.app.access;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for the life of the process which passwords were found right, so that git, which sends its password with each
 * of the three requests of a push, waits for the slow hash once. Kept is a keyed hash (the key lives as long as the
 * process) beside the stored hash it was checked against: a changed password is never found here. Safe for many threads.
 */
final class VerifiedPasswords {
    private static final int KEPT_MAX = 1000;

    private final SecretKeySpec key =
            new SecretKeySpec(Secret.random("").reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    private final Map<String, String> storedByProof = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KEPT_MAX;
        }
    };

    synchronized boolean knows(String login, char[] password, String stored) {
        return stored.equals(storedByProof.get(proof(login, password)));
    }

    synchronized void remember(String login, char[] password, String stored) {
        storedByProof.put(proof(login, password), stored);
    }

    private String proof(String login, char[] password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(login.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(new String(password).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
