package dev.sluice.server.page;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.SessionStore;
import dev.sluice.app.access.TokenStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** One account, anna, an administrator; sessions and tokens in memory. */
final class TestAccounts implements AccountStore, SessionStore, TokenStore {
    static final Account ANNA = new Account(1, "anna", "Anna", "anna@example.org", true, false);

    private final Set<String> sessions = ConcurrentHashMap.newKeySet();
    private final List<TokenInfo> tokens = new CopyOnWriteArrayList<>();
    private final AtomicLong made = new AtomicLong();
    private final String hash;

    TestAccounts(String hash) {
        this.hash = hash;
    }

    @Override
    public Optional<Account> create(
            String login, String name, String email, boolean administrator, String passwordHash, Instant at) {
        return Optional.empty();
    }

    @Override
    public Optional<Account> byLogin(String login) {
        return login.equals(ANNA.login()) ? Optional.of(ANNA) : Optional.empty();
    }

    @Override
    public Optional<Account> byId(long id) {
        return id == ANNA.id() ? Optional.of(ANNA) : Optional.empty();
    }

    @Override
    public List<Account> list() {
        return List.of(ANNA);
    }

    @Override
    public Optional<String> passwordHash(long account) {
        return Optional.of(hash);
    }

    @Override
    public void setPassword(long account, String passwordHash) {}

    @Override
    public void setDisabled(long account, boolean disabled) {}

    @Override
    public Optional<Role> role(long account, long project) {
        return Optional.empty();
    }

    @Override
    public void setRole(long account, long project, Role role) {}

    @Override
    public void removeRole(long account, long project) {}

    @Override
    public Map<String, Role> members(long project) {
        return Map.of();
    }

    @Override
    public void create(String session, long account, Instant at, Instant until) {
        sessions.add(session);
    }

    @Override
    public Optional<Account> account(String session, Instant now) {
        return sessions.contains(session) ? Optional.of(ANNA) : Optional.empty();
    }

    @Override
    public void end(String session) {
        sessions.remove(session);
    }

    @Override
    public int sweep(Instant now) {
        return 0;
    }

    @Override
    public TokenInfo create(
            String token,
            long account,
            String name,
            Set<Scope> scopes,
            OptionalLong project,
            Instant at,
            Optional<Instant> until) {
        TokenInfo info = new TokenInfo(made.incrementAndGet(), name, scopes, project, at, until, Optional.empty());
        tokens.addFirst(info);
        return info;
    }

    @Override
    public Optional<Owned> find(String token, Instant now) {
        return Optional.empty();
    }

    @Override
    public List<TokenInfo> list(long account) {
        return List.copyOf(tokens);
    }

    @Override
    public void used(long token, Instant at) {}

    @Override
    public boolean revoke(long account, long token) {
        return tokens.removeIf(info -> info.id() == token);
    }
}
