package dev.sluice.server.log;

import java.util.List;

/**
 * One line of terminal output as HTML, and the style it ends in. Everything is escaped; only colours, bold and links to
 * {@code http} and {@code https} get through. Reads each character a bounded number of times.
 *
 * <p>A carriage return begins the line anew, as on a terminal: the last text counts. Cursor movements, titles, clipboard
 * access and hyperlinks of the terminal are dropped; other control characters, and those that reverse the direction of
 * text, are shown as {@code ␛}.
 *
 * @param html safe to put between tags
 * @param end the style at the line's end, for the next line
 * @param cut characters that were left out because the line is too long, 0 for none
 */
record AnsiText(String html, Style end, int cut) {

    /** Longer lines are cut. */
    static final int LENGTH_MAX = 4000;

    private static final int CODES_MAX = 32;
    private static final String MASK = "[MASKED]";

    static AnsiText of(String line, Style start) {
        return of(line, start, LENGTH_MAX);
    }

    static AnsiText of(String line, Style start, int lengthMax) {
        return of(line, start, lengthMax, List.of());
    }

    /**
     * @param marks what is marked, counted in the characters of {@link #plain}; a mark goes on over colours and links
     */
    static AnsiText of(String line, Style start, int lengthMax, List<Highlight.Part> marks) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        int begin = line.lastIndexOf('\r', Math.max(0, end - 1)) + 1;
        Style style = begin == 0 || begin > end
                ? start
                : new Reader(line, 0, begin, start, 0, List.of()).read().end();
        return new Reader(line, Math.min(begin, end), end, style, lengthMax, marks).read();
    }

    /** The style in which a line ends that begins in that one. */
    static Style endOf(String line, Style start) {
        return line.indexOf('\u001b') < 0 ? start : of(line, start, 0).end();
    }

    /** The text as a person sees it, without any control sequence. */
    static String plain(String line) {
        if (line.indexOf('\u001b') < 0 && line.indexOf('\r') < 0) {
            return line;
        }
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        int at = line.lastIndexOf('\r', Math.max(0, end - 1)) + 1;
        StringBuilder out = new StringBuilder(Math.max(0, end - at));
        while (at < end) {
            if (line.charAt(at) == '\u001b') {
                int next = sequenceEnd(line, at, end);
                if (next == at) {
                    out.append(line.charAt(at++));
                } else {
                    at = next;
                }
            } else {
                out.append(line.charAt(at++));
            }
        }
        return out.toString();
    }

    /** Appends text with the five characters escaped that mean something in HTML. */
    static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            escape(text.charAt(i), out);
        }
    }

    private static void escape(char c, StringBuilder out) {
        switch (c) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&#34;");
            case '\'' -> out.append("&#39;");
            default -> out.append(c);
        }
    }

    /** Where the escape sequence at {@code at} ends; {@code at} itself where it is not complete. */
    private static int sequenceEnd(String line, int at, int end) {
        if (at + 1 >= end) {
            return at;
        }
        char kind = line.charAt(at + 1);
        if (kind == '[') {
            int i = at + 2;
            while (i < end && line.charAt(i) >= 0x20 && line.charAt(i) <= 0x3f) {
                i++;
            }
            return i < end && line.charAt(i) >= 0x40 && line.charAt(i) <= 0x7e ? i + 1 : at;
        }
        if (kind == ']' || kind == 'P' || kind == '_' || kind == '^' || kind == 'X') {
            for (int i = at + 2; i < end; i++) {
                if (line.charAt(i) == '\u0007') {
                    return i + 1;
                }
                if (line.charAt(i) == '\u001b') {
                    return i + 1 < end && line.charAt(i + 1) == '\\' ? i + 2 : i;
                }
            }
            return at;
        }
        if (kind >= 0x20 && kind <= 0x2f) {
            return at + 2 < end ? at + 3 : at;
        }
        return kind >= 0x30 && kind <= 0x7e ? at + 2 : at;
    }

    private static final class Reader {
        private final String line;
        private final int end;
        private final int lengthMax;
        private final StringBuilder out;
        private final List<Highlight.Part> marks;
        private final int[] codes = new int[CODES_MAX];
        private int at;
        private int shown;
        private Style style;
        private String open = "";
        private int mark;
        private boolean marking;

        Reader(String line, int from, int end, Style style, int lengthMax, List<Highlight.Part> marks) {
            this.marks = marks;
            this.line = line;
            this.at = from;
            this.end = end;
            this.style = style;
            this.lengthMax = lengthMax;
            this.out = new StringBuilder(end - from + 16);
        }

        AnsiText read() {
            while (at < end) {
                char c = line.charAt(at);
                if (c == '\u001b') {
                    sequence();
                } else if (c == 'h' && linkLength() > 0) {
                    link(linkLength());
                } else if (c == '[' && line.startsWith(MASK, at)) {
                    mask();
                } else {
                    character(c);
                    at++;
                }
            }
            close();
            return new AnsiText(out.toString(), style, Math.max(0, shown - lengthMax));
        }

        private boolean room() {
            return shown < lengthMax;
        }

        private void sequence() {
            int next = sequenceEnd(line, at, end);
            if (next == at) {
                character('\u001b');
                at++;
                return;
            }
            if (line.charAt(next - 1) == 'm' && line.charAt(at + 1) == '[') {
                style = style.select(codes, codes(at + 2, next - 1));
            }
            at = next;
        }

        /** Numbers between semicolons or colons; a missing one is 0; more than there is room for are ignored. */
        private int codes(int from, int to) {
            int count = 0;
            int value = 0;
            for (int i = from; i <= to && count < CODES_MAX; i++) {
                char c = i < to ? line.charAt(i) : ';';
                if (c >= '0' && c <= '9') {
                    value = Math.min(9999, value * 10 + c - '0');
                } else {
                    codes[count++] = value;
                    value = 0;
                }
            }
            return count;
        }

        private void character(char c) {
            if (room()) {
                span();
                markHere();
                if (isHidden(c)) {
                    out.append('␛');
                } else {
                    escape(c, out);
                }
            }
            shown++;
        }

        /** Begins or ends a mark where the next character is the first of one, or the first behind it. */
        private void markHere() {
            while (mark < marks.size() && marks.get(mark).to() <= shown) {
                mark++;
            }
            boolean wanted = mark < marks.size() && marks.get(mark).from() <= shown;
            if (wanted && !marking) {
                out.append("<mark>");
                marking = true;
            } else if (!wanted) {
                unmark();
            }
        }

        /** Ends the mark before a tag; the next character begins it again. */
        private void unmark() {
            if (marking) {
                out.append("</mark>");
                marking = false;
            }
        }

        private static boolean isHidden(char c) {
            return c < 0x20 && c != '\t'
                    || c >= 0x7f && c < 0xa0
                    || c >= '\u202a' && c <= '\u202e'
                    || c >= '\u2066' && c <= '\u2069';
        }

        private void span() {
            String wanted = style.classes();
            if (!wanted.equals(open)) {
                close();
                if (!wanted.isEmpty()) {
                    out.append("<span class=\"").append(wanted).append("\">");
                }
                open = wanted;
            }
        }

        private void close() {
            unmark();
            if (!open.isEmpty()) {
                out.append("</span>");
                open = "";
            }
        }

        private void mask() {
            if (room()) {
                span();
                unmark();
                out.append("<span class=\"mask\">");
                inside(MASK, MASK.length());
                out.append("</span>");
            } else {
                shown += MASK.length();
            }
            at += MASK.length();
        }

        /** Length of the address that begins here, 0 for none. */
        private int linkLength() {
            int start = line.startsWith("https://", at) ? at + 8 : line.startsWith("http://", at) ? at + 7 : -1;
            if (start < 0 || !room()) {
                return 0;
            }
            int i = start;
            while (i < end && isLinkCharacter(line.charAt(i))) {
                i++;
            }
            while (i > start && ".,;:!?)]}*".indexOf(line.charAt(i - 1)) >= 0) {
                i--;
            }
            return i > start ? i - at : 0;
        }

        private static boolean isLinkCharacter(char c) {
            return c > 0x20 && c < 0x7f && "<>\"'`\\^{}|".indexOf(c) < 0;
        }

        private void link(int length) {
            span();
            unmark();
            String address = line.substring(at, at + length);
            out.append("<a href=\"");
            escape(address, out);
            out.append("\" rel=\"noopener noreferrer nofollow\" tabindex=\"-1\">");
            inside(address, Math.min(length, lengthMax - shown));
            out.append("</a>");
            at += length;
        }

        /** The text of an element, of which so many characters fit; a mark in it ends in it. */
        private void inside(String text, int fits) {
            for (int i = 0; i < fits; i++) {
                markHere();
                escape(text.charAt(i), out);
                shown++;
            }
            unmark();
            shown += text.length() - fits;
        }
    }
}
