package dev.sluice.core.delivery;

/** Where a deployment stands. */
public enum DeploymentStatus {
    /** Waits for people to agree. */
    NEEDS_APPROVAL,
    /** Waits for its turn: one deployment at a time in an environment. */
    QUEUED,
    /** Its rollout is under way. */
    ROLLING,
    /** The old version is being put back. */
    ROLLING_BACK,
    /** It is, or was, live. */
    SUCCEEDED,
    /** What was live is stopped as a person wished; nothing runs there by it. */
    TAKEN_DOWN,
    /** It failed, and what ran before is live again. */
    ROLLED_BACK,
    /** A person stopped it, and what ran before is live again. */
    ABORTED,
    /** It failed, and nothing ran before it. */
    FAILED,
    /** It failed and what ran before could not be brought back: a person must look. */
    UNCERTAIN,
    /** A person said no. */
    REJECTED,
    /** A newer release took its place before it started. */
    SUPERSEDED,
    /** Taken back before it started. */
    CANCELED;

    /** Whether nothing more happens to it. */
    public boolean isFinal() {
        return this != NEEDS_APPROVAL && this != QUEUED && !isActive();
    }

    /** Whether its rollout is under way, in either direction. */
    public boolean isActive() {
        return this == ROLLING || this == ROLLING_BACK;
    }
}
