package dev.sluice.cli;

/** A command cannot be done, through nobody's bug: no such file, no repository, disk full. */
public class CommandFailed extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String hint;

    /**
     * Says what failed.
     *
     * @param exitCode see {@link Exit}
     * @param message what and why, one line without a final full stop
     * @param hint what to do; may be empty
     */
    public CommandFailed(int exitCode, String message, String hint) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    public int exitCode() {
        return exitCode;
    }

    public String hint() {
        return hint;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
