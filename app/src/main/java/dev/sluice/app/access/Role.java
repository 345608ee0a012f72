package dev.sluice.app.access;

/** What an account is in one project; a later one includes the earlier ones. */
public enum Role {
    /** Sees everything but values of secrets. */
    READER,
    /** Pushes, starts, retries and cancels runs, asks for deployments. */
    DEVELOPER,
    /** Manages members, variables and environments. */
    MAINTAINER;

    /** Whether this role includes the other one. */
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
