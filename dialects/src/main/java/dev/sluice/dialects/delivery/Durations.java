package dev.sluice.dialects.delivery;

import java.time.Duration;
import java.util.Optional;

/** Times as people write them: {@code 300}, {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 3d}. */
final class Durations {
    private static final int LENGTH_MAX = 20;

    private Durations() {}

    static Optional<Duration> parse(String text) {
        if (text.isEmpty() || text.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        long number = -1;
        long unitBefore = Long.MAX_VALUE;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = Math.max(number, 0) * 10 + (c - '0');
                if (number > 1_000_000_000) {
                    return Optional.empty();
                }
                continue;
            }
            long unit = secondsOf(c);
            if (number < 0 || unit == 0 || unit >= unitBefore) {
                return Optional.empty();
            }
            sum = sum.plusSeconds(number * unit);
            unitBefore = unit;
            number = -1;
        }
        if (number >= 0) {
            // Digits at the end without a unit are seconds, but only where they stand alone.
            return unitBefore == Long.MAX_VALUE ? Optional.of(Duration.ofSeconds(number)) : Optional.empty();
        }
        return Optional.of(sum);
    }

    static String words(Duration duration) {
        if (duration.toSeconds() % 86_400 == 0 && !duration.isZero()) {
            return duration.toDays() + "d";
        }
        if (duration.toSeconds() % 3_600 == 0 && !duration.isZero()) {
            return duration.toHours() + "h";
        }
        return duration.toSeconds() % 60 == 0 && !duration.isZero()
                ? duration.toMinutes() + "m"
                : duration.toSeconds() + "s";
    }

    private static long secondsOf(char unit) {
        return switch (unit) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3_600;
            case 'd' -> 86_400;
            default -> 0;
        };
    }
}
