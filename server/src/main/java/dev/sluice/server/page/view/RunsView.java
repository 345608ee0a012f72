package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The runs of a project.
 *
 * @param filter what is shown
 * @param older address of the next page, empty text on the last
 * @param fresh how many newer runs there are that are not shown, because a list does not grow under the reader's eyes
 * @param refresh address of this list as it stands, without newer runs
 * @param topic of the live stream
 * @param start page where a pipeline is started, or empty text where the visitor may not
 * @param withoutFile branch that has commits and no pipeline file, while there is no run; else empty text
 * @param firstPush commands that bring the first commit, while there is no run; empty where the visitor may not push
 * @param trend how the coverage of the default branch goes
 */
public record RunsView(
        String project,
        String href,
        List<Row> rows,
        Filter filter,
        String older,
        int fresh,
        String refresh,
        String topic,
        String start,
        List<String> firstPush,
        String withoutFile,
        Optional<Trend> trend) {
    public RunsView {
        firstPush = List.copyOf(firstPush);
        rows = List.copyOf(rows);
    }

    /**
     * Coverage over the last runs of the default branch, by what the jobs' logs tell.
     *
     * @param last of the newest of them
     * @param points of the line, for a picture of 240 by 40
     * @param rows newest first
     */
    public record Trend(String ref, String first, String last, String points, List<Point> rows) {
        public Trend {
            rows = List.copyOf(rows);
        }
    }

    /** The coverage of one run. */
    public record Point(Link run, String coverage, Instant at) {}

    /**
     * One run.
     *
     * @param live environments where its release is live
     */
    public record Row(
            long number,
            String href,
            Status status,
            Commit commit,
            String ref,
            String actor,
            String eventKey,
            Optional<Duration> took,
            Optional<Instant> runningSince,
            Instant at,
            Optional<Reason> reason,
            List<String> live,
            List<Action> actions) {
        public Row {
            live = List.copyOf(live);
            actions = List.copyOf(actions);
        }
    }

    /** What is chosen, and what can be. */
    public record Filter(
            String ref,
            String status,
            String event,
            String actor,
            List<String> refs,
            List<Option> statuses,
            List<Option> events,
            List<String> actors) {
        public Filter {
            refs = List.copyOf(refs);
            statuses = List.copyOf(statuses);
            events = List.copyOf(events);
            actors = List.copyOf(actors);
        }

        public boolean isSet() {
            return !ref.isEmpty() || !status.isEmpty() || !event.isEmpty() || !actor.isEmpty();
        }
    }

    /** A value with the key of its word. */
    public record Option(String value, String key) {}
}
