package dev.sluice.app.access;

import java.util.Optional;

/** One thing that a caller may or may not do. What is not listed here nobody may do. */
public enum Permission {
    /** See the project with its runs, logs, artifacts and environments; clone it. */
    READ(Role.READER, Scope.READ),
    /** Change branches and tags. */
    PUSH(Role.DEVELOPER, Scope.WRITE),
    /** Change the branches and tags that are for maintainers alone. */
    PUSH_PROTECTED(Role.MAINTAINER, Scope.WRITE),
    /** Start, retry, cancel runs and jobs. */
    RUN(Role.DEVELOPER, Scope.WRITE),
    /** Change and remove schedules of others, and see the values of their variables. */
    MANAGE_SCHEDULES(Role.MAINTAINER, Scope.WRITE),
    /** Approve, promote, roll back; the environment's own rules come on top. */
    DEPLOY(Role.DEVELOPER, Scope.DEPLOY),
    /** Members, variables, environments and settings of the project. */
    MANAGE_PROJECT(Role.MAINTAINER, Scope.ADMIN),
    /** Make a project. Administrators only. */
    CREATE_PROJECT(Scope.ADMIN),
    /** Accounts and their rights. Administrators only. */
    MANAGE_ACCOUNTS(Scope.ADMIN),
    /** Read the audit table. Administrators only. */
    READ_AUDIT(Scope.ADMIN),
    /** Read figures about the whole installation. Administrators only. */
    READ_METRICS(Scope.READ);

    private final Optional<Role> role;
    private final Scope scope;

    Permission(Role role, Scope scope) {
        this.role = Optional.of(role);
        this.scope = scope;
    }

    Permission(Scope scope) {
        this.role = Optional.empty();
        this.scope = scope;
    }

    /** The least role in the project that has it; empty: only administrators have it. */
    public Optional<Role> role() {
        return role;
    }

    /** The scope a token needs for it. */
    public Scope scope() {
        return scope;
    }
}
