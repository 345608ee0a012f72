package dev.sluice.server.log;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one reading of a log found: its sections and its first error. Grows with the log: each reading goes on where the
 * last one ended. Safe for many threads.
 */
final class LogOutline {
    private static final int STEP = 5000;
    private static final int SECTIONS_MAX = 500;

    private final List<Open> top = new ArrayList<>();
    private final Deque<Open> stack = new ArrayDeque<>();
    private long scanned;
    private int sections;
    private long firstError = -1;
    private long lastText = -1;

    /** A section that is being read; closed once {@code to} is set. */
    private static final class Open {
        final SectionMarks.Mark mark;
        final String title;
        final long from;
        final List<Open> inner = new ArrayList<>();
        long to = -1;
        long endSeconds;

        Open(SectionMarks.Mark mark, String title, long from) {
            this.mark = mark;
            this.title = title;
            this.from = from;
        }
    }

    /**
     * An outline.
     *
     * @param lines how many lines were read
     * @param firstError 0-based number of the first line that looks like an error, else of the last line with text
     */
    record Found(long lines, List<Section> sections, OptionalLong firstError) {
        Found {
            sections = List.copyOf(sections);
        }
    }

    /** Reads what is new in the log and tells the whole. */
    synchronized Found read(LogStore store, LogId id) {
        List<Line> lines = store.lines(id, scanned, STEP);
        while (!lines.isEmpty()) {
            lines.forEach(this::line);
            lines = lines.size() < STEP ? List.of() : store.lines(id, scanned, STEP);
        }
        long error = firstError >= 0 ? firstError : lastText;
        return new Found(
                scanned,
                top.stream().map(open -> section(open, scanned)).toList(),
                error < 0 ? OptionalLong.empty() : OptionalLong.of(error));
    }

    private void line(Line line) {
        SectionMarks marks = SectionMarks.of(line.text());
        for (SectionMarks.Mark mark : marks.marks()) {
            if (mark.opens()) {
                open(mark, AnsiText.plain(marks.rest()).strip(), line.number());
            } else {
                close(mark, line.number());
            }
        }
        if (marks.marks().isEmpty() && !line.text().isBlank()) {
            lookForError(line);
        }
        scanned = line.number() + 1;
    }

    private void lookForError(Line line) {
        if (firstError >= 0) {
            return;
        }
        String plain = AnsiText.plain(line.text());
        // What a shell is told to do is no error, whatever words are in it.
        if (plain.startsWith("$ ")) {
            return;
        }
        if (ErrorLine.looksLikeError(plain)) {
            firstError = line.number();
        } else if (!plain.isBlank()) {
            lastText = line.number();
        }
    }

    private void open(SectionMarks.Mark mark, String title, long at) {
        if (sections >= SECTIONS_MAX) {
            return;
        }
        sections++;
        Open opened = new Open(mark, title.isEmpty() ? mark.name() : title, at);
        if (stack.isEmpty()) {
            top.add(opened);
        } else {
            stack.peek().inner.add(opened);
        }
        stack.push(opened);
    }

    /** Closes the section of that name and all that were left open inside it; an end without a beginning is ignored. */
    private void close(SectionMarks.Mark mark, long at) {
        if (stack.stream().noneMatch(open -> open.mark.name().equals(mark.name()))) {
            return;
        }
        boolean found = false;
        while (!found) {
            Open open = stack.pop();
            found = open.mark.name().equals(mark.name());
            open.to = at;
            open.endSeconds = mark.seconds();
        }
    }

    private static Section section(Open open, long end) {
        boolean over = open.to >= 0;
        return new Section(
                open.mark.name(),
                open.title,
                open.from,
                over ? open.to : end,
                over
                        ? Optional.of(Duration.ofSeconds(Math.max(0, open.endSeconds - open.mark.seconds())))
                        : Optional.empty(),
                open.mark.collapsed(),
                open.inner.stream().map(inner -> section(inner, end)).toList());
    }
}
