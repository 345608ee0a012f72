package dev.sluice.core.model;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one attempt of a job ended, and what it leaves for the jobs after it.
 *
 * @param outcome how it ended
 * @param outputs values that later jobs see (GitLab: its dotenv report)
 * @param environmentUrl the address of what it deployed, variables expanded
 */
public record JobResult(Outcome outcome, Map<String, String> outputs, Optional<String> environmentUrl) {
    public JobResult {
        outputs = Map.copyOf(outputs);
    }

    public static JobResult of(Outcome outcome) {
        return new JobResult(outcome, Map.of(), Optional.empty());
    }

    /** How an attempt ended. */
    public sealed interface Outcome {
        /** It did what it should. */
        record Success() implements Outcome {}

        /**
         * It failed.
         *
         * @param reason the kind of failure
         * @param exitCode of the command that failed, where there was one
         * @param message one sentence for people: what failed and what to do
         */
        record Failure(FailureReason reason, OptionalInt exitCode, String message) implements Outcome {}

        /** It was stopped on request. */
        record Canceled() implements Outcome {}

        /**
         * There was nothing for it to do.
         *
         * @param about the project or the number of the run that it goes by
         */
        record Skipped(Cause cause, String about) implements Outcome {
            /** Why a job that goes by another run does not happen. */
            public enum Cause {
                NO_UPSTREAM,
                UPSTREAM_SKIPPED
            }
        }
    }
}
