package dev.sluice.dialects.gitlab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The forms of ISO 8601 that GitLab takes for {@code released_at}: a day, with a time or without, in a zone or UTC. */
final class ReleaseDate {
    private static final Pattern FORM = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})"
            + "(?:[Tt ](\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d{1,9}))?)?)?([Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?");

    private ReleaseDate() {}

    /** The moment; of a day alone its beginning. Empty for what is no date. */
    static Optional<Instant> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            LocalTime time = LocalTime.of(number(form, 2), number(form, 3), number(form, 4), nanos(part(form, 5)));
            String zone = part(form, 6).isEmpty() ? "Z" : part(form, 6).toUpperCase(Locale.ROOT);
            return Optional.of(OffsetDateTime.of(LocalDate.parse(part(form, 1)), time, ZoneOffset.of(zone))
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String part(Matcher form, int group) {
        return Objects.requireNonNullElse(form.group(group), "");
    }

    private static int number(Matcher form, int group) {
        return part(form, group).isEmpty() ? 0 : Integer.parseInt(part(form, group));
    }

    private static int nanos(String fraction) {
        return fraction.isEmpty() ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }
}
