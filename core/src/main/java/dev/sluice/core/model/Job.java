package dev.sluice.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One job of a pipeline, ready to be scheduled. What happens inside is its {@link Program}; everything here is what the
 * engine, the queue and the pages need to know of it.
 *
 * @param name unique in its pipeline, expanded ({@code test: [3.12, linux]})
 * @param stage index into {@link Pipeline#stages()}
 * @param waits what it waits for
 * @param when under which outcome of what it waited for it starts, and whether a person starts it
 * @param allowFailure which failures do not fail the run
 * @param retry how often and after what it is tried again by itself
 * @param timeout the limit of one attempt, where the file sets one
 * @param interruptible a newer run of the same branch may cancel it
 * @param resourceGroup at most one job of this group runs at a time, over all runs of the project
 * @param environment where it deploys to
 * @param tags a runner must have all of these labels
 * @param at where the file defines it
 * @param program what happens inside
 */
public record Job(
        String name,
        int stage,
        Waits waits,
        When when,
        AllowFailure allowFailure,
        Retry retry,
        Optional<Duration> timeout,
        boolean interruptible,
        Optional<String> resourceGroup,
        Optional<Environment> environment,
        Set<String> tags,
        Position at,
        Program program) {

    public Job {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a job has a name");
        }
        tags = Set.copyOf(tags);
    }

    /** The same job for runners with other labels. */
    public Job withTags(Set<String> labels) {
        return new Job(
                name,
                stage,
                waits,
                when,
                allowFailure,
                retry,
                timeout,
                interruptible,
                resourceGroup,
                environment,
                labels,
                at,
                program);
    }

    /** The same job with something else happening inside. */
    public Job withProgram(Program other) {
        return new Job(
                name,
                stage,
                waits,
                when,
                allowFailure,
                retry,
                timeout,
                interruptible,
                resourceGroup,
                environment,
                tags,
                at,
                other);
    }

    /** What a job waits for before its {@link When} is asked. */
    public sealed interface Waits {
        /** All jobs of earlier stages. */
        record ForEarlierStages() implements Waits {}

        /** These jobs alone, of whatever stage; none: it starts at once. */
        record ForJobs(List<Need> needs) implements Waits {
            public ForJobs {
                needs = List.copyOf(needs);
            }
        }
    }

    /**
     * A job that must be done first.
     *
     * @param job its name; it is in the same pipeline
     * @param artifacts whether its artifacts and outputs are handed on
     */
    public record Need(String job, boolean artifacts) {}

    /** When a job starts once what it waits for is done. */
    public sealed interface When {
        /** Nothing before it failed (failures that are allowed do not count). */
        record OnSuccess() implements When {}

        /** Something before it failed. */
        record OnFailure() implements When {}

        /** In any case. */
        record Always() implements When {}

        /**
         * When a person says so, and nothing before it failed.
         *
         * @param optional the run does not wait for it; otherwise the run is blocked until it is started
         * @param confirmation what that person is asked before; empty: nothing of its own
         */
        record Manual(boolean optional, Optional<String> confirmation) implements When {
            /** One without a question of its own. */
            public Manual(boolean optional) {
                this(optional, Optional.empty());
            }
        }

        /** As {@link OnSuccess}, but that much later. */
        record Delayed(Duration by) implements When {}
    }

    /** Which failures of a job do not fail its run. */
    public sealed interface AllowFailure {
        /** Every failure counts. */
        record Never() implements AllowFailure {}

        /** No failure counts. */
        record Always() implements AllowFailure {}

        /** A failure with one of these exit codes does not count. */
        record ForExitCodes(Set<Integer> codes) implements AllowFailure {
            public ForExitCodes {
                codes = Set.copyOf(codes);
            }
        }
    }

    /**
     * How a failed attempt is tried again by itself. Either list is enough; both empty: after any failure.
     *
     * @param max further attempts after the first, 0 to 2 in GitLab files
     * @param reasons failures of these kinds are tried again
     * @param exitCodes failures with these exit codes are tried again
     */
    public record Retry(int max, Set<FailureReason> reasons, Set<Integer> exitCodes) {
        public Retry {
            reasons = Set.copyOf(reasons);
            exitCodes = Set.copyOf(exitCodes);
            if (max < 0) {
                throw new IllegalArgumentException("max is " + max);
            }
        }

        public static Retry never() {
            return new Retry(0, Set.of(), Set.of());
        }
    }

    /**
     * The environment that a job deploys to, as the pipeline file names it (variables expanded).
     *
     * @param name e.g. {@code review/feature-x}
     * @param url may hold variables that only the running job knows
     * @param action what the job does to it
     * @param onStop the job of the same pipeline that stops it
     * @param autoStopIn how long after this deployment it is stopped by itself
     */
    public record Environment(
            String name, Optional<String> url, Action action, Optional<String> onStop, Optional<Duration> autoStopIn) {

        /** One that nothing stops by itself. */
        public Environment(String name, Optional<String> url, Action action) {
            this(name, url, action, Optional.empty(), Optional.empty());
        }

        /** What a job does to its environment. */
        public enum Action {
            START,
            PREPARE,
            STOP,
            VERIFY,
            ACCESS
        }
    }
}
