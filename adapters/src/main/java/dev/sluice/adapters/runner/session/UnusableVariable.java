package dev.sluice.adapters.runner.session;

import java.nio.charset.StandardCharsets;

/** A variable cannot be handed to a process. */
public final class UnusableVariable extends Exception {
    private static final long serialVersionUID = 1L;

    /** The kernel's limit for one {@code NAME=value} (128 KiB with the final NUL). */
    private static final int ENTRY_BYTES_MAX = 128 * 1024 - 1;

    private UnusableVariable(String message) {
        super(message);
    }

    /** Throws where no process can have this variable. */
    public static void check(String name, String value) throws UnusableVariable {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
            throw new UnusableVariable("a variable cannot be named '" + JobLog.oneLine(name.replace('\0', '?')) + "'");
        }
        if (value.indexOf('\0') >= 0) {
            throw new UnusableVariable("the value of " + name + " holds a NUL byte, which no process can be given");
        }
        int bytes = name.length() + 1 + value.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ENTRY_BYTES_MAX) {
            throw new UnusableVariable("the value of " + name + " has " + bytes + " bytes; a process can be given "
                    + ENTRY_BYTES_MAX + " at most: make it a file variable");
        }
    }
}
