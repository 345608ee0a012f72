package dev.sluice.core.model;

/**
 * What a newer commit of the same branch does to a run that is not over
 * (<a href="https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit">GitLab's
 * {@code workflow:auto_cancel:on_new_commit}</a>). The older run's own setting counts.
 */
public enum AutoCancel {
    /** Cancels the whole run, if nothing has started yet that is not interruptible. */
    CONSERVATIVE,
    /** Cancels the interruptible jobs; the others go on. */
    INTERRUPTIBLE,
    /** Cancels nothing. */
    NONE
}
