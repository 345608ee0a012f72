package dev.sluice.adapters.runner.process;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * A value that nobody can guess, in the environment of every process of one job attempt, by which they are found again:
 * children inherit it, also those that left the process group. A process that clears its environment <em>and</em> makes a
 * session of its own escapes it; only a container or a cgroup holds such a one.
 *
 * @param value 32 hex digits
 */
public record JobMark(String value) {
    /** The name of the variable. */
    public static final String VARIABLE = "SLUICE_JOB_MARK";

    private static final SecureRandom RANDOM = new SecureRandom();

    public static JobMark fresh() {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return new JobMark(HexFormat.of().formatHex(bytes));
    }

    /** The variable as it lies in {@code /proc/PID/environ}. */
    String entry() {
        return VARIABLE + "=" + value;
    }
}
