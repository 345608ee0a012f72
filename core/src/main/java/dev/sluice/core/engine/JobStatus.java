package dev.sluice.core.engine;

/** Where a job of a run stands. */
public enum JobStatus {
    /** Waits for other jobs. */
    WAITING,
    /** Waits for a person. */
    MANUAL,
    /** Waits for its time. */
    DELAYED,
    /** Offered to the runners. */
    QUEUED,
    /** A runner has it. */
    RUNNING,
    /** A runner has it and was told to stop. */
    STOPPING,
    SUCCESS,
    FAILED,
    SKIPPED,
    CANCELED;

    /** Whether nothing more happens to the job by itself. MANUAL is not over: it waits for a person. */
    public boolean isOver() {
        return this == SUCCESS || this == FAILED || this == SKIPPED || this == CANCELED;
    }

    /** Whether a runner has the job. */
    public boolean isHeld() {
        return this == RUNNING || this == STOPPING;
    }
}
