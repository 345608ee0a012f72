package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One release on its way to an environment.
 *
 * @param word how it stands, in the visitor's language
 * @param rolledBack who went back from which version and why, or empty text
 * @param lastLines what the new version wrote last, where it failed by that; oldest first
 * @param removed services that this release has no more: stopped when the others are live
 * @param decisions who agreed or refused, in order
 * @param changesHref page of what it changes in the files
 * @param logHtml last lines that the slots wrote, as HTML list items
 * @param review page of the approval, or empty text
 */
public record DeploymentView(
        String project,
        String environment,
        String version,
        Commit commit,
        Status status,
        String word,
        String rolledBack,
        Optional<Reason> reason,
        List<String> lastLines,
        List<Decision> decisions,
        String by,
        Instant at,
        Optional<Duration> took,
        Optional<Instant> runningSince,
        List<Share> shares,
        List<Step> steps,
        List<Slot> slots,
        List<String> removed,
        List<Event> events,
        String changesHref,
        String logHtml,
        String review,
        List<Action> actions,
        String url,
        String topic) {
    public DeploymentView {
        lastLines = List.copyOf(lastLines);
        decisions = List.copyOf(decisions);
        shares = List.copyOf(shares);
        steps = List.copyOf(steps);
        slots = List.copyOf(slots);
        removed = List.copyOf(removed);
        events = List.copyOf(events);
        actions = List.copyOf(actions);
    }

    /** Where the bar of a share begins, 0 to 100. */
    public int offset(int index) {
        return shares.subList(0, index).stream().mapToInt(Share::percent).sum();
    }

    /** How much of the traffic a version gets, 0 to 100. */
    public record Share(String version, int percent) {}

    /** A step of the rollout with what was seen. */
    public record Step(
            Status status, String name, Optional<Instant> at, Optional<Duration> took, List<String> evidence) {
        public Step {
            evidence = List.copyOf(evidence);
        }
    }

    /** Something that somebody, or the program itself, did to it; in the visitor's language. */
    public record Event(Instant at, String what, String by, String detail) {}

    /** A running copy of a service. */
    public record Slot(Status status, String name, String version) {}
}
