package dev.sluice.server.log;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.Line;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.server.text.Moments;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides which part of a log a page shows, and renders it: never more than {@value #WINDOW} lines at once. Keeps the
 * outlines of the logs that were read last. Safe for many threads.
 */
public final class LogViewer {
    /** Lines in a window. */
    public static final int WINDOW = 1000;

    private static final int OUTLINES_MAX = 200;
    private static final int BEFORE_TARGET = 200;
    private static final int AFTER_ERROR = 500;
    private static final int LAST = 200;
    /** The section of a job's script, as GitLab's runner names it. */
    private static final String SCRIPT = "step_script";

    private static final int GAP_MIN = 2;
    private static final int ERROR_TEXT_MAX = 300;

    private final LogStore store;
    private final Map<LogId, LogOutline> outlines = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LogId, LogOutline> eldest) {
            return size() > OUTLINES_MAX;
        }
    };

    public LogViewer(LogStore store) {
        this.store = store;
    }

    /** How the job of the log stands: it decides what is shown first. */
    public enum Stand {
        RUNNING,
        FAILED,
        DONE
    }

    /**
     * What is wanted.
     *
     * @param stand how the job stands
     * @param marked lines that the address points at
     * @param from 1-based line to begin at
     * @param page address of the page, for the links of lines; empty text where they lead to the open page
     * @param whole 1-based number of a line that is not cut
     * @param found what is marked within the lines
     */
    public record Wish(
            LogId id,
            Stand stand,
            Optional<LineRange> marked,
            OptionalLong from,
            ZoneId zone,
            String page,
            OptionalLong whole,
            Highlight found) {}

    /** A run of lines, 0-based, the end not included. */
    private record Span(long from, long to) {
        Span clip(long low, long high) {
            return new Span(Math.max(from, low), Math.min(to, high));
        }

        boolean isEmpty() {
            return to <= from;
        }
    }

    /** The window a page opens with. */
    public LogWindow open(Wish wish) {
        LogOutline.Found outline = outline(wish.id()).read(store, wish.id());
        List<Span> spans = spans(wish, outline);
        OptionalLong target = target(wish, outline);
        boolean last = spans.stream().anyMatch(span -> span.to() >= outline.lines());
        Builder builder = new Builder(wish, spans, target, outline.lines());
        List<LogBlock> blocks = builder.blocks(0, outline.lines(), outline.sections());
        OptionalLong error = wish.stand() == Stand.FAILED ? outline.firstError() : OptionalLong.empty();
        return new LogWindow(
                outline.lines(),
                blocks,
                error.isEmpty() ? error : OptionalLong.of(error.getAsLong() + 1),
                error.isEmpty() ? "" : text(wish.id(), error.getAsLong()),
                wish.stand() == Stand.RUNNING && (last || outline.lines() == 0),
                false);
    }

    /** A part of a gap: at most {@value #WINDOW} lines from its beginning, or from its end, and what then is left of it. */
    public List<LogBlock> part(Wish wish, LogBlock.Gap gap, boolean fromEnd) {
        long total = store.lineCount(wish.id());
        long from = Math.clamp(gap.from(), 0, total);
        long to = Math.clamp(gap.to(), from, total);
        Span span = fromEnd ? new Span(Math.max(from, to - WINDOW), to) : new Span(from, Math.min(to, from + WINDOW));
        read(wish.id());
        return new Builder(wish, List.of(span), OptionalLong.empty(), total).blocks(from, to, List.of());
    }

    /** The items of single lines, in any order: what is marked in them. */
    public String items(LogId id, List<Long> numbers, LogLines.Look look) {
        LogOutline outline = read(id);
        StringBuilder out = new StringBuilder();
        for (long number : numbers) {
            for (Line line : store.lines(id, number, 1)) {
                new LogLines(look).from(outline.styleAt(number)).append(line, out);
            }
        }
        return out.toString();
    }

    /**
     * A log from a line on as it grows, drawn as a page that opens later shows it.
     *
     * @param from 0-based
     */
    public LogFeed feed(LogId id, long from, LogLines.Look look, Moments moments) {
        LogOutline outline = read(id);
        return new LogFeed(new LogLines(look).from(outline.styleAt(from)), outline.openAt(from), moments);
    }

    private LogOutline read(LogId id) {
        LogOutline outline = outline(id);
        outline.read(store, id);
        return outline;
    }

    /** One line in full length, as plain text. */
    private Optional<String> line(LogId id, long number) {
        return store.lines(id, number - 1, 1).stream().findFirst().map(line -> AnsiText.plain(line.text()));
    }

    private String text(LogId id, long line) {
        String text = line(id, line + 1).orElse("").strip();
        return text.length() > ERROR_TEXT_MAX ? text.substring(0, ERROR_TEXT_MAX) + "…" : text;
    }

    private LogOutline outline(LogId id) {
        synchronized (outlines) {
            return outlines.computeIfAbsent(id, _ -> new LogOutline());
        }
    }

    private static OptionalLong target(Wish wish, LogOutline.Found outline) {
        if (wish.marked().isPresent()) {
            return OptionalLong.of(wish.marked().get().first() - 1);
        }
        if (wish.from().isPresent()) {
            return OptionalLong.of(wish.from().getAsLong() - 1);
        }
        return wish.stand() == Stand.FAILED ? outline.firstError() : OptionalLong.empty();
    }

    private static List<Span> spans(Wish wish, LogOutline.Found outline) {
        long total = outline.lines();
        if (total <= WINDOW) {
            return List.of(new Span(0, total));
        }
        if (wish.marked().isPresent() || wish.from().isPresent()) {
            long before = wish.marked().isPresent() ? BEFORE_TARGET : 0;
            long from = Math.clamp(target(wish, outline).orElse(0) - before, 0, Math.max(0, total - 1));
            return List.of(new Span(from, Math.min(total, from + WINDOW)));
        }
        if (wish.stand() == Stand.FAILED && outline.firstError().isPresent()) {
            long error = outline.firstError().getAsLong();
            Span around = new Span(Math.max(0, error - BEFORE_TARGET), Math.min(total, error + AFTER_ERROR));
            Span end = new Span(Math.max(around.to(), total - LAST), total);
            return end.isEmpty() ? List.of(around) : List.of(around, end);
        }
        return List.of(new Span(total - WINDOW, total));
    }

    /** Builds the blocks: sections nest, lines of the spans are rendered, the rest becomes gaps. */
    private final class Builder {
        private final Wish wish;
        private final List<Span> spans;
        private final OptionalLong target;
        private final long total;
        private final LogOutline outline;
        private final LogLines lines;

        Builder(Wish wish, List<Span> spans, OptionalLong target, long total) {
            this.wish = wish;
            this.spans = spans;
            this.target = target;
            this.total = total;
            this.outline = outline(wish.id());
            this.lines = new LogLines(new LogLines.Look(
                    wish.page(), wish.id().attempt(), wish.zone(), wish.marked(), wish.whole(), wish.found()));
        }

        List<LogBlock> blocks(long from, long to, List<Section> sections) {
            List<LogBlock> blocks = new ArrayList<>();
            long at = from;
            Optional<Section> main = main(sections);
            for (Section section : sections) {
                between(at, section.from(), blocks);
                blocks.add(group(section, main.filter(section::equals).isPresent()));
                at = Math.max(at, section.to());
            }
            between(at, to, blocks);
            return blocks;
        }

        /** What a reader came for: the script, where there is one, and not what ran after it; else what came last. */
        private static Optional<Section> main(List<Section> sections) {
            Optional<Section> last = sections.isEmpty() ? Optional.empty() : Optional.of(sections.getLast());
            return sections.stream()
                    .filter(section -> section.name().equals(SCRIPT))
                    .findFirst()
                    .or(() -> last);
        }

        private LogBlock group(Section section, boolean main) {
            long inside = section.from() + 1;
            List<LogBlock> blocks = blocks(inside, Math.max(inside, section.to()), section.inner());
            boolean open = target.isPresent()
                    ? section.contains(target.getAsLong())
                    : (main || !section.isOver()) && !section.collapsed();
            return new LogBlock.Group(section, open, blocks);
        }

        private void between(long from, long to, List<LogBlock> into) {
            long at = from;
            for (Span span : spans) {
                Span part = span.clip(at, to);
                if (!part.isEmpty()) {
                    gap(at, part.from(), into);
                    show(part.from(), part.to(), into);
                    at = part.to();
                }
            }
            gap(at, Math.min(to, total), into);
        }

        /** A few lines, mostly the ends of sections, are shown rather than offered. */
        private void gap(long from, long to, List<LogBlock> into) {
            if (to - from > GAP_MIN) {
                into.add(new LogBlock.Gap(from, to));
            } else if (to > from) {
                show(from, to, into);
            }
        }

        private void show(long from, long to, List<LogBlock> into) {
            String html =
                    lines.from(outline.styleAt(from)).html(store.lines(wish.id(), from, Math.toIntExact(to - from)));
            if (!html.isEmpty()) {
                into.add(new LogBlock.Lines(html));
            }
        }
    }
}
