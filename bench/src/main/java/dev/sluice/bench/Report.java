package dev.sluice.bench;

import java.util.Locale;

/** The lines of the table that a benchmark prints: what, the figure, the bar it is held against. */
final class Report {
    private Report() {}

    static void heading(String title) {
        System.out.printf("%n%-52s %10s %10s %10s   %s%n", title, "min", "median", "max", "bar");
    }

    static void row(String what, Timing timing, String bar) {
        System.out.printf(
                Locale.ROOT,
                "%-52s %8.3f s %8.3f s %8.3f s   %s%n",
                what,
                timing.min(),
                timing.median(),
                timing.max(),
                bar);
    }

    static void figure(String what, String figure, String bar) {
        System.out.printf("%-52s %32s   %s%n", what, figure, bar);
    }

    static void ratio(String what, double ratio, String bar) {
        figure(what, String.format(Locale.ROOT, "%.3f", ratio), bar);
    }
}
