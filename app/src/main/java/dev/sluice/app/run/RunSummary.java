package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run as one row of a list.
 *
 * @param id which
 * @param status where it stands
 * @param warnings it passed, but a job failed that was allowed to
 * @param event what caused it
 * @param ref short name of the branch or tag
 * @param commit full hash
 * @param title first line of the commit's message
 * @param actor login of who caused it
 * @param createdAt when it was made
 * @param startedAt when it began
 * @param finishedAt when it reached a final status
 * @param worked how long jobs were under way, without the time in which the run only waited
 * @param failed names of jobs whose failure counts, in display order, at most ten
 * @param manual names of jobs that wait for a person, in display order, at most ten
 */
public record RunSummary(
        RunId id,
        RunStatus status,
        boolean warnings,
        Trigger.Event event,
        String ref,
        String commit,
        String title,
        String actor,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Duration worked,
        List<String> failed,
        List<String> manual) {

    private static final int NAMES_MAX = 10;

    public RunSummary {
        failed = List.copyOf(failed);
        manual = List.copyOf(manual);
    }

    /** The row of a whole run. */
    public static RunSummary of(StoredRun run) {
        List<JobState> jobs = run.state().jobs();
        return new RunSummary(
                run.id(),
                run.state().status(),
                jobs.stream().anyMatch(job -> job.status() == JobStatus.FAILED && job.allowedFailure()),
                run.trigger().event(),
                run.trigger().ref().name(),
                run.trigger().commit().sha(),
                run.trigger().commit().title(),
                run.trigger().actor().login(),
                run.createdAt(),
                run.state().startedAt(),
                run.state().finishedAt(),
                run.state().worked(),
                names(jobs, JobStatus.FAILED),
                names(jobs, JobStatus.MANUAL));
    }

    private static List<String> names(List<JobState> jobs, JobStatus status) {
        return jobs.stream()
                .filter(job -> job.status() == status && !job.allowedFailure())
                .map(JobState::name)
                .limit(NAMES_MAX)
                .toList();
    }
}
