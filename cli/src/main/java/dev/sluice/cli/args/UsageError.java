package dev.sluice.cli.args;

/** The command line is wrong: exit code 2. The message says what, the hint what to do. */
public final class UsageError extends Exception {
    private static final long serialVersionUID = 1L;

    private final String hint;

    public UsageError(String message, String hint) {
        super(message, null, false, false);
        this.hint = hint;
    }

    /** What to do; may be empty. */
    public String hint() {
        return hint;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "" : message;
    }
}
