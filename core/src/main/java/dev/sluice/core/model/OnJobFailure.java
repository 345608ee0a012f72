package dev.sluice.core.model;

/**
 * What the failure of a job does to the other jobs of its run
 * (<a href="https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_job_failure">GitLab's
 * {@code workflow:auto_cancel:on_job_failure}</a>). A failure that is allowed, or is tried again, is none.
 */
public enum OnJobFailure {
    /** What does not need the job goes on. */
    NONE,
    /** All that has not ended is cancelled; the run has failed. */
    ALL
}
