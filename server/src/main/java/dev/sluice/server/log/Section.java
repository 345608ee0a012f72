package dev.sluice.server.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A section of a log.
 *
 * @param name of the marker, e.g. {@code step_script}
 * @param title what the job wrote beside the marker, else the marker's name
 * @param from 0-based number of the line with the opening marker
 * @param to 0-based number of the line with the closing marker, or of the line after the last one so far
 * @param took by the markers' times; empty while it is open
 * @param collapsed the job wants it closed
 * @param inner sections inside, in order
 */
public record Section(
        String name,
        String title,
        long from,
        long to,
        Optional<Duration> took,
        boolean collapsed,
        List<Section> inner) {
    public Section {
        inner = List.copyOf(inner);
    }

    /** How many lines are inside. */
    public long lines() {
        return Math.max(0, to - from - 1);
    }

    public boolean isOver() {
        return took.isPresent();
    }

    boolean contains(long line) {
        return line >= from && line <= to;
    }
}
