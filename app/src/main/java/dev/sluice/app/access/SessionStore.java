package dev.sluice.app.access;

import java.time.Instant;
import java.util.Optional;

/** Keeps sessions by the hash of their secret. Safe for many threads. */
public interface SessionStore {

    void create(String hash, long account, Instant at, Instant until);

    /** The account of a session that has not ended at {@code now}. */
    Optional<Account> account(String hash, Instant now);

    void end(String hash);

    /** Forgets sessions that ended before {@code now}. */
    int sweep(Instant now);
}
