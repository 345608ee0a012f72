package dev.sluice.dialects.gitlab;

/**
 * The pattern of {@code include:local}: {@code *} stays in a folder, {@code **} takes anything (docs.gitlab.com, "Use
 * includes", wildcards). Time is pattern times path.
 */
final class IncludeGlob {
    private IncludeGlob() {}

    static boolean matches(String pattern, String path) {
        boolean[] reached = new boolean[path.length() + 1];
        reached[0] = true;
        int p = 0;
        while (p < pattern.length()) {
            boolean star = pattern.charAt(p) == '*';
            boolean any = star && p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
            boolean[] next = new boolean[path.length() + 1];
            for (int s = 0; s <= path.length(); s++) {
                if (star) {
                    boolean further = s > 0 && next[s - 1] && (any || path.charAt(s - 1) != '/');
                    next[s] = reached[s] || further;
                } else {
                    next[s] = s > 0 && reached[s - 1] && path.charAt(s - 1) == pattern.charAt(p);
                }
            }
            reached = next;
            p += any ? 2 : 1;
        }
        return reached[path.length()];
    }
}
