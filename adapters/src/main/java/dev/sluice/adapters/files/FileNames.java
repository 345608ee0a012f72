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

    private FileNames() {}

    /**
     * A file name for any text: a readable beginning and a hash, so that different texts never meet, whatever letters'
     * case, length or signs they have. The same text always gets the same name.
     */
    public static String of(String name) {
        String readable = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = readable.length() > READABLE_MAX ? readable.substring(0, READABLE_MAX) : readable;
        return cut.replaceAll("^-|-$", "") + "~" + sha256(name).substring(0, HASH_DIGITS);
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
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
