package dev.sluice.cli.term;

import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Signals of the operating system. The JDK offers them under a name of its own that has not changed since 2001; a
 * shutdown hook is no substitute, because while hooks run a second Ctrl-C is lost.
 */
public final class Signals {
    private Signals() {}

    /**
     * Has the action run, on a thread of the JVM, whenever the signal comes; e.g. {@code INT}. Where the system does not
     * know the signal nothing happens: then it cannot come.
     *
     * @return ends it: the signal does what it did before
     */
    public static Registration on(String name, Runnable action) {
        try {
            Signal signal = new Signal(name);
            SignalHandler before = Signal.handle(signal, received -> action.run());
            return () -> Signal.handle(signal, before);
        } catch (IllegalArgumentException e) {
            return () -> {};
        }
    }

    /** A signal that is listened to. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
