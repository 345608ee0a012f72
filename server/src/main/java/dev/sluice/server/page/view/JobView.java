package dev.sluice.server.page.view;

import dev.sluice.server.log.LogWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The selected job with its log.
 *
 * @param href address of the job, without a query
 * @param attempt the attempt that is shown, 0 where there is none yet
 * @param failureKey key of the words for the kind of failure, or empty text
 * @param started the run that the attempt started
 * @param reported what the attempt reported, once that was read
 * @param variables names of the variables that it left for later jobs; their values are not shown
 * @param inputs what the attempt had of the job's inputs
 * @param message what the runner said about the failure, or empty text
 */
public record JobView(
        String name,
        String href,
        String stage,
        Status status,
        boolean allowedFailure,
        Optional<Reason> reason,
        int attempt,
        List<Attempt> attempts,
        Optional<String> runner,
        Optional<Duration> took,
        Optional<Instant> runningSince,
        OptionalInt exitCode,
        String failureKey,
        String message,
        Optional<String> environment,
        Optional<String> environmentUrl,
        Optional<RunLink> started,
        List<Action> actions,
        Optional<Reported> reported,
        List<String> variables,
        List<Input> inputs,
        LogView log) {
    public JobView {
        inputs = List.copyOf(inputs);
        attempts = List.copyOf(attempts);
        actions = List.copyOf(actions);
        variables = List.copyOf(variables);
    }

    /** An input of the job, and what it was in the attempt. */
    public record Input(String name, String value) {}

    /**
     * What the attempt reported.
     *
     * @param coverage in percent, or empty text
     * @param failedNames of the first tests that failed
     * @param testsHref where the tests are
     */
    public record Reported(int tests, int failed, List<String> failedNames, String coverage, String testsHref) {
        public Reported {
            failedNames = List.copyOf(failedNames);
        }
    }

    /** One attempt as a tab. */
    public record Attempt(int number, Status status, String href, boolean chosen) {}

    /**
     * The log of the attempt.
     *
     * @param window what is shown of it
     * @param topic of the live stream, empty text where nothing more comes
     * @param pageHref address of the page that shows it
     * @param href address of the log itself
     * @param query what is looked for, or empty text
     * @param matches what was found
     */
    public record LogView(
            LogWindow window,
            String topic,
            String pageHref,
            String href,
            int attempt,
            String query,
            Optional<Matches> matches) {}

    /**
     * Lines that hold what is looked for.
     *
     * @param before how many matches come before those that are shown
     * @param previous query of the address that shows the matches before these, or empty text
     * @param next query of the address that shows those after them, or empty text
     * @param problem why the expression cannot be used, or empty text
     */
    public record Matches(long total, int before, List<Match> shown, String previous, String next, String problem) {
        public Matches {
            shown = List.copyOf(shown);
        }
    }

    /** A line that holds the text; 1-based. */
    public record Match(long line, String href) {}
}
