package dev.sluice.cli.args;

import java.util.Collection;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Nearest {
    private Nearest() {}

    /** The closest of the names, if it is close enough to be a slip of the fingers. */
    public static Optional<String> to(String wrong, Collection<String> names) {
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String name : names) {
            int distance = distance(wrong.toLowerCase(java.util.Locale.ROOT), name.toLowerCase(java.util.Locale.ROOT));
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        int allowed = Math.max(1, Math.min(wrong.length(), best.length()) / 3);
        return bestDistance <= allowed ? Optional.of(best) : Optional.empty();
    }

    /** A question with the closest name, or what to say where none is close. */
    public static String hint(String wrong, Collection<String> names, String otherwise) {
        Optional<String> near = to(wrong, names);
        return near.isPresent() ? "did you mean \"" + near.get() + "\"?" : otherwise;
    }

    /** Insertions, deletions, replacements and swaps of neighbours that make one text of the other. */
    static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 || j == 0 ? i + j : step(a, b, rows, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(String a, String b, int[][] rows, int i, int j) {
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        int least = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1);
        least = Math.min(least, rows[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
