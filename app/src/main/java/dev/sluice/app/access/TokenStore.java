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

    /** A token as it is shown: never its secret. */
    record TokenInfo(
            long id,
            String name,
            Set<Scope> scopes,
            OptionalLong project,
            Instant createdAt,
            Optional<Instant> expiresAt) {
        public TokenInfo {
            scopes = Set.copyOf(scopes);
        }
    }

    /** A token with the account that owns it. */
    record Owned(TokenInfo token, Account owner) {}
}
