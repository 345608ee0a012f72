package dev.sluice.app.access;

import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.store.StoreUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Log-in, log-out and everything that turns a presented proof into a {@link Caller}. Unknown names take the same time
 * and get the same answer as wrong passwords. Safe for many threads.
 */
public final class LogIn {
    /** How long a session lasts. */
    public static final Duration SESSION_LASTS = Duration.ofDays(14);

    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(5);

    private final AccountStore accounts;
    private final SessionStore sessions;
    private final TokenStore tokens;
    private final PasswordHasher hasher;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final LogInThrottle throttle = new LogInThrottle();
    private final VerifiedPasswords verified = new VerifiedPasswords();
    private volatile String decoy = "";

    public LogIn(
            AccountStore accounts,
            SessionStore sessions,
            TokenStore tokens,
            PasswordHasher hasher,
            AuditTrail audit,
            InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.tokens = tokens;
        this.hasher = hasher;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of a try to log in. */
    public sealed interface Result {
        /** A new session; the secret goes into the cookie and is kept nowhere else. */
        record Success(Account account, Secret session) implements Result {}

        /** Name or password is wrong; which one is not told. */
        record Wrong() implements Result {}

        /** Too many tries; try again later. */
        record Wait(Duration atLeast) implements Result {}
    }

    /** Checks name and password and begins a session with a new secret. */
    public Result logIn(String login, char[] password, String address) {
        return switch (check(login, password, address)) {
            case Checked.Right(Account account) -> {
                Secret session = Secret.random("");
                sessions.create(
                        session.hash(),
                        account.id(),
                        clock.instant(),
                        clock.instant().plus(SESSION_LASTS));
                audit.record(account.login(), "session.started", "account " + account.login(), "", address);
                yield new Result.Success(account, session);
            }
            case Checked.Wrong _ -> new Result.Wrong();
            case Checked.Wait(Duration atLeast) -> new Result.Wait(atLeast);
        };
    }

    /** Ends the session behind the caller, if there is one. */
    public void logOut(Caller caller) {
        if (caller instanceof Caller.Person person && !person.session().isEmpty()) {
            sessions.end(person.session());
            audit.record(caller.login(), "session.ended", "account " + caller.login(), "", caller.address());
        }
    }

    /** The caller behind a session cookie. */
    public Caller bySession(Secret presented, String address) {
        String hash = presented.hash();
        return sessions.account(hash, clock.instant())
                .filter(account -> !account.disabled())
                .<Caller>map(account -> new Caller.Person(account, hash, address))
                .orElseGet(() -> new Caller.Anonymous(address));
    }

    /** The caller behind an API token. */
    public Caller byToken(Secret presented, String address) {
        Optional<TokenStore.Owned> found = tokens.find(presented.hash(), clock.instant())
                .filter(owned -> !owned.owner().disabled());
        found.map(TokenStore.Owned::token).ifPresent(this::noteUse);
        return found.<Caller>map(owned -> new Caller.TokenBearer(
                        owned.owner(),
                        owned.token().id(),
                        owned.token().scopes(),
                        owned.token().project(),
                        address))
                .orElseGet(() -> new Caller.Anonymous(address));
    }

    /** Not each time: a program may ask many times a second. */
    private void noteUse(TokenStore.TokenInfo token) {
        Instant now = clock.instant();
        if (token.usedAt()
                .filter(last -> last.plus(USE_NOTED_EVERY).isAfter(now))
                .isEmpty()) {
            try {
                tokens.used(token.id(), now);
            } catch (StoreUnavailable _) {
                // Whoever has a right token is let in all the same; the store says what is wrong with it elsewhere.
            }
        }
    }

    /** The caller as he is now: nobody, if his session, token or account has ended since. */
    public Caller refreshed(Caller caller) {
        return switch (caller) {
            case Caller.Anonymous anonymous -> anonymous;
            case Caller.Person person ->
                sessions.account(person.session(), clock.instant())
                        .filter(account -> !account.disabled())
                        .<Caller>map(account -> new Caller.Person(account, person.session(), person.address()))
                        .orElseGet(() -> new Caller.Anonymous(person.address()));
            case Caller.TokenBearer bearer -> refreshed(bearer);
        };
    }

    private Caller refreshed(Caller.TokenBearer bearer) {
        Optional<Account> owner = accounts.byId(bearer.owner().id()).filter(account -> !account.disabled());
        boolean stands = tokens.list(bearer.owner().id()).stream()
                .anyMatch(token -> token.id() == bearer.token()
                        && token.expiresAt()
                                .filter(end -> !end.isAfter(clock.instant()))
                                .isEmpty());
        return owner.isPresent() && stands
                ? new Caller.TokenBearer(
                        owner.get(), bearer.token(), bearer.scopes(), bearer.project(), bearer.address())
                : new Caller.Anonymous(bearer.address());
    }

    /**
     * The caller behind HTTP basic authentication, as git sends it: a token in place of the password (any name), or name
     * and password.
     */
    public Caller byBasic(String login, String password, String address) {
        if (password.startsWith(Tokens.PREFIX)) {
            return byToken(Secret.presented(password), address);
        }
        return check(login, password.toCharArray(), address) instanceof Checked.Right(Account account)
                ? new Caller.Person(account, "", address)
                : new Caller.Anonymous(address);
    }

    private sealed interface Checked {
        record Right(Account account) implements Checked {}

        record Wrong() implements Checked {}

        record Wait(Duration atLeast) implements Checked {}
    }

    private Checked check(String login, char[] password, String address) {
        String name = login.strip().toLowerCase(Locale.ROOT);
        Duration wait = throttle.wait(name, address, clock.instant());
        if (wait.isPositive()) {
            return new Checked.Wait(wait);
        }
        Optional<Account> account = accounts.byLogin(name).filter(found -> !found.disabled());
        String stored =
                account.flatMap(found -> accounts.passwordHash(found.id())).orElseGet(this::decoy);
        boolean right = verified.knows(name, password, stored) || hasher.matches(password, stored);
        if (account.isEmpty() || !right) {
            throttle.failed(name, address, clock.instant());
            audit.record("anonymous", "session.refused", "account " + shortened(name), "", address);
            return new Checked.Wrong();
        }
        throttle.succeeded(name);
        verified.remember(name, password, stored);
        return new Checked.Right(account.get());
    }

    /** A hash to check against where there is no account, so that both cases take the same time. */
    private String decoy() {
        if (decoy.isEmpty()) {
            decoy = hasher.hash(Secret.random("").reveal().toCharArray());
        }
        return decoy;
    }

    private static String shortened(String name) {
        return name.length() <= 64 ? name : name.substring(0, 64) + "…";
    }
}
