package dev.sluice.cli.term;

/**
 * Makes text of strangers (job output, names, messages) safe for a terminal. What a job prints must not move the cursor,
 * set titles, write the clipboard, make links or hide lines: only colours pass, and those only where colours are wanted.
 */
public final class SafeText {
    /** What is shown of one line at most, in UTF-16 units; the log has all of it. */
    public static final int LINE_MAX = 8192;

    private static final char ESCAPE = '\u001b';

    private SafeText() {}

    /**
     * One line of a job's output. Of a line that was overwritten by carriage returns the last state is left. Text after
     * {@link #LINE_MAX} is cut off with a note.
     */
    public static String line(String text, boolean colors) {
        String last = afterLastReturn(text);
        if (isPlain(last)) {
            return last.length() <= LINE_MAX ? last : cut(new StringBuilder(last), last.length());
        }
        return filtered(last, colors);
    }

    private static String filtered(String text, boolean colors) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), LINE_MAX + 64));
        boolean styled = false;
        int i = 0;
        while (i < text.length() && safe.length() <= LINE_MAX) {
            char c = text.charAt(i);
            if (c == ESCAPE || (c >= '\u0080' && c <= '\u009f')) {
                int end = endOfEscape(text, i);
                if (colors && isColor(text, i, end)) {
                    safe.append(text, i, end);
                    styled = true;
                }
                i = end;
            } else {
                if (c == '\t' || (c >= ' ' && c != '\u007f')) {
                    safe.append(c);
                }
                i++;
            }
        }
        if (i < text.length()) {
            cut(safe, text.length());
        }
        if (styled) {
            safe.append(Color.RESET);
        }
        return safe.toString();
    }

    private static String cut(StringBuilder text, int length) {
        int end = Math.min(text.length(), LINE_MAX);
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        text.setLength(end);
        return text.append(" ... (").append(length).append(" characters)").toString();
    }

    private static String afterLastReturn(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        int last = text.lastIndexOf('\r', end - 1);
        return last < 0 && end == text.length() ? text : text.substring(last + 1, end);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || (c >= '\u007f' && c <= '\u009f')) {
                return false;
            }
        }
        return true;
    }

    /** The index after the control sequence (ECMA-48) that begins at {@code start}; one that never ends takes the rest. */
    private static int endOfEscape(String text, int start) {
        char introducer = text.charAt(start);
        int next = start + 1;
        if (introducer == ESCAPE) {
            if (next == text.length()) {
                return next;
            }
            introducer = (char) (text.charAt(next) + 0x40);
            next++;
        }
        return switch (introducer) {
            case '\u009b' -> endOfControlSequence(text, next);
            case '\u009d', '\u0090', '\u0098', '\u009e', '\u009f' -> endOfString(text, next);
            // Intermediate bytes come before the final one: ESC ( B.
            default -> introducer >= 0x60 && introducer <= 0x6f ? endOfIntermediates(text, next) : next;
        };
    }

    private static int endOfIntermediates(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '/') {
            i++;
        }
        return Math.min(i + 1, text.length());
    }

    private static int endOfControlSequence(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= ' ' && text.charAt(i) <= '?') {
            i++;
        }
        boolean ended = i < text.length() && text.charAt(i) >= '@' && text.charAt(i) <= '~';
        return ended ? i + 1 : i;
    }

    private static int endOfString(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\u0007' || c == '\u009c') {
                return i + 1;
            }
            if (c == ESCAPE && i + 1 < text.length() && text.charAt(i + 1) == '\\') {
                return i + 2;
            }
        }
        return text.length();
    }

    /** Whether the sequence only sets colours and weights: ESC [ digits and separators m. */
    private static boolean isColor(String text, int start, int end) {
        if (end - start < 3
                || text.charAt(start) != ESCAPE
                || text.charAt(start + 1) != '['
                || text.charAt(end - 1) != 'm') {
            return false;
        }
        for (int i = start + 2; i < end - 1; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != ';' && c != ':') {
                return false;
            }
        }
        return true;
    }

    /** A name or message within a line of ours: whatever could break or disguise the line is shown as an escape. */
    public static String name(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' || (c >= '\u007f' && c <= '\u009f');
            boolean disguise = (c >= '\u200b' && c <= '\u200f') || (c >= '\u2028' && c <= '\u202e');
            if (control || disguise || (c >= '\u2066' && c <= '\u2069') || c == '\ufeff') {
                String hex = Integer.toHexString(c);
                safe.append("\\u").repeat('0', 4 - hex.length()).append(hex);
            } else {
                safe.append(c);
            }
        }
        return safe.toString();
    }
}
