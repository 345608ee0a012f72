package dev.sluice.app.delivery;

import dev.sluice.app.access.Caller;
import java.util.OptionalLong;

/**
 * What a person can do to deployments from a page or the API. Each call checks again whether the caller may, and writes
 * the audit entry, also of a refusal. Safe for use by many threads.
 */
public interface DeliveryCommands {

    /** Gives the caller's voice on a deployment that waits for approval. */
    Result vote(Caller caller, long project, long deployment, boolean approve, String comment);

    /**
     * Asks for a deployment of a release: {@link DeliveryQueries.Action#PROMOTE}, {@code ROLL_BACK} (any release that was
     * live there before) or {@code REDEPLOY}; or for the end of what is live there: {@code TAKE_DOWN}, whose version is empty
     * text.
     */
    Result deploy(Caller caller, long project, String environment, Wish wish);

    /**
     * What is asked for.
     *
     * @param version of the release; for a rollback empty text means what was live before
     * @param comment why, for those who read of it later; may be empty
     */
    record Wish(DeliveryQueries.Action action, String version, String comment) {}

    /**
     * Steers a deployment: {@link DeliveryQueries.Action#CANCEL} while it waits; {@code PAUSE}, {@code CONTINUE},
     * {@code PROMOTE_NOW}, {@code ABORT} while it is under way.
     */
    Result steer(Caller caller, long project, long deployment, DeliveryQueries.Action action);

    /** What came of it. */
    sealed interface Result {
        /** It is stored and will happen; {@code deployment} is the one that was made or steered. */
        record Done(OptionalLong deployment) implements Result {}

        /** It will not happen. */
        record Refused(DeliveryQueries.Refusal why) implements Result {}
    }
}
