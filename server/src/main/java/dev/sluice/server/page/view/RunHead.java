package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
 * @param reported what its jobs reported
 * @param exposed artifacts that the pipeline file gives a name
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
        Reported reported,
        List<Exposed> exposed,
        String topic,
        String previous,
        String next) {
    public RunHead {
        actions = List.copyOf(actions);
        exposed = List.copyOf(exposed);
    }

    /** Whether a tab has anything to show: those of reports that few projects have come with them. */
    public boolean shows(Tab tab) {
        return switch (tab) {
            case COVERAGE -> reported.lines() > 0;
            case FINDINGS -> reported.findings().isPresent();
            case JOBS, WATERFALL, TESTS, ARTIFACTS, CONFIGURATION, DEPLOYMENTS -> true;
        };
    }

    /** How many things a tab shows, 0 where it does not say. */
    public int count(Tab tab) {
        return switch (tab) {
            case TESTS -> reported.failed() > 0 ? 0 : reported.tests();
            case ARTIFACTS -> artifacts;
            case FINDINGS -> reported.findings().orElse(0);
            case JOBS, WATERFALL, COVERAGE, CONFIGURATION, DEPLOYMENTS -> 0;
        };
    }

    /** An artifact under the name that the pipeline file gives it. */
    public record Exposed(String title, String job, String href) {}

    /**
     * What the jobs of the run reported.
     *
     * @param coverage in percent with two decimals, or empty text
     * @param lines lines that can be run, by the coverage reports
     * @param findings how many; empty where no job keeps such a report
     */
    public record Reported(int tests, int failed, int skipped, String coverage, int lines, OptionalInt findings) {
        /** Nothing was reported. */
        public static final Reported NONE = new Reported(0, 0, 0, "", 0, OptionalInt.empty());

        public int passed() {
            return tests - failed - skipped;
        }
    }

    /** The tabs. */
    public enum Tab {
        JOBS("", "run.tab.jobs"),
        WATERFALL("/waterfall", "run.tab.waterfall"),
        TESTS("/tests", "run.tab.tests"),
        COVERAGE("/coverage", "run.tab.coverage"),
        FINDINGS("/findings", "run.tab.findings"),
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
