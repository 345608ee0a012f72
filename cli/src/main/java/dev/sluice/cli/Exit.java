package dev.sluice.cli;

/** The exit codes of every command. */
public final class Exit {
    /** Done. */
    public static final int OK = 0;
    /** It ran and failed. */
    public static final int FAILED = 1;
    /** The file or the arguments are wrong. */
    public static final int INVALID = 2;
    /** It was cancelled. */
    public static final int CANCELED = 3;
    /** A bug of ours. */
    public static final int BUG = 70;

    private Exit() {}
}
