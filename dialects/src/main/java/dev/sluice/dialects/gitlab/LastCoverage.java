package dev.sluice.dialects.gitlab;

import java.util.Optional;

/**
 * The coverage that a log tells: the number of the last line that gives one; where no line does, of the last one that would
 * without its colours. Numbers are hundredths of a percent. For one thread.
 */
public final class LastCoverage {
    private final CoveragePattern pattern;
    private Optional<Integer> asItIs = Optional.empty();
    private Optional<Integer> plain = Optional.empty();

    public LastCoverage(CoveragePattern pattern) {
        this.pattern = pattern;
    }

    /** Takes a line that stands behind all those before. */
    public void later(String line) {
        asItIs = pattern.in(line).or(() -> asItIs);
        plain = pattern.in(CoveragePattern.plain(line)).or(() -> plain);
    }

    /**
     * Takes a line that stands ahead of all those before.
     *
     * @return whether no line ahead of it can change the number any more
     */
    public boolean earlier(String line) {
        asItIs = asItIs.or(() -> pattern.in(line));
        plain = plain.or(() -> pattern.in(CoveragePattern.plain(line)));
        return asItIs.isPresent();
    }

    public Optional<Integer> number() {
        return asItIs.or(() -> plain);
    }
}
