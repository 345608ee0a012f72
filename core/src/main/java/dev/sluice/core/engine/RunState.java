package dev.sluice.core.engine;

import dev.sluice.core.model.Pipeline;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The whole state of one run: its pipeline and where each job stands. Immutable; {@link RunEngine#step} makes the next.
 *
 * @param pipeline what is run
 * @param status where the run stands
 * @param jobs in the order of {@link Pipeline#jobs()}
 * @param startedAt when it began
 * @param finishedAt when it reached a final status
 * @param canceledBy who cancelled it
 * @param round how often it has reached a final status
 */
public record RunState(
        Pipeline pipeline,
        RunStatus status,
        List<JobState> jobs,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<String> canceledBy,
        int round) {
    public RunState {
        jobs = List.copyOf(jobs);
        if (jobs.size() != pipeline.jobs().size()) {
            throw new IllegalArgumentException(
                    jobs.size() + " states for " + pipeline.jobs().size() + " jobs");
        }
    }

    /** The state of the job of that name. */
    public Optional<JobState> job(String name) {
        return jobs.stream().filter(job -> job.name().equals(name)).findFirst();
    }

    /**
     * How long at least one attempt of a job was under way, up to the last one that has ended. What passed while the run
     * waited for a runner or a person does not count (docs.gitlab.com/ci/pipelines, "How pipeline duration is calculated").
     */
    public Duration worked() {
        List<JobState.Attempt> ended = jobs.stream()
                .flatMap(job -> job.attempts().stream())
                .filter(attempt ->
                        attempt.startedAt().isPresent() && attempt.finishedAt().isPresent())
                .sorted(Comparator.comparing(attempt -> attempt.startedAt().get()))
                .toList();
        Duration worked = Duration.ZERO;
        Instant until = Instant.MIN;
        for (JobState.Attempt attempt : ended) {
            Instant from = attempt.startedAt().get();
            Instant to = attempt.finishedAt().get();
            if (to.isAfter(until)) {
                worked = worked.plus(Duration.between(from.isAfter(until) ? from : until, to));
                until = to;
            }
        }
        return worked;
    }
}
