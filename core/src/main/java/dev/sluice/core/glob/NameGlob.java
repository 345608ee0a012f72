package dev.sluice.core.glob;

/**
 * Matches one name of a path, without slashes: {@code *} is any text, also none and also one that begins with a dot,
 * {@code ?} any sign, {@code [a-z]} and {@code [!a-z]} (or {@code [^a-z]}) are classes, a backslash takes the next sign as
 * it is, a bracket that is not closed stands for itself. In this the pattern languages of GitLab's runner (doublestar) and
 * of Ruby's {@code File.fnmatch} agree; what a {@code **} crosses and which braces are alternatives differs, and is their
 * readers' own. Pure.
 */
public final class NameGlob {
    private NameGlob() {}

    /** Whether the pattern names it; takes time proportional to pattern times name, whatever the pattern. */
    public static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int retryPattern = -1;
        int retryName = -1;
        while (n < name.length()) {
            int taken = p < pattern.length() && pattern.charAt(p) != '*' ? one(pattern, p, name.charAt(n)) : 0;
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                retryPattern = p++;
                retryName = n;
            } else if (taken > 0) {
                p += taken;
                n++;
            } else if (retryPattern >= 0) {
                // It is enough to let the last star take one sign more: earlier ones cannot do better.
                p = retryPattern + 1;
                n = ++retryName;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /** How many signs of the pattern take this sign of the name; 0: none does. */
    private static int one(String pattern, int at, char c) {
        char p = pattern.charAt(at);
        if (p == '?') {
            return 1;
        }
        if (p == '\\' && at + 1 < pattern.length()) {
            return pattern.charAt(at + 1) == c ? 2 : 0;
        }
        int close = p == '[' ? pattern.indexOf(']', at + 2) : -1;
        if (close >= 0) {
            return inClass(pattern.substring(at + 1, close), c) ? close - at + 1 : 0;
        }
        return p == c ? 1 : 0;
    }

    private static boolean inClass(String text, char c) {
        boolean negated = text.startsWith("!") || text.startsWith("^");
        boolean found = false;
        for (int i = negated ? 1 : 0; i < text.length(); i++) {
            if (i + 2 < text.length() && text.charAt(i + 1) == '-') {
                found |= text.charAt(i) <= c && c <= text.charAt(i + 2);
                i += 2;
            } else {
                found |= text.charAt(i) == c;
            }
        }
        return found != negated;
    }
}
