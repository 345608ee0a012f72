package dev.sluice.server.log;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * What one reading of a log found: its sections and its first error. Grows with the log: each reading goes on where the
 * last one ended. Safe for many threads.
 */
final class LogOutline {
    private static final int STEP = 5000;
    /** A log whose every line leaves another colour on is drawn without them from here on. */
    private static final int STYLES_MAX = 20_000;

    private final SectionTree sections = new SectionTree();
    /** By the line that begins in it, where that is another one than the line before began in. */
    private final NavigableMap<Long, Style> styles = new TreeMap<>();

    private Style style = Style.PLAIN;
    private long scanned;
    private long firstError = -1;
    private long lastPerhaps = -1;
    private long lastText = -1;
    private long lastExit = -1;

    /**
     * An outline.
     *
     * @param lines how many lines were read
     * @param firstError 0-based number of the line that tells best why the job failed
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
        return new Found(scanned, sections.sections(scanned), error());
    }

    private void line(Line line) {
        SectionMarks marks = SectionMarks.of(line.text());
        for (SectionMarks.Mark mark : marks.marks()) {
            if (mark.opens()) {
                sections.open(mark, AnsiText.plain(marks.rest()).strip(), line.number());
            } else {
                sections.close(mark, line.number());
            }
        }
        if (marks.marks().isEmpty() && !line.text().isBlank()) {
            lookForError(line);
        }
        scanned = line.number() + 1;
        keep(AnsiText.endOf(marks.rest(), style));
    }

    private void keep(Style next) {
        Style kept = styles.size() < STYLES_MAX ? next : Style.PLAIN;
        if (!kept.equals(style)) {
            style = kept;
            styles.put(scanned, kept);
        }
    }

    /** The style in which a line begins that was read, or the next one. */
    synchronized Style styleAt(long line) {
        Map.Entry<Long, Style> change = styles.floorEntry(line);
        return change == null ? Style.PLAIN : change.getValue();
    }

    /** The sections that are open where a line begins that was read, or the next one. */
    synchronized SectionTree openAt(long line) {
        return sections.openAt(line);
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
        switch (ErrorLine.of(plain)) {
            case CERTAIN -> firstError = line.number();
            case PERHAPS -> lastPerhaps = line.number();
            case EXIT -> lastExit = line.number();
            case NONE -> {
                if (!plain.isBlank()) {
                    lastText = line.number();
                }
            }
        }
    }

    /** The first line that surely tells of an error, else the last that perhaps does, else the last words. */
    private OptionalLong error() {
        return LongStream.of(firstError, lastPerhaps, lastText, lastExit)
                .filter(line -> line >= 0)
                .findFirst();
    }
}
