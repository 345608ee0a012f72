package dev.sluice.cli.term;

import sun.misc.Signal;

/**
 * Signals of the operating system. The JDK offers them under a name of its own that has not changed since 2001; a
 * shutdown hook is no substitute, because while hooks run a second Ctrl-C is lost.
 */
public final class Signals {
    private Signals() {}

    /** Has the action run, on a thread of the JVM, whenever the signal comes; e.g. {@code INT}. */
    public static void on(String name, Runnable action) {
        try {
            Signal.handle(new Signal(name), signal -> action.run());
        } catch (IllegalArgumentException e) {
            // The system does not know the signal, or the JVM was told to leave it alone: then it cannot come.
        }
    }
}
