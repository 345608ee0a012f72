package dev.sluice.app.audit;

import java.util.OptionalLong;

/**
 * The append-only record of who did what. Each entry holds the hash of the one before it, so that a changed or removed
 * entry is found. Read by {@link AuditQueries}. Safe for many threads.
 */
public interface AuditTrail {

    /** Adds an entry; returns when it is stored. */
    void record(Deed deed);

    /** The number of the first entry whose hash does not fit, or empty where the chain is whole. */
    OptionalLong firstBroken();

    /** Adds an entry that belongs to no project. */
    default void record(String actor, String action, String object, String detail, String address) {
        record(new Deed(actor, action, "", object, detail, "", address));
    }

    /**
     * What somebody did.
     *
     * @param actor login, {@code anonymous}, or {@code system} for what the server does by itself
     * @param action a stable word with dots, e.g. {@code token.made}
     * @param project path of the project it belongs to, or empty text
     * @param object what it was done to, for people
     * @param detail values that matter, never a secret; may be empty
     * @param href page of the object on this server, or empty text
     * @param address where the request came from, or empty text
     */
    record Deed(
            String actor, String action, String project, String object, String detail, String href, String address) {}
}
