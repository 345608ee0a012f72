package dev.sluice.app.audit;

import java.time.Instant;
import java.util.List;

/** Reads the record of who did what. Safe for use by many threads. */
public interface AuditQueries {

    /**
     * Entries, newest first.
     *
     * @param before only entries with a smaller number; {@link Long#MAX_VALUE} for the newest
     * @param limit at most that many, 1 to 200
     */
    List<AuditEntry> entries(AuditFilter filter, long before, int limit);

    /** Which entries are wanted; empty text means any. */
    record AuditFilter(String actor, String action, String project) {
        public static AuditFilter any() {
            return new AuditFilter("", "", "");
        }
    }

    /**
     * One action.
     *
     * @param number grows with every entry
     * @param actor login, or {@code system}
     * @param action a stable word with dots, e.g. {@code deployment.approved}
     * @param project path of the project it belongs to, or empty text
     * @param object what it was done to, for people, e.g. {@code v0.1.0 -> production}
     * @param detail comment or before and after, never a secret; may be empty
     * @param href page of the object on this server, or empty text
     * @param address where the request came from, or empty text
     */
    record AuditEntry(
            long number,
            Instant at,
            String actor,
            String action,
            String project,
            String object,
            String detail,
            String href,
            String address) {}
}
