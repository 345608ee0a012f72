package dev.sluice.cli.run;

import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import java.util.List;

/** The words for statuses: those of the machine formats, and reasons for people. */
final class StatusWords {
    private StatusWords() {}

    /** As {@code --format ndjson} prints it. */
    static String of(JobStatus status) {
        return switch (status) {
            case WAITING -> "waiting";
            case MANUAL -> "manual";
            case DELAYED -> "delayed";
            case QUEUED -> "queued";
            case RUNNING -> "running";
            case STOPPING -> "stopping";
            case SUCCESS -> "success";
            case FAILED -> "failed";
            case SKIPPED -> "skipped";
            case CANCELED -> "canceled";
        };
    }

    /** As {@code --format ndjson} prints it. */
    static String of(RunStatus status) {
        return switch (status) {
            case CREATED -> "created";
            case RUNNING -> "running";
            case BLOCKED -> "blocked";
            case SUCCESS -> "success";
            case FAILED -> "failed";
            case CANCELED -> "canceled";
            case SKIPPED -> "skipped";
        };
    }

    /** Why the job is where it is, in a few words; empty where the status says all. */
    static String why(JobState job) {
        if (job.why().isEmpty()) {
            return "";
        }
        String about = names(job.why().get().about());
        return switch (job.why().get().cause()) {
            case WAITS_FOR_JOBS -> "waits for " + about;
            case NEED_FAILED -> about + " failed";
            case NEED_SKIPPED -> about + " was skipped";
            case NEED_CANCELED -> about + " was canceled";
            case NOTHING_FAILED -> "nothing failed before it";
            case CANCELED_BY -> "canceled by " + about;
            case CANCELED_AFTER_FAILURE -> "canceled as " + about + " failed";
            case STARTED_BY -> "started by " + about;
            case RETRIED_BY -> "again by " + about;
            case RETRIED_AFTER_FAILURE -> "again after a failure";
            case RETRIED_AFTER_RUNNER_LOST -> "again after its runner was lost";
            case NO_UPSTREAM -> "there is no pipeline of " + about + " here to go by";
            case UPSTREAM_SKIPPED -> "the run " + about + " was skipped";
            case RETRIED_AFTER_HANDED_BACK -> "again after its runner was stopped";
        };
    }

    private static String names(List<String> names) {
        if (names.size() <= 3) {
            return String.join(", ", names);
        }
        return String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }
}
