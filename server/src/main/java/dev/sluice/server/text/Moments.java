package dev.sluice.server.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Times, durations and sizes in a visitor's language and zone. A no-break space stands between a number and its unit.
 *
 * @param messages of the visitor's language
 * @param zone the visitor's
 * @param now the time of the request
 */
public record Moments(Messages messages, ZoneId zone, Instant now) {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final String[] SIZE_KEYS = {"size.b", "size.kb", "size.mb", "size.gb"};

    /** How long ago, in its largest unit: {@code 6 min ago}. Less than ten seconds, or the future: {@code just now}. */
    public String ago(Instant at) {
        Duration past = Duration.between(at, now);
        if (past.getSeconds() < 10) {
            return messages.text("time.now");
        }
        return messages.text("time.ago", "t", coarse(past));
    }

    /** A length in its largest unit: {@code 2 d}, {@code 5 min}. */
    public String coarse(Duration length) {
        if (length.toDays() > 0) {
            return messages.text("time.d", "n", length.toDays());
        }
        if (length.toHours() > 0) {
            return messages.text("time.h", "n", length.toHours());
        }
        if (length.toMinutes() > 0) {
            return messages.text("time.min", "n", length.toMinutes());
        }
        return messages.text("time.s", "n", Math.max(0, length.toSeconds()));
    }

    /** A length in its two largest units: {@code 3 min 12 s}. */
    public String length(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        if (seconds < 60) {
            return messages.text("time.s", "n", seconds);
        }
        if (seconds < 3600) {
            return two("time.min", seconds / 60, "time.s", seconds % 60);
        }
        if (seconds < 86_400) {
            return two("time.h", seconds / 3600, "time.min", seconds / 60 % 60);
        }
        return two("time.d", seconds / 86_400, "time.h", seconds / 3600 % 24);
    }

    private String two(String major, long many, String minor, long few) {
        String first = messages.text(major, "n", many);
        return few == 0 ? first : first + "\u00a0" + messages.text(minor, "n", few);
    }

    /** A short length: {@code 250 ms}, {@code 1.2 s}; from a minute on as {@link #length}. */
    public String fine(Duration length) {
        long ms = length.toMillis();
        if (ms < 1000) {
            return messages.text("time.ms", "n", Math.max(1, ms));
        }
        return ms < 60_000
                ? messages.text("time.s", "n", Numbers.decimal(messages.language(), ms / 1000.0))
                : length(length);
    }

    /** A share: {@code 85.5 %}. */
    public String percent(int hundredths) {
        return messages.text("percent", "n", Numbers.hundredths(messages.language(), hundredths));
    }

    /** A length as a clock shows it: {@code 0:48}, {@code 1:02:03}. */
    public String clock(Duration length) {
        long seconds = Math.max(0, length.toSeconds());
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** The date and time: {@code Nov 20, 2026, 13:40}. */
    public String exact(Instant at) {
        return DateTimeFormatter.ofPattern(
                        messages.text("time.exact"), messages.language().locale())
                .withZone(zone)
                .format(at);
    }

    /** Short and to be read beside others: the hour today, the weekday within a week, else the day. */
    public String since(Instant at) {
        Duration past = Duration.between(at, now);
        if (at.atZone(zone).toLocalDate().equals(now.atZone(zone).toLocalDate())) {
            return CLOCK.withZone(zone).format(at);
        }
        String pattern = past.toDays() < 6 ? "EEE HH:mm" : "d MMM";
        return DateTimeFormatter.ofPattern(pattern, messages.language().locale())
                .withZone(zone)
                .format(at);
    }

    /** For records: always UTC, to the second. */
    public static String utc(Instant at) {
        return UTC.format(at);
    }

    /** {@code 1.4 MB}, in steps of 1,000. */
    public String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < SIZE_KEYS.length - 1) {
            value /= 1000;
            unit++;
        }
        return messages.text(SIZE_KEYS[unit], "n", Numbers.decimal(messages.language(), value));
    }
}
