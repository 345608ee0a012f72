package dev.sluice.app.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Random secrets of 256 bit, and the hash under which they are stored. {@link #toString} never shows the value. */
public final class Secret {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** A new random secret, beginning with a prefix that tells people and scanners what it is. */
    public static Secret random(String prefix) {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** A secret that somebody presented. */
    public static Secret presented(String value) {
        return new Secret(value);
    }

    /** The value itself: for the one moment in which it is handed to its owner. */
    public String reveal() {
        return value;
    }

    /**
     * SHA-256 in hex. A fast hash is right here: the value is random, there is nothing to guess.
     */
    public String hash() {
        return sha256(value);
    }

    /** A second secret, derived from this one for another purpose; it does not reveal this one. */
    public String derive(String purpose) {
        return sha256(purpose + ":" + value);
    }

    /** Whether two texts are equal, in a time that does not tell where they differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
