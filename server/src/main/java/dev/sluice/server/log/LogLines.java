package dev.sluice.server.log;

import dev.sluice.app.run.LogStore.Line;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes log lines as list items. One object renders lines that follow each other: colours go on from line to line. Not
 * safe for several threads.
 */
public final class LogLines {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    /** The longest line that is ever shown whole. */
    private static final int WHOLE_MAX = 1_000_000;

    private final String page;
    private final int attempt;
    private final DateTimeFormatter clock;
    private final Optional<LineRange> marked;
    private Style style = Style.PLAIN;
    private final long whole;
    private boolean focused;

    /** As below, for lines on the page that is open: their links lead to it. */
    public LogLines(int attempt, ZoneId zone, Optional<LineRange> marked) {
        this("", attempt, zone, marked, OptionalLong.empty());
    }

    /**
     * @param page address of the page that shows the log, which the lines' links lead to; empty text for the open one
     * @param attempt goes into the lines' links
     * @param zone of the visitor, for the lines' times
     * @param marked lines that the address points at; the first of them takes the focus
     * @param whole 1-based number of a line that is not cut, however long it is
     */
    LogLines(String page, int attempt, ZoneId zone, Optional<LineRange> marked, OptionalLong whole) {
        this.page = page;
        this.whole = whole.orElse(0);
        this.attempt = attempt;
        this.clock = CLOCK.withZone(zone);
        this.marked = marked;
    }

    /** The items of these lines. A line that only closes a section is left out. */
    public String html(List<Line> lines) {
        StringBuilder out = new StringBuilder(lines.size() * 160);
        lines.forEach(line -> append(line, out));
        return out.toString();
    }

    /** As {@link #html}, one line of text each, for the event stream. */
    public String html(Line line) {
        StringBuilder out = new StringBuilder(200);
        append(line, out);
        return out.toString();
    }

    /** A line that has no number of its own, after a label. */
    public String plain(String label, String line) {
        AnsiText text = AnsiText.of(line, Style.PLAIN);
        StringBuilder out = new StringBuilder(line.length() + 80);
        out.append("<li><span class=\"who\">");
        AnsiText.escape(label, out);
        return out.append("</span><code>")
                .append(text.html())
                .append("</code></li>")
                .toString();
    }

    private void append(Line line, StringBuilder out) {
        SectionMarks marks = SectionMarks.of(line.text());
        boolean header = marks.marks().stream().anyMatch(SectionMarks.Mark::opens);
        if (!marks.marks().isEmpty() && marks.rest().isBlank()) {
            return;
        }
        int lengthMax = line.number() + 1 == whole ? WHOLE_MAX : AnsiText.LENGTH_MAX;
        AnsiText text = AnsiText.of(marks.rest(), style, lengthMax);
        style = text.end();
        item(line, text, header, out);
    }

    private void item(Line line, AnsiText text, boolean header, StringBuilder out) {
        long number = line.number() + 1;
        boolean isMarked = marked.isPresent() && marked.get().contains(number);
        out.append("<li id=\"L").append(number).append('"');
        if (isMarked || header) {
            out.append(" class=\"")
                    .append(isMarked ? "hit" : "")
                    .append(header ? " head" : "")
                    .append('"');
        }
        out.append("><a class=\"no\" href=\"");
        AnsiText.escape(page, out);
        out.append("?attempt=").append(attempt).append("&amp;l=").append(number);
        out.append("#L").append(number).append("\" data-n=\"").append(number).append("\" aria-label=\"");
        out.append(number).append('"');
        if (isMarked && !focused) {
            out.append(" autofocus");
            focused = true;
        } else {
            out.append(" tabindex=\"-1\"");
        }
        out.append("></a><span class=\"w\">").append(clock.format(line.at())).append("</span><code>");
        out.append(text.html()).append("</code>");
        if (text.cut() > 0) {
            out.append("<a class=\"more\" href=\"");
            AnsiText.escape(page, out);
            out.append("?attempt=").append(attempt).append("&amp;whole=").append(number);
            out.append("#L").append(number).append("\">… +").append(text.cut()).append("</a>");
        }
        out.append("</li>");
    }
}
