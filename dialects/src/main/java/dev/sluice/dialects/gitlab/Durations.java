package dev.sluice.dialects.gitlab;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Durations in people's words, as GitLab reads them: {@code 1 week}, {@code 2h 30m}, {@code 3 mins 4 sec}, {@code 90}
 * (seconds), {@code 1:30:00} (docs.gitlab.com, CI/CD YAML syntax, artifacts:expire_in).
 */
final class Durations {
    private Durations() {}

    /** The duration, or empty where the text is none. Months have 30 days, years 365. */
    static Optional<Duration> parse(String text) {
        String words = text.toLowerCase(Locale.ROOT).replace(",", " ").strip();
        if (words.isEmpty() || words.length() > 200) {
            return Optional.empty();
        }
        if (words.indexOf(':') > 0) {
            return clock(words);
        }
        double seconds = 0;
        int i = 0;
        boolean any = false;
        while (i < words.length()) {
            if (Character.isWhitespace(words.charAt(i))) {
                i++;
                continue;
            }
            int start = i;
            while (i < words.length() && (isDigit(words.charAt(i)) || words.charAt(i) == '.')) {
                i++;
            }
            Optional<Double> amount = number(words.substring(start, i));
            while (i < words.length() && Character.isWhitespace(words.charAt(i))) {
                i++;
            }
            int unitStart = i;
            while (i < words.length() && Character.isLetter(words.charAt(i))) {
                i++;
            }
            String unit = words.substring(unitStart, i);
            if (amount.isEmpty()) {
                if (unit.equals("and") && any) {
                    continue;
                }
                return Optional.empty();
            }
            long factor = factor(unit);
            if (factor == 0) {
                return Optional.empty();
            }
            seconds += amount.get() * factor;
            any = true;
        }
        return any && seconds < 1e11 ? Optional.of(Duration.ofSeconds(Math.round(seconds))) : Optional.empty();
    }

    private static Optional<Double> number(String digits) {
        boolean valid = !digits.isEmpty()
                && digits.length() < 16
                && digits.indexOf('.') == digits.lastIndexOf('.')
                && !digits.equals(".");
        return valid ? Optional.of(Double.parseDouble(digits)) : Optional.empty();
    }

    private static Optional<Duration> clock(String words) {
        long seconds = 0;
        String[] parts = words.split(":", -1);
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 6 || !part.chars().allMatch(Durations::isDigit)) {
                return Optional.empty();
            }
            seconds = seconds * 60 + Long.parseLong(part);
        }
        return parts.length > 3 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static long factor(String unit) {
        return switch (unit) {
            case "", "s", "sec", "secs", "second", "seconds" -> 1;
            case "m", "min", "mins", "minute", "minutes" -> 60;
            case "h", "hr", "hrs", "hour", "hours" -> 3600;
            case "d", "day", "days" -> 86_400;
            case "w", "wk", "wks", "week", "weeks" -> 7 * 86_400;
            case "mo", "mon", "mos", "month", "months" -> 30 * 86_400;
            case "y", "yr", "yrs", "year", "years" -> 365 * 86_400;
            default -> 0;
        };
    }
}
