package dev.sluice.core.model;

/** Why an attempt of a job failed. The engine's retry rules and the pages' reasons go by it. */
public enum FailureReason {
    /** The job's own commands said so. */
    SCRIPT_FAILURE,
    /** The runner vanished or its lease ran out while it had the job. */
    RUNNER_LOST,
    /** The runner, or the server with it, was stopped in order while it had the job, and gave it back. */
    HANDED_BACK,
    /** The runner could not do its part: no workspace, no shell, no image, artifact upload refused. */
    RUNNER_SYSTEM_FAILURE,
    /** The time limit was reached. */
    TIMEOUT,
    /** What the job needs from an earlier job (an artifact) is missing or expired. */
    MISSING_DEPENDENCY,
    /** No runner took the job in time. */
    STUCK,
    /** A limit of the installation (log size, artifact size, files) was reached. */
    LIMIT_REACHED,
    /** The job's data cannot be used, e.g. variables that refer to each other in a circle. */
    DATA_INTEGRITY,
    /** The run that the job starts could not be made. */
    DOWNSTREAM_NOT_CREATED,
    /** The run that the job started failed or was cancelled. */
    DOWNSTREAM_FAILED,
    /** The run of another project that the job goes by failed. */
    UPSTREAM_FAILED
}
