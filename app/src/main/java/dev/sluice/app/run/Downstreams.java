package dev.sluice.app.run;

import dev.sluice.core.model.DownstreamProgram.Request;
import dev.sluice.core.model.Trigger;

/** Makes the runs that jobs of other runs start. Safe for many threads. */
public interface Downstreams {

    /**
     * Makes the run and starts it. A second call for the same attempt makes nothing and returns the first run.
     *
     * @param upstream who asks for it
     * @param wish what it asks for, other than {@link Request.Impossible} and {@link Request.Upstream}
     */
    Made make(Upstream upstream, Request wish);

    /** Cancels a run that a job started, because that job is cancelled. */
    void cancel(RunId run, String by);

    /**
     * An attempt of a job that starts another run.
     *
     * @param trigger why its own run exists
     */
    record Upstream(RunId run, String job, int attempt, Trigger trigger) {
        /** What the run that it starts is known by in its project. */
        public String cause() {
            return causeOf(run, job, attempt);
        }
    }

    /** The key under which {@link RunStore#caused} knows the run that an attempt of a job started. */
    static String causeOf(RunId run, String job, int attempt) {
        return "job/" + run + "/" + attempt + "/" + job;
    }

    /** What became of a wish. */
    sealed interface Made {
        /** The run is there. */
        record Started(RunId run) implements Made {}

        /** None was made; {@code why} is a sentence for people. */
        record Refused(String why) implements Made {}
    }
}
