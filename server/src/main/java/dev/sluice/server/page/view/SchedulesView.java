package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The schedules of a project.
 *
 * @param settings address of the project's settings
 * @param href of this page, where the form posts to
 */
public record SchedulesView(String settings, String href, List<Row> rows, Form form) {
    public SchedulesView {
        rows = List.copyOf(rows);
    }

    /**
     * One schedule.
     *
     * @param next when it makes its next run; empty where it is off
     * @param lastRun page of the last run it made, or empty text
     * @param editHref where it is changed; empty text for those who may neither change nor remove it
     * @param problem why the last time made no run, or empty text
     */
    public record Row(
            String description,
            String ref,
            String cron,
            String zone,
            String owner,
            Optional<Instant> next,
            Optional<Instant> lastAt,
            String lastRun,
            String problem,
            String editHref,
            Action play,
            Action remove) {}

    /**
     * What the form holds.
     *
     * @param id number of the schedule that is changed; 0 for a new one
     * @param variables a line each, {@code NAME=value}
     * @param problem why it was not kept, or empty text
     */
    public record Form(
            long id,
            String description,
            String ref,
            String cron,
            String zone,
            boolean active,
            String variables,
            String problem) {}
}
