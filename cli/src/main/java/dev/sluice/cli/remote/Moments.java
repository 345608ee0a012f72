package dev.sluice.cli.remote;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** Times of the server for people: in the zone of the reader's machine, to the minute. */
final class Moments {
    private Moments() {}

    /** {@code 2026-11-21 20:13}; the text itself where it is no time. */
    static String local(String instant) {
        try {
            // Put together by hand: a formatter would load the locale's data, for two numbers.
            LocalDateTime time = LocalDateTime.ofInstant(Instant.parse(instant), ZoneId.systemDefault());
            return time.toLocalDate() + " " + time.toLocalTime().truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeParseException none) {
            return instant;
        }
    }
}
