package dev.sluice.core.delivery;

/** What asked for a deployment. */
public enum DeploymentCause {
    /** The environment's rule ({@code on}, {@code after}). */
    RULE,
    /** A person promoted a release. */
    PROMOTION,
    /** A person went back to an earlier release. */
    ROLLBACK,
    /** A person wanted the live release once more. */
    REDEPLOY,
    /** A person took the environment down: nothing is brought, what is live is stopped. */
    DOWN,
    /** A job of a pipeline file with {@code environment:} did it; Sluice only keeps the record. */
    JOB
}
