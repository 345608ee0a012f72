package dev.sluice.core.delivery;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names in the order of the versions in them, as {@code git for-each-ref --sort=version:refname} has it. */
final class VersionOrder {
    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private VersionOrder() {}

    /** Digits by their number, everything else by its characters. */
    static int compare(String a, String b) {
        Matcher left = PART.matcher(a);
        Matcher right = PART.matcher(b);
        while (true) {
            boolean more = left.find();
            if (!right.find() || !more) {
                return Integer.compare(a.length(), b.length());
            }
            int order = comparePart(left.group(), right.group());
            if (order != 0) {
                return order;
            }
        }
    }

    private static int comparePart(String a, String b) {
        boolean numbers = isDigit(a.charAt(0)) && isDigit(b.charAt(0));
        return numbers ? new BigInteger(a).compareTo(new BigInteger(b)) : a.compareTo(b);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
