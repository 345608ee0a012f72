package dev.sluice.app.access;

import dev.sluice.app.audit.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Makes, lists and revokes the API tokens of an account. Safe for many threads. */
public final class Tokens {
    /** How every token begins. */
    public static final String PREFIX = "slc_";

    private final TokenStore store;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;

    public Tokens(TokenStore store, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** A new token; the secret is shown this once. */
    public record Made(TokenStore.TokenInfo info, Secret secret) {}

    /**
     * Makes a token for the caller's own account. A token can make only tokens that can do no more than itself.
     *
     * @param lasts how long it can be used; empty: until it is revoked
     * @return empty where the caller may not make such a token
     */
    public Optional<Made> create(
            Caller caller, String name, Set<Scope> scopes, OptionalLong project, Optional<Duration> lasts) {
        Optional<Account> owner = caller.who();
        if (owner.isEmpty() || scopes.isEmpty() || !mayGrant(caller, scopes, project)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Secret secret = Secret.random(PREFIX);
        TokenStore.TokenInfo info =
                store.create(secret.hash(), owner.get().id(), name, scopes, project, now, lasts.map(now::plus));
        audit.record(caller.login(), "token.made", "token " + info.id(), name + " " + scopes, caller.address());
        return Optional.of(new Made(info, secret));
    }

    /** The caller's own tokens. */
    public List<TokenStore.TokenInfo> list(Caller caller) {
        return caller.who().map(account -> store.list(account.id())).orElse(List.of());
    }

    /** Ends one of the caller's own tokens; false where there is none with this number. */
    public boolean revoke(Caller caller, long token) {
        boolean revoked = caller.who()
                .filter(account -> store.revoke(account.id(), token))
                .isPresent();
        if (revoked) {
            audit.record(caller.login(), "token.revoked", "token " + token, "", caller.address());
        }
        return revoked;
    }

    private boolean mayGrant(Caller caller, Set<Scope> scopes, OptionalLong project) {
        if (project.isPresent() && !access.allows(caller, Permission.READ, project.getAsLong())) {
            return false;
        }
        return switch (caller) {
            case Caller.Anonymous _ -> false;
            case Caller.Person _ -> true;
            case Caller.TokenBearer bearer ->
                bearer.scopes().contains(Scope.ADMIN)
                        && bearer.scopes().containsAll(scopes)
                        && (bearer.project().isEmpty() || bearer.project().equals(project));
        };
    }
}
