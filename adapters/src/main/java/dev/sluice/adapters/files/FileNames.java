package dev.sluice.adapters.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/** Makes file names from names that users chose. */
public final class FileNames {
    private static final int READABLE_MAX = 40;
    private static final int HASH_DIGITS = 12;

    /** Never fed: copies of it are, since to look for the algorithm costs more than to hash a name. */
    private static final MessageDigest FRESH = find();

    private FileNames() {}

    /**
     * A file name for any text: a readable beginning and a hash, so that different texts never meet, whatever letters'
     * case, length or signs they have. The same text always gets the same name.
     */
    public static String of(String name) {
        return readable(name) + "~" + sha256(name).substring(0, HASH_DIGITS);
    }

    /** Letters and digits, a dash for what is between them. By hand, since it is done for each job, not only once. */
    private static String readable(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        StringBuilder readable = new StringBuilder();
        boolean gap = false;
        for (int i = 0; i < lower.length() && readable.length() < READABLE_MAX; i++) {
            char c = lower.charAt(i);
            if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
                if (gap && !readable.isEmpty()) {
                    readable.append('-');
                }
                readable.append(c);
                gap = false;
            } else {
                gap = true;
            }
        }
        return readable.toString();
    }

    /** The folder that a file lies in; the file is not a root. */
    public static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "a file lies in a folder");
    }

    /** The SHA-256 of a text in UTF-8, 64 hex digits. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("that of the platform can be cloned", e);
        }
    }

    private static MessageDigest find() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
