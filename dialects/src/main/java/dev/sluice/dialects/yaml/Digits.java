package dev.sluice.dialects.yaml;

/** Shapes of numbers, checked by hand: regular expressions would cost more at start than everything they check. */
final class Digits {
    private Digits() {}

    /** At least one digit of the radix, and nothing else, from {@code start} on. */
    static boolean all(String text, int start, int radix) {
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), radix) < 0) {
                return false;
            }
        }
        return start < text.length();
    }

    /**
     * {@code 1.5}, {@code .5}, {@code 1.}, each with an exponent.
     *
     * @param core exponents without a point or a sign count too, as in YAML 1.2
     */
    static boolean isDecimal(String text, int start, boolean core) {
        int i = skip(text, start);
        int digits = i - start;
        boolean point = i < text.length() && text.charAt(i) == '.';
        if (point) {
            int end = skip(text, i + 1);
            digits += end - i - 1;
            i = end;
        }
        if (digits == 0 || !point && !core) {
            return false;
        }
        if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
            i++;
            boolean sign = i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-');
            if (!sign && !core) {
                return false;
            }
            return all(text, sign ? i + 1 : i, 10);
        }
        return i == text.length();
    }

    private static int skip(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i;
    }
}
