package dev.sluice.bench;

import java.util.Arrays;
import java.util.List;

/**
 * Times of repeated runs of one thing, in seconds. Quote the median: one slow or one lucky run must not move it.
 *
 * @param seconds one for each run, in the order of the runs
 */
record Timing(List<Double> seconds) {
    Timing {
        seconds = List.copyOf(seconds);
    }

    double median() {
        return percentile(50);
    }

    double min() {
        return percentile(0);
    }

    double max() {
        return percentile(100);
    }

    /** The smallest value that at least this part (0 to 100) of the runs did not exceed. */
    double percentile(double part) {
        double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(part / 100 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /**
     * The median of this divided by other, run by run: the two were run in turn, so a machine whose speed drifts moves
     * both.
     */
    double ratioTo(Timing other) {
        double[] ratios = new double[seconds.size()];
        for (int run = 0; run < ratios.length; run++) {
            ratios[run] = seconds.get(run) / other.seconds.get(run);
        }
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }
}
