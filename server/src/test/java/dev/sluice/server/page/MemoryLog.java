package dev.sluice.server.page;

import dev.sluice.app.run.LogStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** One log, in memory; every id names it. */
public final class MemoryLog implements LogStore {
    private final List<Line> lines = new ArrayList<>();
    private Instant at;

    public MemoryLog(Instant at) {
        this.at = at;
    }

    public synchronized void add(String... texts) {
        for (String text : texts) {
            at = at.plusMillis(137);
            lines.add(new Line(lines.size(), at, text));
        }
        notifyAll();
    }

    @Override
    public Writer append(LogId id) {
        return new Writer() {
            @Override
            public void lines(List<String> texts, Instant when) {
                add(texts.toArray(String[]::new));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public synchronized long lineCount(LogId id) {
        return lines.size();
    }

    @Override
    public synchronized boolean awaitLines(LogId id, long known, java.time.Duration atMost)
            throws InterruptedException {
        if (lines.size() <= known) {
            wait(Math.max(1, atMost.toMillis()));
        }
        return lines.size() > known;
    }

    @Override
    public synchronized List<Line> lines(LogId id, long from, int count) {
        int first = (int) Math.min(Math.max(0, from), lines.size());
        return List.copyOf(lines.subList(first, Math.min(lines.size(), first + count)));
    }

    @Override
    public synchronized Matches searchLines(LogId id, Predicate<String> wanted, int limit) {
        List<Long> found = lines.stream()
                .filter(line -> wanted.test(line.text()))
                .map(Line::number)
                .toList();
        return new Matches(found.size(), found.stream().limit(limit).toList());
    }

    @Override
    public synchronized Matches search(LogId id, String text, int limit) {
        List<Long> found = lines.stream()
                .filter(line -> line.text().contains(text))
                .map(Line::number)
                .toList();
        return new Matches(found.size(), found.stream().limit(limit).toList());
    }
}
