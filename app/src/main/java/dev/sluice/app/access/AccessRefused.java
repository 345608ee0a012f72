package dev.sluice.app.access;

/** The caller may not do this. The edge answers 404 where the caller may not even know that the thing exists. */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Permission missing;
    private final boolean hidden;

    AccessRefused(Permission missing, boolean hidden) {
        super("missing permission " + missing, null, false, false);
        this.missing = missing;
        this.hidden = hidden;
    }

    /** What the caller lacks. */
    public Permission missing() {
        return missing;
    }

    /** Whether the caller may not know that the thing exists. */
    public boolean hidden() {
        return hidden;
    }
}
