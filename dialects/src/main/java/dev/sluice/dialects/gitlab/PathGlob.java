package dev.sluice.dialects.gitlab;

import dev.sluice.core.glob.NameGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A glob over whole paths with the meaning of Ruby's {@code File.fnmatch} and the flags {@code FNM_PATHNAME},
 * {@code FNM_DOTMATCH} and {@code FNM_EXTGLOB}: {@code *} stays in a folder and takes a leading dot, a part {@code **} crosses
 * folders, {@code {a,b}} are alternatives (docs.gitlab.com, CI/CD YAML syntax, rules:changes). Matching needs time linear
 * in pattern times path for each alternative. Single names are matched by {@link NameGlob}, as in the patterns of artifacts;
 * what is between them has other rules there and is not shared: here a {@code **} at the end is a {@code *}, empty names
 * count, and too many alternatives are a mistake.
 */
final class PathGlob {
    private static final int ALTERNATIVES_MAX = 100;

    private final List<String[]> alternatives;

    private PathGlob(List<String[]> alternatives) {
        this.alternatives = alternatives;
    }

    /** The glob, or empty where its braces stand for too many alternatives. */
    static Optional<PathGlob> of(String pattern) {
        List<String> expanded = new ArrayList<>();
        if (!expand(pattern, expanded)) {
            return Optional.empty();
        }
        return Optional.of(
                new PathGlob(expanded.stream().map(text -> text.split("/", -1)).toList()));
    }

    boolean matches(String path) {
        String[] parts = path.split("/", -1);
        for (String[] pattern : alternatives) {
            if (matches(pattern, parts)) {
                return true;
            }
        }
        return false;
    }

    /** Work list instead of recursion: patterns come from outside. */
    private static boolean expand(String pattern, List<String> into) {
        List<String> work = new ArrayList<>(List.of(pattern));
        while (!work.isEmpty()) {
            String next = work.removeLast();
            int open = next.indexOf('{');
            int close = open < 0 ? -1 : closing(next, open);
            if (close < 0) {
                into.add(next);
            } else {
                for (String choice : choices(next.substring(open + 1, close))) {
                    work.add(next.substring(0, open) + choice + next.substring(close + 1));
                }
            }
            if (work.size() + into.size() > ALTERNATIVES_MAX) {
                return false;
            }
        }
        return true;
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

    private static List<String> choices(String inner) {
        List<String> choices = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '{') {
                depth++;
            } else if (c == '}') {
                depth--;
            } else if (c == ',' && depth == 0) {
                choices.add(inner.substring(start, i));
                start = i + 1;
            }
        }
        choices.add(inner.substring(start));
        return choices;
    }

    /** Two pointers with one place to go back to: {@code **} takes any number of folders. */
    private static boolean matches(String[] pattern, String[] path) {
        int p = 0;
        int s = 0;
        int backPattern = -1;
        int backPath = -1;
        while (s < path.length) {
            // Only "**/" crosses folders; a "**" at the end is a "*".
            if (p < pattern.length - 1 && pattern[p].equals("**")) {
                backPattern = p++;
                backPath = s;
            } else if (p < pattern.length
                    && (p == pattern.length - 1) == (s == path.length - 1)
                    && NameGlob.matches(pattern[p], path[s])) {
                p++;
                s++;
            } else if (backPattern >= 0 && backPath + 1 < path.length) {
                p = backPattern + 1;
                s = ++backPath;
            } else {
                return false;
            }
        }
        return p == pattern.length;
    }
}
