package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The jobs of a run: graph, list, and the selected job.
 *
 * @param problems mistakes in the pipeline file; where there are any, there are no jobs
 * @param job the selected job, if there are jobs
 * @param partsHref where the parts that change are fetched anew
 */
public record RunView(
        RunHead head,
        Optional<GraphView> graph,
        List<JobRow> jobs,
        List<Chip> chips,
        Optional<JobView> job,
        List<ProblemView> problems,
        String partsHref) {
    public RunView {
        jobs = List.copyOf(jobs);
        chips = List.copyOf(chips);
        problems = List.copyOf(problems);
    }

    /**
     * A job in the list.
     *
     * @param id for the element, stable over re-fetches
     * @param neededBy how many jobs wait for it
     */
    public record JobRow(
            String id,
            String name,
            String href,
            Status status,
            boolean allowedFailure,
            Optional<Duration> took,
            Optional<Instant> runningSince,
            Optional<Reason> reason,
            int neededBy,
            int attempts,
            boolean selected) {}

    /** How many jobs stand so; choosing it shows only them. */
    public record Chip(Optional<Status> status, int count, String href, boolean chosen) {}
}
