package dev.sluice.cli.term;

import java.time.Duration;

/** Lengths of time for people. */
public final class Durations {
    private Durations() {}

    /** {@code 40 ms}, {@code 12.3 s}, {@code 2 min 05 s}, {@code 1 h 02 min}. */
    public static String exact(Duration duration) {
        long ms = Math.max(0, duration.toMillis());
        if (ms < 1000) {
            return ms + " ms";
        }
        if (ms < 60_000) {
            return ms / 1000 + "." + ms % 1000 / 100 + " s";
        }
        return rough(duration);
    }

    /** The same in whole seconds, for what is still running. */
    public static String rough(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + twoDigits(seconds % 60) + " s";
        }
        return seconds / 3600 + " h " + twoDigits(seconds % 3600 / 60) + " min";
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }
}
