package dev.sluice.server.page.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One test: what it said in a run, and what became of it in the runs before.
 *
 * @param shown how it ended in the run that the address names
 * @param group the class or file that it belongs to, or empty text
 * @param past newest first
 * @param ran how often it ran in those, skipped ones left out
 * @param failed how often it failed in those
 * @param flakyCommits on how many commits it failed and passed
 */
public record TestView(
        String name,
        String group,
        String place,
        Optional<Shown> shown,
        List<Past> past,
        int ran,
        int failed,
        int flakyCommits) {
    public TestView {
        past = List.copyOf(past);
    }

    /** How it ended in one run. */
    public record Shown(
            Status status,
            Link run,
            Link job,
            String took,
            String message,
            String detail,
            String output,
            boolean flaky,
            boolean fresh) {}

    /** How it ended in another. */
    public record Past(
            Status status,
            boolean flaky,
            Link run,
            String job,
            String ref,
            String sha,
            String took,
            String message,
            Instant at) {}
}
