package dev.sluice.core.engine;

/** Where a run stands. */
public enum RunStatus {
    /** Made, nothing started yet. */
    CREATED,
    /** At least one job is queued, running, delayed or waits for such a one. */
    RUNNING,
    /** Only manual work is left that the run must wait for. */
    BLOCKED,
    SUCCESS,
    FAILED,
    CANCELED,
    /** Every job was skipped or is left to people who need not start it. */
    SKIPPED;

    /** Whether the run is over (a retry may open it again). */
    public boolean isFinal() {
        return this == SUCCESS || this == FAILED || this == CANCELED || this == SKIPPED;
    }
}
