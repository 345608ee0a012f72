package dev.sluice.server.page.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Why something waits, failed or may not be done: one sentence each, with the cause and what to do. */
public sealed interface Reason {
    /** It waits for these jobs. */
    record Needs(List<String> jobs) implements Reason {
        public Needs {
            jobs = List.copyOf(jobs);
        }
    }

    /** A job that it needs failed. */
    record NeedFailed(List<String> jobs) implements Reason {
        public NeedFailed {
            jobs = List.copyOf(jobs);
        }
    }

    /** A job that it needs was skipped. */
    record NeedSkipped(List<String> jobs) implements Reason {
        public NeedSkipped {
            jobs = List.copyOf(jobs);
        }
    }

    /** A job that it needs was cancelled. */
    record NeedCanceled(List<String> jobs) implements Reason {
        public NeedCanceled {
            jobs = List.copyOf(jobs);
        }
    }

    /** The failure of this job ends all others. */
    record CanceledAfterFailure(List<String> jobs) implements Reason {
        public CanceledAfterFailure {
            jobs = List.copyOf(jobs);
        }
    }

    /** It runs only after a failure, and there was none. */
    record NothingFailed() implements Reason {}

    /** Nobody takes jobs. */
    record NoRunner(Duration waited, String command) implements Reason {}

    /** Somebody takes jobs, but not with this label. */
    record NoLabel(Duration waited, String label) implements Reason {}

    /** All fitting runners have work. */
    record Busy(Duration waited, int runners, int position, Optional<Duration> eta) implements Reason {}

    /** It was offered a moment ago, and nothing stands in its way. */
    record Queued(Duration waited) implements Reason {}

    /** Its group runs one at a time. */
    record Concurrency(String group, long run) implements Reason {}

    /** Of its group the job of that run comes first, by the order that people chose. */
    record GroupOrder(String group, long run, String mode) implements Reason {}

    /** A person must start it. */
    record Manual() implements Reason {}

    /** It starts later by itself. */
    record Delayed(Instant at) implements Reason {}

    /** People must approve. */
    record Approval(List<String> who) implements Reason {
        public Approval {
            who = List.copyOf(who);
        }
    }

    /** Who started it may not approve it. */
    record OwnRun() implements Reason {}

    /** The environment before it is still being watched. */
    record Observation(Duration left, String environment) implements Reason {}

    /** Nothing goes to the environment now. */
    record Freeze(String environment, String until, String why) implements Reason {}

    /** It reached its time limit. */
    record Timeout(Duration limit, String job) implements Reason {}

    /** Its runner is gone. */
    record RunnerLost(String runner, int attempt, int attemptsMax) implements Reason {}

    /** Its runner was stopped in order, and the job was started again. */
    record HandedBack(String runner) implements Reason {}

    /** What was live before was put back. */
    record RolledBack(String version, String metric, String value, String limit) implements Reason {}

    /** Somebody stopped it. */
    record CanceledBy(String who) implements Reason {}

    /** Somebody stopped it, and it has not ended yet. */
    record Stopping(String who) implements Reason {}

    /** These jobs failed. */
    record Failed(List<String> jobs) implements Reason {
        public Failed {
            jobs = List.copyOf(jobs);
        }
    }

    /** It ends as the newest run of this project does. */
    record FollowsUpstream(String project) implements Reason {}

    /** The project by whose newest run it goes has none. */
    record NoUpstream(String project) implements Reason {}

    /** The run by which it goes was skipped. */
    record UpstreamSkipped(String run) implements Reason {}

    /** These jobs wait to be started by a person. */
    record WaitsForPerson(List<String> jobs) implements Reason {
        public WaitsForPerson {
            jobs = List.copyOf(jobs);
        }
    }

    /** The pipeline file cannot be used. */
    record InvalidFile(int problems) implements Reason {}

    /** A sentence that somebody else wrote: a runner, a health check, a person. */
    record Told(String sentence) implements Reason {}
}
