package dev.sluice.app.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Numbers that stand for texts: what is compared from run to run is found by them. */
final class Keys {
    private Keys() {}

    /** A number of 63 bits. */
    static long of(long project, String... texts) {
        byte[] digest = sha256().digest((project + "\0" + String.join("\0", texts)).getBytes(StandardCharsets.UTF_8));
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << 8 | digest[i] & 0xff;
        }
        return key & Long.MAX_VALUE;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
