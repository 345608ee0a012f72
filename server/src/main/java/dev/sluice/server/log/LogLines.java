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

    private final Look look;
    private final DateTimeFormatter clock;
    private Style style = Style.PLAIN;
    private boolean focused;

    /**
     * How lines are shown.
     *
     * @param page address of the page that shows the log, which the lines' links lead to; empty text for the open one
     * @param attempt goes into the lines' links
     * @param zone of the visitor, for the lines' times
     * @param marked lines that the address points at; the first of them takes the focus
     * @param whole 1-based number of a line that is not cut, however long it is
     * @param found what is marked within the lines
     */
    public record Look(
            String page, int attempt, ZoneId zone, Optional<LineRange> marked, OptionalLong whole, Highlight found) {

        /** Without anything special about a line. */
        public Look(String page, int attempt, ZoneId zone, Highlight found) {
            this(page, attempt, zone, Optional.empty(), OptionalLong.empty(), found);
        }
    }

    public LogLines(Look look) {
        this.look = look;
        this.clock = CLOCK.withZone(look.zone());
    }

    /** The next line begins in this style. */
    LogLines from(Style start) {
        style = start;
        return this;
    }

    /** A line that is not shown: its colours go on all the same. */
    void pass(String text) {
        style = AnsiText.endOf(text, style);
    }

    /** The items of these lines. A line that only closes a section is left out. */
    public String html(List<Line> lines) {
        StringBuilder out = new StringBuilder(lines.size() * 160);
        lines.forEach(line -> append(line, out));
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

    /** Appends a line's item, or nothing where it only opens or closes a section. */
    void append(Line line, StringBuilder out) {
        SectionMarks marks = SectionMarks.of(line.text());
        boolean header = marks.marks().stream().anyMatch(SectionMarks.Mark::opens);
        if (!marks.marks().isEmpty() && marks.rest().isBlank()) {
            pass(marks.rest());
            return;
        }
        int lengthMax = line.number() + 1 == look.whole().orElse(0) ? WHOLE_MAX : AnsiText.LENGTH_MAX;
        List<Highlight.Part> found =
                look.found() == Highlight.NONE ? List.of() : look.found().in(AnsiText.plain(marks.rest()));
        AnsiText text = AnsiText.of(marks.rest(), style, lengthMax, found);
        style = text.end();
        item(line, text, header, out);
    }

    private void item(Line line, AnsiText text, boolean header, StringBuilder out) {
        long number = line.number() + 1;
        boolean isMarked = look.marked().isPresent() && look.marked().get().contains(number);
        out.append("<li id=\"L").append(number).append('"');
        if (isMarked || header) {
            out.append(" class=\"")
                    .append(isMarked ? "hit" : "")
                    .append(header ? " head" : "")
                    .append('"');
        }
        out.append("><a class=\"no\" href=\"");
        AnsiText.escape(look.page(), out);
        out.append("?attempt=").append(look.attempt()).append("&amp;l=").append(number);
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
            AnsiText.escape(look.page(), out);
            out.append("?attempt=").append(look.attempt()).append("&amp;whole=").append(number);
            out.append("#L").append(number).append("\">… +").append(text.cut()).append("</a>");
        }
        out.append("</li>");
    }
}
