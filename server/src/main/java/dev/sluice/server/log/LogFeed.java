package dev.sluice.server.log;

import dev.sluice.app.run.LogStore.Line;
import dev.sluice.server.text.Moments;
import java.util.List;
import java.util.Optional;

/**
 * Draws the lines of a log that grows: items and sections as {@link LogViewer} draws them, and for each section that ends
 * an element that says so, with what then stands beside its title. Not safe for several threads.
 */
public final class LogFeed {
    private final LogLines lines;
    private final SectionTree sections;
    private final Moments moments;

    LogFeed(LogLines lines, SectionTree sections, Moments moments) {
        this.lines = lines;
        this.sections = sections;
        this.moments = moments;
    }

    /** The elements of these lines, which follow the last ones. */
    public String html(List<Line> more) {
        StringBuilder out = new StringBuilder(more.size() * 160);
        for (Line line : more) {
            SectionMarks marks = SectionMarks.of(line.text());
            if (marks(line, marks, out)) {
                lines.pass(marks.rest());
            } else {
                lines.append(line, out);
            }
        }
        return out.toString();
    }

    /** The sections that begin or end in lines that are not shown. */
    public String skip(List<Line> left) {
        StringBuilder out = new StringBuilder();
        for (Line line : left) {
            SectionMarks marks = SectionMarks.of(line.text());
            marks(line, marks, out);
            lines.pass(marks.rest());
        }
        return out.toString();
    }

    /** Draws what a line says of sections; whether its text became the title of one. */
    private boolean marks(Line line, SectionMarks marks, StringBuilder out) {
        boolean titled = false;
        for (SectionMarks.Mark mark : marks.marks()) {
            if (mark.opens()) {
                Optional<Section> opened =
                        sections.open(mark, AnsiText.plain(marks.rest()).strip(), line.number());
                opened.ifPresent(section -> open(section, out));
                titled |= opened.isPresent();
            } else {
                sections.close(mark, line.number()).forEach(section -> close(section, out));
            }
        }
        return titled;
    }

    private void open(Section section, StringBuilder out) {
        out.append("<details class=\"sec\" data-name=\"");
        AnsiText.escape(section.name(), out);
        out.append("\" data-line=\"").append(section.from() + 1).append("\" data-runs=\"true\"");
        if (!section.collapsed()) {
            out.append(" open");
        }
        out.append('>').append(summary(section, moments)).append("<ol></ol></details>");
    }

    private void close(Section section, StringBuilder out) {
        out.append("<p class=\"sec-end\" data-line=\"")
                .append(section.from() + 1)
                .append("\">");
        AnsiText.escape(note(section, moments), out);
        out.append("</p>");
    }

    /** The line of a section that is seen while it is folded. */
    public static String summary(Section section, Moments moments) {
        StringBuilder out = new StringBuilder(200);
        out.append("<summary><span class=\"no\" data-n=\"").append(section.from() + 1);
        out.append("\" aria-hidden=\"true\"></span><span class=\"sec-name\">");
        AnsiText.escape(section.title(), out);
        out.append("</span><span class=\"sec-note\" lang=\"");
        out.append(moments.messages().language().code()).append("\">");
        AnsiText.escape(note(section, moments), out);
        return out.append("</span></summary>").toString();
    }

    /** What stands beside a section's title once it is over: how long it took and how many lines are in it. */
    private static String note(Section section, Moments moments) {
        if (section.took().isEmpty()) {
            return "";
        }
        String took = moments.clock(section.took().get());
        return section.lines() == 0 ? took : took + " · " + moments.messages().text("log.lines", "n", section.lines());
    }
}
