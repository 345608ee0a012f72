package dev.sluice.adapters.git;

/** Git's rules for the names of refs ({@code git-check-ref-format}), checked without starting git. */
public final class RefName {
    private static final int LENGTH_MAX = 1024;

    private RefName() {}

    /** Whether git takes this full name, e.g. {@code refs/heads/feature/x}. */
    public static boolean isValid(String name) {
        if (name.length() > LENGTH_MAX || !name.startsWith("refs/") || name.endsWith("/") || name.endsWith(".")) {
            return false;
        }
        if (name.contains("..") || name.contains("//") || name.contains("@{")) {
            return false;
        }
        for (String part : name.split("/", -1)) {
            if (part.isEmpty() || part.startsWith(".") || part.endsWith(".lock")) {
                return false;
            }
        }
        return name.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "~^:?*[\\".indexOf(c) >= 0);
    }
}
