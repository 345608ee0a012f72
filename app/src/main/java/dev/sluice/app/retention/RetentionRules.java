package dev.sluice.app.retention;

import java.time.Duration;
import java.util.Optional;

/**
 * How long things are kept; empty: for ever. What a release or a deployment refers to is kept whatever these say.
 *
 * @param runs runs with their logs and artifacts, from their end on
 * @param logs logs, from the end of the run on
 * @param artifacts artifacts that have no {@code expire_in} of their own, from the end of the run on
 * @param audit entries of the audit record
 * @param newestRuns so many of the newest runs of a project are kept with all they have, 0 or more
 */
public record RetentionRules(
        Optional<Duration> runs,
        Optional<Duration> logs,
        Optional<Duration> artifacts,
        Optional<Duration> audit,
        int newestRuns) {

    /** Newest runs of a project that are kept where nothing else is said. */
    public static final int NEWEST_RUNS = 100;

    /** Everything for ever: what a person may want to see again is only removed where somebody has said so. */
    public static RetentionRules forEver() {
        return new RetentionRules(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), NEWEST_RUNS);
    }
}
