package dev.sluice.dialects.gitlab;

/** A step cannot run as it is written: found only now, since its file and its expressions are read just before it runs. */
final class StepMistake extends Exception {
    private static final long serialVersionUID = 1L;

    StepMistake(String message) {
        super(message, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
