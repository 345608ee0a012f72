package dev.sluice.core.model;

/**
 * The session of a running job was stopped: every call on it ends with this from then on, unless
 * {@link JobSession#mayEndInOrder} says otherwise. Why it was stopped is in
 * {@link #outcome()}.
 */
public final class JobStopped extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient JobResult.Outcome outcome;

    public JobStopped(JobResult.Outcome outcome, String message) {
        super(message, null, false, false);
        this.outcome = outcome;
    }

    /** What the attempt counts as: cancelled, or a failure by timeout or limit. */
    public JobResult.Outcome outcome() {
        return outcome;
    }
}
