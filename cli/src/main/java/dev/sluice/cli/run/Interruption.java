package dev.sluice.cli.run;

import java.util.Optional;

/** Lets somebody else end a run that is under way, and tells why it ended. Safe for use by many threads. */
final class Interruption {
    private Optional<Runnable> cancel = Optional.empty();
    private boolean wanted;
    private boolean bySignal;

    /** The run can be cancelled by this from now on; at once, if somebody has asked already. */
    void arm(Runnable action) {
        synchronized (this) {
            cancel = Optional.of(action);
            if (!wanted) {
                return;
            }
        }
        action.run();
    }

    /** Cancels the run, or the one that comes. */
    void cancel() {
        Optional<Runnable> action;
        synchronized (this) {
            wanted = true;
            action = cancel;
        }
        action.ifPresent(Runnable::run);
    }

    /** A person's signal ended the run. */
    synchronized void signalled() {
        bySignal = true;
    }

    synchronized boolean isSignalled() {
        return bySignal;
    }
}
