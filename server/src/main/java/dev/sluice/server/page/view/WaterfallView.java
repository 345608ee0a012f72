package dev.sluice.server.page.view;

import java.time.Duration;
import java.util.List;

/**
 * When each job of a run waited and ran.
 *
 * @param total length of the axis
 * @param ticks marks of the axis, with their places in per mille
 */
public record WaterfallView(RunHead head, List<Row> rows, Duration total, List<Tick> ticks) {
    public WaterfallView {
        rows = List.copyOf(rows);
        ticks = List.copyOf(ticks);
    }

    /**
     * One job.
     *
     * @param queuedFrom in per mille of the axis
     * @param startedAt in per mille
     * @param end in per mille
     * @param critical it lies on the longest chain: the run would end earlier if it were faster
     */
    public record Row(
            String name,
            String href,
            Status status,
            int queuedFrom,
            int startedAt,
            int end,
            Duration queued,
            Duration ran,
            boolean critical) {}

    /** A mark of the axis. */
    public record Tick(int at, Duration time) {}
}
