package dev.sluice.app.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.Optional;

/**
 * A time table of five fields: minute, hour, day of the month, month, day of the week (crontab(5)). Where both days are
 * restricted, one that fits is enough. A local time that a clock change leaves out is taken as much later as the clock moved; one
 * that comes twice counts the first time. Immutable; safe for many threads.
 */
public final class CronExpression {
    /** From 29 February to the next can take eight years, and longer to a Monday of that kind. */
    private static final int DAYS_LOOKED_AT = 366 * 41;

    private final String text;
    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    CronExpression(
            String text, BitSet minutes, BitSet hours, BitSet days, BitSet months, BitSet weekdays, boolean eitherDay) {
        this.text = text;
        this.minutes = minutes;
        this.hours = hours;
        this.days = days;
        this.months = months;
        this.weekdays = weekdays;
        this.eitherDay = eitherDay;
    }

    /** What came of reading an expression. */
    public sealed interface Read {
        record Valid(CronExpression expression) implements Read {}

        /**
         * It is none.
         *
         * @param column of the mistake, from 1
         * @param why in words for people
         */
        record Invalid(int column, String why) implements Read {}
    }

    /** Reads {@code 0 4 * * 1-5} and the like, also {@code @daily} and its kin. */
    public static Read read(String text) {
        return new CronReader(text).read();
    }

    /** The first time after {@code after} in the zone; empty where there is none, as on 30 February. */
    public Optional<Instant> next(Instant after, ZoneId zone) {
        LocalDate day = after.atZone(zone).toLocalDate();
        for (int i = 0; i < DAYS_LOOKED_AT; i++, day = day.plusDays(1)) {
            if (fits(day)) {
                Optional<Instant> found = firstOf(day, after, zone);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private boolean fits(LocalDate day) {
        if (!months.get(day.getMonthValue())) {
            return false;
        }
        boolean ofMonth = days.get(day.getDayOfMonth());
        boolean ofWeek = weekdays.get(day.getDayOfWeek().getValue() % 7);
        return eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek;
    }

    private Optional<Instant> firstOf(LocalDate day, Instant after, ZoneId zone) {
        for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
            for (int minute = minutes.nextSetBit(0); minute >= 0; minute = minutes.nextSetBit(minute + 1)) {
                Instant at =
                        ZonedDateTime.of(day, LocalTime.of(hour, minute), zone).toInstant();
                if (at.isAfter(after)) {
                    return Optional.of(at);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
