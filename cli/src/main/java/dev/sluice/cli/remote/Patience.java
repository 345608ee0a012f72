package dev.sluice.cli.remote;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.cli.term.Terminal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Bridges a server's restart for a command that waits: a question that got no answer is asked again for a minute, which
 * is told once. Only for questions, which change nothing when they come twice. Used by one thread.
 */
final class Patience {
    /** For the help of commands that have it. */
    static final String NOTE = "Where it waits and the server does not answer, it asks on for 60 s, then exits with 1.";

    private static final Duration AGAIN_FOR = Duration.ofSeconds(60);

    private final Terminal err;
    private final Duration againFor;

    /** A question to a server. */
    interface Question<T> {
        /** The answer; {@link Unanswered} where there was none. */
        T ask() throws CommandFailed;
    }

    /** The server gave no answer: it is away, starts just now, or cannot be reached. */
    static final class Unanswered extends CommandFailed {
        private static final long serialVersionUID = 1L;

        Unanswered(String message, String hint) {
            super(Exit.FAILED, message, hint);
        }
    }

    Patience(Terminal err) {
        this(err, AGAIN_FOR);
    }

    Patience(Terminal err, Duration againFor) {
        this.err = err;
        this.againFor = againFor;
    }

    /** The answer, be it a late one. */
    <T> T answer(Question<T> question) throws CommandFailed {
        long start = System.nanoTime();
        boolean told = false;
        while (true) {
            try {
                return question.ask();
            } catch (Unanswered none) {
                if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) >= againFor.toMillis()) {
                    throw none;
                }
                if (!told) {
                    err.line(none.getMessage() + "; asking on for " + againFor.toSeconds() + " s");
                    told = true;
                }
            }
            DeploymentWait.pause("what was asked for goes on");
        }
    }
}
