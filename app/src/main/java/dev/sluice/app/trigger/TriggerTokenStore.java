package dev.sluice.app.trigger;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps trigger tokens by the hash of their secret. Safe for many threads. */
public interface TriggerTokenStore {

    TokenInfo create(long project, String hash, String shortForm, String description, String owner, Instant at);

    /** The project's token of that hash. */
    Optional<TokenInfo> find(long project, String hash);

    /** All of the project, newest first. */
    List<TokenInfo> list(long project);

    /** Ends a token; false where there is none. */
    boolean remove(long project, long id);

    /** Notes that it started a run. */
    void used(long id, Instant at);

    /**
     * A token as it is shown: never its secret.
     *
     * @param shortForm its first characters, by which people tell it from others
     * @param owner login of the account whose rights its runs have
     */
    record TokenInfo(
            long id, String shortForm, String description, String owner, Instant createdAt, Optional<Instant> usedAt) {}
}
