package dev.sluice.dialects.gitlab;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Estimates how large a regular expression becomes once its counted repetitions are written out: RE2 matches in time of
 * text times that size, so that {@code ((a{100}){100}){100}} would need a million steps a letter.
 */
final class RegexSize {
    private RegexSize() {}

    /** At least the number of letters and classes; saturates far above any limit. */
    static long of(String pattern) {
        Deque<long[]> groups = new ArrayDeque<>();
        long total = 0;
        long last = 0;
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i);
            int next = i + 1;
            if (c == '(') {
                groups.push(new long[] {total + last});
                total = 0;
                last = 0;
            } else if (c == ')' && !groups.isEmpty()) {
                last = Math.max(1, total + last);
                total = groups.pop()[0];
            } else if (c == '{' && countEnd(pattern, i) > 0) {
                next = countEnd(pattern, i);
                last = Math.min(last * Math.max(1, count(pattern, i + 1, next - 1)), 1L << 40);
            } else if (c != '*' && c != '+' && c != '?' && c != '|') {
                total = Math.min(total + last, 1L << 40);
                last = 1;
                next = c == '\\' ? i + 2 : c == '[' ? classEnd(pattern, i) : next;
            }
            i = next;
        }
        long size = total + last;
        while (!groups.isEmpty()) {
            size += groups.pop()[0];
        }
        return size;
    }

    private static int classEnd(String pattern, int open) {
        // A bracket right at the start belongs to the class.
        int i = open + (pattern.startsWith("^", open + 1) ? 3 : 2);
        while (i < pattern.length() && pattern.charAt(i) != ']') {
            i += pattern.charAt(i) == '\\' ? 2 : 1;
        }
        return Math.min(i + 1, pattern.length());
    }

    /** The index behind {@code {n}}, {@code {n,}} or {@code {n,m}}, or -1. */
    private static int countEnd(String pattern, int open) {
        int i = open + 1;
        while (i < pattern.length() && (Character.isDigit(pattern.charAt(i)) || pattern.charAt(i) == ',')) {
            i++;
        }
        return i > open + 1 && i < pattern.length() && pattern.charAt(i) == '}' ? i + 1 : -1;
    }

    private static long count(String pattern, int start, int end) {
        long most = 0;
        for (String number : pattern.substring(start, end).split(",", -1)) {
            boolean usable =
                    !number.isEmpty() && number.length() < 10 && number.chars().allMatch(c -> c >= '0' && c <= '9');
            most = Math.max(most, usable ? Long.parseLong(number) : 0);
        }
        return most;
    }
}
