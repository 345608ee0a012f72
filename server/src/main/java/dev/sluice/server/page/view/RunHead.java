package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What stands above each tab of a run.
 *
 * @param project path of the project
 * @param href of the run
 * @param eventKey key of the word for what caused it
 * @param took how long it ran, once it is over
 * @param runningSince when it began, while it runs
 * @param left about how long it still takes, by the runs before it
 * @param startedBy the run whose job started it
 * @param topic of the live stream
 * @param previous address of the run before, or empty text
 * @param next address of the run after, or empty text
 */
public record RunHead(
        String project,
        String projectHref,
        long number,
        String href,
        Status status,
        Commit commit,
        String ref,
        String actor,
        String eventKey,
        Instant at,
        Optional<Duration> took,
        Optional<Instant> runningSince,
        Optional<Duration> left,
        Optional<Reason> reason,
        Optional<RunLink> startedBy,
        List<Action> actions,
        int artifacts,
        String topic,
        String previous,
        String next) {
    public RunHead {
        actions = List.copyOf(actions);
    }

    /** The tabs. */
    public enum Tab {
        JOBS("", "run.tab.jobs"),
        WATERFALL("/waterfall", "run.tab.waterfall"),
        ARTIFACTS("/artifacts", "run.tab.artifacts"),
        CONFIGURATION("/configuration", "run.tab.configuration"),
        DEPLOYMENTS("/deployments", "run.tab.deployments");

        private final String path;
        private final String key;

        Tab(String path, String key) {
            this.path = path;
            this.key = key;
        }

        /** What follows the run's address. */
        public String path() {
            return path;
        }

        public String key() {
            return key;
        }
    }
}
