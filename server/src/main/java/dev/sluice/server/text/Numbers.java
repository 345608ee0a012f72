package dev.sluice.server.text;

import java.text.NumberFormat;

/** Numbers as a language writes them. */
final class Numbers {
    private Numbers() {}

    /** Whole numbers are grouped by thousands; everything else as its own text. */
    static String show(Language language, Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return NumberFormat.getIntegerInstance(language.locale()).format(((Number) value).longValue());
        }
        return value.toString();
    }

    /** Hundredths with two decimals at most, e.g. {@code 85.5} or {@code 85,5}. */
    static String hundredths(Language language, int value) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setMaximumFractionDigits(2);
        return format.format(value / 100.0);
    }

    /** One decimal at most, e.g. {@code 1.5} or {@code 1,5}. */
    static String decimal(Language language, double value) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setMaximumFractionDigits(1);
        return format.format(value);
    }
}
