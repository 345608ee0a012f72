package dev.sluice.adapters.secrets;

import dev.sluice.app.store.StoreUnavailable;
import dev.sluice.app.variable.ValueCipher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals values by AES-256-GCM with keys of a file: a line each, 32 bytes in base64. The last one seals, every one opens: a key
 * is changed by a further line. A sealed value is {@code v1.KEY.BYTES}: which key, by the begin of its hash, then nonce and
 * ciphertext in base64. Safe for many threads.
 */
public final class KeyFileCipher implements ValueCipher {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String VERSION = "v1";
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_DIGITS = 8;

    private final Map<String, SecretKeySpec> keys;
    private final String newest;

    private KeyFileCipher(Map<String, SecretKeySpec> keys, String newest) {
        this.keys = keys;
        this.newest = newest;
    }

    /**
     * Reads the keys, or makes the file with one, for its owner's eyes only.
     *
     * @param needed values are sealed already: then there must be a file
     * @throws StoreUnavailable where there is none, or it holds something else
     */
    public static KeyFileCipher open(Path file, boolean needed) {
        try {
            if (!Files.exists(file)) {
                if (needed) {
                    throw new StoreUnavailable(
                            "the key file " + file + " is missing, and the variables of projects cannot"
                                    + " be read without it: put it back from the backup that the database is from");
                }
                make(file);
            }
            return of(file, Files.readAllLines(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new StoreUnavailable("the key file " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static void make(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        OwnFile.write(file, Base64.getEncoder().encodeToString(key) + "\n");
    }

    private static KeyFileCipher of(Path file, List<String> lines) {
        Map<String, SecretKeySpec> keys = new LinkedHashMap<>();
        String last = "";
        for (String line : lines) {
            if (!line.isBlank()) {
                byte[] key = decoded(line.strip(), file);
                last = HexFormat.of().formatHex(sha256(key)).substring(0, ID_DIGITS);
                keys.put(last, new SecretKeySpec(key, "AES"));
            }
        }
        if (keys.isEmpty()) {
            throw new StoreUnavailable("the key file " + file + " holds no key: put it back from a backup");
        }
        return new KeyFileCipher(keys, last);
    }

    private static byte[] decoded(String line, Path file) {
        try {
            byte[] key = Base64.getDecoder().decode(line);
            if (key.length == KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // Answered below, without the line.
        }
        throw new StoreUnavailable("the key file " + file + " has a line that is no key of " + KEY_BYTES
                + " bytes in base64: put it back from a backup");
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String seal(String value, String place) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        SecretKeySpec key = keys.get(newest);
        if (key == null) {
            throw new IllegalStateException("the newest key is one of the keys");
        }
        byte[] bytes = run(Cipher.ENCRYPT_MODE, key, nonce, place, value.getBytes(StandardCharsets.UTF_8), "sealed");
        byte[] both = ByteBuffer.allocate(nonce.length + bytes.length)
                .put(nonce)
                .put(bytes)
                .array();
        return VERSION + "." + newest + "." + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String open(String stored, String place) {
        String[] parts = stored.split("\\.", -1);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new Unreadable("a stored value (" + place + ") has a form that this Sluice does not know");
        }
        SecretKeySpec key = keys.get(parts[1]);
        if (key == null) {
            throw new Unreadable("a stored value (" + place + ") was sealed with the key " + parts[1]
                    + ", which the key file does not hold");
        }
        byte[] both = Base64.getDecoder().decode(parts[2]);
        byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
        byte[] rest = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
        return new String(run(Cipher.DECRYPT_MODE, key, nonce, place, rest, "opened"), StandardCharsets.UTF_8);
    }

    private static byte[] run(int mode, SecretKeySpec key, byte[] nonce, String place, byte[] input, String what) {
        try {
            Cipher cipher = Cipher.getInstance(TRANSFORMATION);
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new Unreadable(
                    "a stored value (" + place + ") cannot be " + what + ": it was changed, or belongs elsewhere");
        }
    }
}
