package dev.sluice.dialects.gitlab;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names made fit for host names and paths, as GitLab makes them (docs.gitlab.com, predefined variables, *_SLUG). */
final class Slugs {
    private Slugs() {}

    /** Lower case, other signs as {@code -}, at most 63, no {@code -} at the ends. */
    static String of(String name) {
        String slug = letters(name);
        if (slug.length() > 63) {
            slug = slug.substring(0, 63);
        }
        int start = 0;
        int end = slug.length();
        while (start < end && slug.charAt(start) == '-') {
            start++;
        }
        while (end > start && slug.charAt(end - 1) == '-') {
            end--;
        }
        return slug.substring(start, end);
    }

    /** {@code CI_ENVIRONMENT_SLUG}: at most 24, begins with a letter, told apart by a digest where the name was changed. */
    static String ofEnvironment(String name) {
        String slug = letters(name);
        if (slug.isEmpty() || slug.charAt(0) < 'a') {
            slug = "env-" + slug;
        }
        slug = squeezed(slug);
        if (slug.length() <= 24 && slug.equals(name)) {
            return slug;
        }
        String begin = slug.length() > 17 ? slug.substring(0, 17) : slug;
        return begin + (begin.endsWith("-") ? "" : "-") + digest(name);
    }

    private static String letters(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        StringBuilder slug = new StringBuilder(lower.length());
        lower.codePoints().forEach(c -> slug.append(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' ? (char) c : '-'));
        return slug.toString();
    }

    private static String squeezed(String slug) {
        StringBuilder out = new StringBuilder(slug.length());
        for (int i = 0; i < slug.length(); i++) {
            if (slug.charAt(i) != '-' || i == 0 || slug.charAt(i - 1) != '-') {
                out.append(slug.charAt(i));
            }
        }
        return out.toString();
    }

    private static String digest(String name) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            String base36 = new BigInteger(HexFormat.of().formatHex(hash), 16).toString(36);
            return base36.substring(base36.length() - 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
