package dev.sluice.core.engine;

import java.time.Instant;

/**
 * What the world must do after a step. Stored with the state in one transaction and then performed at least once; the
 * key makes a second time harmless: performing an effect whose key was performed before changes nothing.
 */
public sealed interface RunEffect {

    /** Unique within the run, the same at every replay. */
    String key();

    /** Put this attempt into the queue, where a runner can claim it. */
    record Offer(String job, int attempt) implements RunEffect {
        @Override
        public String key() {
            return "offer/" + attempt + "/" + job;
        }
    }

    /**
     * Take this attempt out of the queue. If a runner claims it in the same moment, the engine answers with
     * {@link Stop}.
     */
    record Withdraw(String job, int attempt) implements RunEffect {
        @Override
        public String key() {
            return "withdraw/" + attempt + "/" + job;
        }
    }

    /** Tell the runner that holds this attempt to stop it; the job may end in order ({@code after_script}). */
    record Stop(String job, int attempt, String runner) implements RunEffect {
        @Override
        public String key() {
            return "stop/" + attempt + "/" + runner + "/" + job;
        }
    }

    /** Tell the runner that holds this attempt, and was told to stop it, to end it at once. */
    record Kill(String job, int attempt, String runner) implements RunEffect {
        @Override
        public String key() {
            return "kill/" + attempt + "/" + runner + "/" + job;
        }
    }

    /**
     * Cancel of the older runs of the same branch what they let a newer commit cancel. Not of the engine's making: it is
     * stored with the first step of a run that came of a push.
     */
    record CancelOlder() implements RunEffect {
        @Override
        public String key() {
            return "cancel-older";
        }
    }

    /**
     * Send a {@link RunEvent.Tick} at this time or soon after. Unlike the others it may be asked for again with the same
     * key after it was performed (a clock that was set back comes by the same time twice), and is then performed again:
     * a tick too many is harmless.
     */
    record WakeAt(Instant at) implements RunEffect {
        @Override
        public String key() {
            return "wake/" + at;
        }
    }

    /**
     * The run reached a final status (or left it again by a retry and reached it anew: {@code round} counts).
     * Releases, notifications and commit statuses hang on this.
     */
    record Finished(RunStatus status, int round) implements RunEffect {
        @Override
        public String key() {
            return "finished/" + round;
        }
    }
}
