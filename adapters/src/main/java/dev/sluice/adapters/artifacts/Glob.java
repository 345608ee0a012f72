package dev.sluice.adapters.artifacts;

import dev.sluice.core.glob.NameGlob;
import java.util.ArrayList;
import java.util.List;

/**
 * A path pattern as GitLab's runner understands it (the doublestar rules): {@code *} and {@code ?} stay in one folder,
 * {@code **} between slashes crosses any number of them, {@code [a-z]} and {@code [!a-z]} are classes, <code>{a,b}</code>
 * are alternatives, a backslash takes the next sign as it is. {@code **} beside other signs is a {@code *}. Immutable.
 *
 * <p>Single names are matched by {@link NameGlob}, as in the globs of {@code rules:changes}. What is between them is not
 * shared, because it differs throughout: here a {@code **} at the end takes folders, too, {@code .} and empty names are left
 * out, an escaped brace is no alternative, and too many alternatives are no mistake.
 *
 * <p>Matching takes time proportional to pattern times path, whatever the pattern. Rules:
 * <a href="https://docs.gitlab.com/ci/yaml/#artifactspaths">artifacts:paths</a>.
 */
final class Glob {
    private static final int ALTERNATIVES_MAX = 1000;

    private final List<List<String>> alternatives;

    private Glob(List<List<String>> alternatives) {
        this.alternatives = alternatives;
    }

    /** Reads a pattern relative to the workspace, with forward slashes. Broken brackets stand for themselves. */
    static Glob of(String pattern) {
        List<String> expanded = new ArrayList<>();
        expand(pattern, expanded);
        return new Glob(expanded.stream().map(Glob::segments).toList());
    }

    /** The folders before the first one with a sign of its own: where a search has to begin. One for each alternative. */
    List<String> beginnings() {
        return alternatives.stream().map(Glob::beginning).distinct().toList();
    }

    /** Whether the pattern is this path itself, without any sign of its own. */
    boolean spells(String path) {
        return alternatives.stream()
                .anyMatch(segments -> String.join("/", segments).equals(path));
    }

    /** Whether the pattern names this path. */
    boolean matches(String path) {
        List<String> names = List.of(path.split("/"));
        return alternatives.stream().anyMatch(segments -> matches(segments, names));
    }

    private static String beginning(List<String> segments) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < segments.size() && !isPattern(segments.get(i)); i++) {
            path.append(i == 0 ? "" : "/").append(segments.get(i));
        }
        return path.toString();
    }

    private static boolean isPattern(String segment) {
        return segment.chars().anyMatch(c -> "*?[\\".indexOf(c) >= 0);
    }

    private static List<String> segments(String pattern) {
        List<String> segments = new ArrayList<>();
        for (String segment : pattern.split("/")) {
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return segments;
    }

    /** Writes out the first group of alternatives and goes on with each result. */
    private static void expand(String pattern, List<String> into) {
        int open = unescaped(pattern, '{', 0);
        int close = open < 0 ? -1 : closing(pattern, open);
        if (close < 0 || into.size() >= ALTERNATIVES_MAX) {
            into.add(pattern);
            return;
        }
        String before = pattern.substring(0, open);
        String after = pattern.substring(close + 1);
        int start = open + 1;
        int depth = 0;
        for (int i = start; i <= close; i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (i == close || (c == ',' && depth == 0)) {
                expand(before + pattern.substring(start, i) + after, into);
                start = i + 1;
            } else if (c == '}') {
                depth--;
            }
        }
    }

    private static int unescaped(String text, char wanted, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int closing(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** On a mismatch it is enough to let the last {@code **} take one folder more: earlier ones cannot do better. */
    private static boolean matches(List<String> segments, List<String> names) {
        int s = 0;
        int n = 0;
        int retrySegment = -1;
        int retryName = -1;
        while (n < names.size()) {
            if (s < segments.size() && segments.get(s).equals("**")) {
                retrySegment = s++;
                retryName = n;
            } else if (s < segments.size() && NameGlob.matches(segments.get(s), names.get(n))) {
                s++;
                n++;
            } else if (retrySegment >= 0) {
                s = retrySegment + 1;
                n = ++retryName;
            } else {
                return false;
            }
        }
        while (s < segments.size() && segments.get(s).equals("**")) {
            s++;
        }
        return s == segments.size();
    }
}
