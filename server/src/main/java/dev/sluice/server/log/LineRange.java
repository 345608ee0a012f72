package dev.sluice.server.log;

import java.util.Optional;

/**
 * Lines that a link points at, 1-based, both inclusive.
 *
 * @param first at least 1
 * @param last at least {@code first}
 */
public record LineRange(long first, long last) {

    private static final int DIGITS_MAX = 12;

    public LineRange {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException(first + "-" + last + " is no range of lines");
        }
    }

    /** Reads {@code 131} or {@code 131-140}; the other way round is put right; anything else is empty. */
    public static Optional<LineRange> parse(String text) {
        int dash = text.indexOf('-');
        Optional<Long> first = number(dash < 0 ? text : text.substring(0, dash));
        Optional<Long> last = dash < 0 ? first : number(text.substring(dash + 1));
        if (first.isEmpty() || last.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LineRange(Math.min(first.get(), last.get()), Math.max(first.get(), last.get())));
    }

    private static Optional<Long> number(String digits) {
        if (digits.isEmpty() || digits.length() > DIGITS_MAX || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        long value = Long.parseLong(digits);
        return value == 0 ? Optional.empty() : Optional.of(value);
    }

    boolean contains(long number) {
        return number >= first && number <= last;
    }
}
