package dev.sluice.app.access;

import java.util.Set;

/** The caller may not do this. The edge answers 404 where the caller may not even know that the thing exists. */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Permission missing;
    private final Set<Lack> lacks;
    private final boolean hidden;

    /** What stands in the way. */
    public enum Lack {
        /** The account has not the role, or is no administrator. */
        ROLE,
        /** The token has not the scope. */
        SCOPE,
        /** The token is for one project, and this is not about it. */
        PROJECT
    }

    AccessRefused(Permission missing, Set<Lack> lacks, boolean hidden) {
        super("missing permission " + missing + ": " + lacks, null, false, false);
        this.missing = missing;
        this.lacks = Set.copyOf(lacks);
        this.hidden = hidden;
    }

    /** What the caller may not do. */
    public Permission missing() {
        return missing;
    }

    /** What the caller lacks for it. */
    public Set<Lack> lacks() {
        return lacks;
    }

    /** Whether the caller may not know that the thing exists. */
    public boolean hidden() {
        return hidden;
    }
}
