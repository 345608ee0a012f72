package dev.sluice.app.report;

import java.util.BitSet;

/**
 * Which lines of a file can be run, and which of them were. Lines are 1-based. Stored as text: {@code +12:15} for run ones,
 * {@code -16} for others, in rising order. Not safe for many threads.
 */
public final class CoveredLines {
    /** No source file has more. */
    public static final int LINE_MAX = 200_000;

    private final BitSet known = new BitSet();
    private final BitSet run = new BitSet();

    /** Adds a line; one that was run once was run. */
    public void add(int line, boolean wasRun) {
        if (line >= 1 && line <= LINE_MAX) {
            known.set(line);
            if (wasRun) {
                run.set(line);
            }
        }
    }

    /** Adds what another report says of the same file. */
    public void addAll(CoveredLines other) {
        known.or(other.known);
        run.or(other.run);
    }

    /** Whether the line can be run at all. */
    public boolean isKnown(int line) {
        return known.get(line);
    }

    public boolean wasRun(int line) {
        return run.get(line);
    }

    /** The highest line, 0 where there is none. */
    public int highest() {
        return Math.max(0, known.length() - 1);
    }

    public int total() {
        return known.cardinality();
    }

    public int covered() {
        return run.cardinality();
    }

    /** The stored form. */
    public String text() {
        StringBuilder text = new StringBuilder();
        int line = known.nextSetBit(0);
        while (line >= 0) {
            boolean wasRun = run.get(line);
            int last = line;
            while (known.get(last + 1) && run.get(last + 1) == wasRun) {
                last++;
            }
            text.append(wasRun ? '+' : '-').append(line);
            if (last > line) {
                text.append(':').append(last);
            }
            line = known.nextSetBit(last + 1);
        }
        return text.toString();
    }

    /** Reads the stored form. */
    public static CoveredLines parse(String text) {
        CoveredLines lines = new CoveredLines();
        int at = 0;
        while (at < text.length()) {
            boolean wasRun = text.charAt(at) == '+';
            int end = at + 1;
            while (end < text.length() && text.charAt(end) != '+' && text.charAt(end) != '-') {
                end++;
            }
            String[] ends = text.substring(at + 1, end).split(":");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int line = Integer.parseInt(ends[0]); line <= last; line++) {
                lines.add(line, wasRun);
            }
            at = end;
        }
        return lines;
    }
}
