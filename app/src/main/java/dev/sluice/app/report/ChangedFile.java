package dev.sluice.app.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A file of a difference, as it is after the change.
 *
 * @param path in the repository
 * @param lines those that were added, with those around them; in order, with gaps between the hunks
 */
public record ChangedFile(String path, List<Line> lines) {
    public ChangedFile {
        lines = List.copyOf(lines);
    }

    /**
     * A line.
     *
     * @param number 1-based, in the file after the change
     * @param added it was not there before
     */
    public record Line(int number, boolean added, String text) {}

    /** Reads a unified diff of git's. Files that were deleted are left out. */
    public static List<ChangedFile> of(String diff) {
        List<ChangedFile> files = new ArrayList<>();
        String path = "";
        List<Line> lines = new ArrayList<>();
        int number = 0;
        boolean inHunk = false;
        for (String line : diff.split("\n", -1)) {
            if (line.startsWith("diff --git ")) {
                add(files, path, lines);
                path = "";
                lines = new ArrayList<>();
                inHunk = false;
            } else if (!inHunk && line.startsWith("+++ b/")) {
                path = line.substring("+++ b/".length());
            } else if (!inHunk && line.startsWith("+++ \"b/")) {
                path = unquoted(line.substring("+++ ".length()));
            } else if (line.startsWith("@@ ")) {
                number = firstLine(line);
                inHunk = number > 0;
            } else if (inHunk && line.startsWith("+")) {
                lines.add(new Line(number++, true, line.substring(1)));
            } else if (inHunk && line.startsWith(" ")) {
                lines.add(new Line(number++, false, line.substring(1)));
            }
        }
        add(files, path, lines);
        return files;
    }

    private static void add(List<ChangedFile> files, String path, List<Line> lines) {
        if (!path.isEmpty() && !lines.isEmpty()) {
            files.add(new ChangedFile(path.endsWith("\t") ? path.substring(0, path.length() - 1) : path, lines));
        }
    }

    /** {@code @@ -1,2 +3,4 @@}: 3. */
    private static int firstLine(String head) {
        int plus = head.indexOf('+');
        int end = plus + 1;
        while (plus > 0 && end < head.length() && Character.isDigit(head.charAt(end)) && end - plus < 10) {
            end++;
        }
        return plus > 0 && end > plus + 1 ? Integer.parseInt(head.substring(plus + 1, end)) : 0;
    }

    /** Git quotes names with other letters than ASCII's: bytes as octal numbers. */
    private static String unquoted(String quoted) {
        byte[] bytes = new byte[quoted.length()];
        int length = 0;
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == '\\' && i + 3 < quoted.length() && Character.isDigit(quoted.charAt(i + 1))) {
                bytes[length++] = (byte) Integer.parseInt(quoted.substring(i + 1, i + 4), 8);
                i += 3;
            } else if (c == '\\' && i + 1 < quoted.length()) {
                bytes[length++] = (byte) quoted.charAt(++i);
            } else {
                bytes[length++] = (byte) c;
            }
        }
        String name = new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
        return name.startsWith("b/") ? name.substring(2) : name;
    }
}
