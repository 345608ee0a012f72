package dev.sluice.app.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Keeps API tokens by the hash of their secret. Safe for many threads. */
public interface TokenStore {

    TokenInfo create(
            String hash,
            long account,
            String name,
            Set<Scope> scopes,
            OptionalLong project,
            Instant at,
            Optional<Instant> until);

    /** The token and its owner, if the token has not ended at {@code now}. */
    Optional<Owned> find(String hash, Instant now);

    /** The account's tokens, newest first. */
    List<TokenInfo> list(long account);

    /** Ends a token of that account; false where it has none with this number. */
    boolean revoke(long account, long token);

    /** Notes when a token was used last. */
    void used(long token, Instant at);

    /**
     * A token as it is shown: never its secret.
     *
     * @param usedAt when somebody last logged in with it, to within some minutes; empty where nobody has
     */
    record TokenInfo(
            long id,
            String name,
            Set<Scope> scopes,
            OptionalLong project,
            Instant createdAt,
            Optional<Instant> expiresAt,
            Optional<Instant> usedAt) {
        public TokenInfo {
            scopes = Set.copyOf(scopes);
        }
    }

    /** A token with the account that owns it. */
    record Owned(TokenInfo token, Account owner) {}
}
