package dev.sluice.core.model;

import java.util.List;
import java.util.Optional;

/**
 * What is to be read of a job once it has ended, beside its outcome.
 *
 * @param coverage regular expression of RE2's syntax that finds the share of covered code in the log
 * @param kinds kinds of reports that it keeps, by GitLab's word: {@code junit}, {@code sast} ...
 * @param exposed artifacts that the run's page leads to by name
 */
public record JobReports(Optional<String> coverage, List<String> kinds, Optional<Exposed> exposed) {
    /** Nothing but the outcome and the log. */
    public static final JobReports NONE = new JobReports(Optional.empty(), List.of(), Optional.empty());

    public JobReports {
        kinds = List.copyOf(kinds);
    }

    /** Whether there is anything to read. */
    public boolean isAny() {
        return coverage.isPresent() || !kinds.isEmpty();
    }

    /**
     * Artifacts with a name for people.
     *
     * @param title what people read
     * @param paths as the file gives them
     */
    public record Exposed(String title, List<String> paths) {
        public Exposed {
            paths = List.copyOf(paths);
        }
    }
}
