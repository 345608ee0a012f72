package dev.sluice.app.audit;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * The append-only record of who did what. Each entry holds the hash of the one before it, so that a changed or removed
 * entry is found. Safe for many threads.
 */
public interface AuditTrail {

    /**
     * Adds an entry; returns when it is stored.
     *
     * @param actor login, {@code anonymous}, or {@code sluice} for what the server does by itself
     * @param action what was done, past tense
     * @param object what it was done to, e.g. {@code project 3}
     * @param detail values that matter; never a secret
     * @param address where the request came from
     */
    void record(String actor, String action, String object, String detail, String address);

    /** Entries before the given number (or the newest), newest first, at most {@code limit}. */
    List<Entry> list(OptionalLong before, int limit);

    /** The number of the first entry whose hash does not fit, or empty where the chain is whole. */
    OptionalLong firstBroken();

    /** One entry. */
    record Entry(
            long id, Instant at, String actor, String action, String object, String detail, String address, String hash) {}
}
