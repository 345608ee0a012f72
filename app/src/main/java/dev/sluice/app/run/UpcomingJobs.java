package dev.sluice.app.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.ResourceOrder.Upcoming;
import dev.sluice.core.model.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of resource groups that are ready or still to come, in all unfinished runs of a project. A run is read again
 * only when it has changed, so that to ask costs one look at the versions of the unfinished runs. Safe for many threads.
 */
final class UpcomingJobs {
    private final RunStore runs;
    private final Map<RunId, Seen> seen = new HashMap<>();

    private record Seen(long version, Map<String, List<Upcoming>> byGroup) {}

    UpcomingJobs(RunStore runs) {
        this.runs = runs;
    }

    /** Those of a group. */
    synchronized List<Upcoming> of(long project, String group) {
        Map<RunId, Long> unfinished = runs.unfinishedVersions(project);
        seen.keySet().removeIf(run -> run.project() == project && !unfinished.containsKey(run));
        List<Upcoming> all = new ArrayList<>();
        unfinished.forEach((run, version) -> all.addAll(byGroup(run, version).getOrDefault(group, List.of())));
        return all;
    }

    private Map<String, List<Upcoming>> byGroup(RunId id, long version) {
        Seen known = seen.get(id);
        if (known != null && known.version() >= version) {
            return known.byGroup();
        }
        Optional<StoredRun> run = runs.load(id);
        if (run.isEmpty()) {
            return Map.of();
        }
        Seen fresh = new Seen(run.get().version(), byGroup(run.get()));
        seen.put(id, fresh);
        return fresh.byGroup();
    }

    private static Map<String, List<Upcoming>> byGroup(StoredRun run) {
        Map<String, List<Upcoming>> byGroup = new HashMap<>();
        for (Job job : run.state().pipeline().jobs()) {
            Optional<Upcoming> upcoming = run.state()
                    .job(job.name())
                    .map(JobState::status)
                    .flatMap(status -> upcoming(run.id().number(), status));
            if (upcoming.isPresent() && job.resourceGroup().isPresent()) {
                byGroup.computeIfAbsent(job.resourceGroup().get(), _ -> new ArrayList<>())
                        .add(upcoming.get());
            }
        }
        return byGroup;
    }

    /** As in GitLab, what waits for a person counts no more once it does, and counts while it waits for other jobs. */
    private static Optional<Upcoming> upcoming(long run, JobStatus status) {
        return switch (status) {
            case QUEUED -> Optional.of(new Upcoming(run, true));
            case WAITING, DELAYED -> Optional.of(new Upcoming(run, false));
            case MANUAL, RUNNING, STOPPING, SUCCESS, FAILED, SKIPPED, CANCELED -> Optional.empty();
        };
    }
}
