package dev.sluice.app.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the pages ask about runners, to say why a job waits. Safe for use by many threads. */
public interface RunnerQueries {

    /** Every runner, by name. */
    List<RunnerInfo> runners();

    /** Attempts that wait for a runner, oldest first. */
    List<JobQueue.JobOffer> waiting();

    /** The run whose job holds a resource group of the project; empty where it is free. */
    Optional<RunId> holder(long project, String group);

    /**
     * A runner.
     *
     * @param tags labels it has
     * @param slots how many jobs it runs at a time
     * @param busy how many it has now
     * @param online whether it asked for work lately
     */
    record RunnerInfo(String name, Set<String> tags, int slots, int busy, boolean online, Instant seenAt) {
        public RunnerInfo {
            tags = Set.copyOf(tags);
        }
    }
}
