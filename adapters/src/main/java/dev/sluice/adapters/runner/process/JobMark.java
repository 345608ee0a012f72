package dev.sluice.adapters.runner.process;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A value that nobody can guess, in the environment of every process of one job attempt, by which they are found again:
 * children inherit it, also those that left the process group. A process that clears its environment <em>and</em> makes a
 * session of its own escapes it; only a container or a control group holds such a one.
 *
 * @param value 32 hex digits
 * @param group holds the processes, where the machine has control groups for us
 */
public record JobMark(String value, Optional<ControlGroup> group) {
    /** The name of the variable. */
    public static final String VARIABLE = "SLUICE_JOB_MARK";

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final int DIGITS = 32;

    /** A mark for an attempt that begins, with a control group of its own where there may be one. */
    public static JobMark fresh() {
        byte[] bytes = new byte[DIGITS / 2];
        RANDOM.nextBytes(bytes);
        String value = HexFormat.of().formatHex(bytes);
        return new JobMark(value, ControlGroup.make(value));
    }

    /** The mark of an attempt that another process began, as {@link #text} gave it; empty for anything else. */
    public static Optional<JobMark> parse(String text) {
        String[] lines = text.split("\n", 2);
        if (lines[0].length() != DIGITS) {
            return Optional.empty();
        }
        return Optional.of(new JobMark(
                lines[0], lines.length == 2 ? ControlGroup.left(lines[1].strip(), lines[0]) : Optional.empty()));
    }

    /** What a file must hold so that the processes are found after a crash. */
    public String text() {
        return value + group.map(control -> "\n" + control.folder()).orElse("");
    }
}
