package dev.sluice.app.access;

import dev.sluice.app.audit.AuditTrail;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes accounts, changes passwords and roles. Safe for many threads. */
public final class Accounts {
    /** The least number of characters of a password. */
    public static final int PASSWORD_CHARACTERS_MIN = 10;

    private static final int MADE_UP_CHARACTERS = 20;
    private static final Result TOO_SHORT =
            new Result.Refused("a password has at least " + PASSWORD_CHARACTERS_MIN + " characters");
    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    private final AccountStore store;
    private final PasswordHasher hasher;
    private final Access access;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final LogInThrottle throttle = new LogInThrottle();

    public Accounts(AccountStore store, PasswordHasher hasher, Access access, AuditTrail audit, InstantSource clock) {
        this.store = store;
        this.hasher = hasher;
        this.access = access;
        this.audit = audit;
        this.clock = clock;
    }

    /** What came of a change. */
    public sealed interface Result {
        record Done(Account account) implements Result {}

        /** Not done, and why, in words for the caller. */
        record Refused(String why) implements Result {}

        /** Too many wrong old passwords; try again later. */
        record Wait(Duration atLeast) implements Result {}
    }

    /**
     * Makes the first administrator, if there is no account yet.
     *
     * @param password empty: one is made up
     * @return the password that was set, to be shown once; empty where accounts exist already
     */
    public Optional<Secret> makeFirstAdministrator(String password) {
        if (!store.list().isEmpty()) {
            return Optional.empty();
        }
        Secret chosen = password.isEmpty() ? madeUpPassword() : Secret.presented(password);
        String hash = hasher.hash(chosen.reveal().toCharArray());
        boolean made = store.create("admin", "Administrator", "", true, hash, clock.instant())
                .isPresent();
        if (made) {
            audit.record("system", "account.made", "account admin", "administrator", "local");
        }
        return made ? Optional.of(chosen) : Optional.empty();
    }

    /** A password that nobody can guess: 20 letters, digits, hyphens and underscores. */
    public static Secret madeUpPassword() {
        return Secret.presented(Secret.random("").reveal().substring(0, MADE_UP_CHARACTERS));
    }

    /** Makes an account. Needs {@link Permission#MANAGE_ACCOUNTS}. */
    public Result create(
            Caller caller, String login, String name, String email, boolean administrator, char[] password) {
        access.require(caller, Permission.MANAGE_ACCOUNTS);
        String lower = login.strip().toLowerCase(Locale.ROOT);
        if (!LOGIN.matcher(lower).matches()) {
            return new Result.Refused(
                    "a login has 1 to 63 of the characters a-z 0-9 . _ - and begins with a letter or digit");
        }
        if (password.length < PASSWORD_CHARACTERS_MIN) {
            return TOO_SHORT;
        }
        Optional<Account> made = store.create(
                lower, name.isBlank() ? lower : name, email, administrator, hasher.hash(password), clock.instant());
        if (made.isEmpty()) {
            return new Result.Refused("the login " + lower + " is taken");
        }
        audit.record(
                caller.login(),
                "account.made",
                "account " + lower,
                administrator ? "administrator" : "",
                caller.address());
        return new Result.Done(made.get());
    }

    /** Changes the caller's own password, proven by the old one; all of the account's sessions end. */
    public Result changePassword(Caller caller, char[] old, char[] fresh) {
        if (!(caller instanceof Caller.Person person)) {
            return new Result.Refused("only a person can change a password");
        }
        Account account = person.account();
        Duration wait = throttle.wait(account.login(), caller.address(), clock.instant());
        if (wait.isPositive()) {
            return new Result.Wait(wait);
        }
        if (!store.passwordHash(account.id())
                .filter(stored -> hasher.matches(old, stored))
                .isPresent()) {
            throttle.failed(account.login(), caller.address(), clock.instant());
            audit.record(caller.login(), "password.refused", "account " + account.login(), "", caller.address());
            return new Result.Refused("the old password is wrong");
        }
        if (fresh.length < PASSWORD_CHARACTERS_MIN) {
            return TOO_SHORT;
        }
        store.setPassword(account.id(), hasher.hash(fresh));
        audit.record(caller.login(), "password.changed", "account " + account.login(), "", caller.address());
        return new Result.Done(account);
    }

    /** Gives an account another password; all of its sessions end. Needs {@link Permission#MANAGE_ACCOUNTS}. */
    public Result setPassword(Caller caller, String login, char[] password) {
        access.require(caller, Permission.MANAGE_ACCOUNTS);
        return setPassword(caller.login(), caller.address(), login, password);
    }

    /**
     * Gives an account another password on behalf of whoever has the data folder itself; all of its sessions end. A
     * disabled account is switched on again: this is the last way in.
     */
    public Result recover(String login, char[] password) {
        Result result = setPassword("system", "local", login, password);
        if (result instanceof Result.Done(Account account) && account.disabled()) {
            store.setDisabled(account.id(), false);
            audit.record("system", "account.enabled", "account " + account.login(), "", "local");
        }
        return result;
    }

    private Result setPassword(String by, String address, String login, char[] password) {
        Optional<Account> account = store.byLogin(login.toLowerCase(Locale.ROOT));
        if (account.isEmpty()) {
            return new Result.Refused("there is no account " + login);
        }
        if (password.length < PASSWORD_CHARACTERS_MIN) {
            return TOO_SHORT;
        }
        store.setPassword(account.get().id(), hasher.hash(password));
        audit.record(by, "password.set", "account " + account.get().login(), "", address);
        return new Result.Done(account.get());
    }

    /** Gives a role in a project. Needs {@link Permission#MANAGE_PROJECT} there. */
    public Result setRole(Caller caller, long project, String login, Role role) {
        access.require(caller, Permission.MANAGE_PROJECT, project);
        Optional<Account> account = store.byLogin(login.toLowerCase(Locale.ROOT));
        if (account.isEmpty()) {
            return new Result.Refused("there is no account " + login);
        }
        store.setRole(account.get().id(), project, role);
        audit.record(caller.login(), "role.given", "project " + project, login + " " + role, caller.address());
        return new Result.Done(account.get());
    }

    /** Takes a role away. Needs {@link Permission#MANAGE_PROJECT} there. */
    public Result removeRole(Caller caller, long project, String login) {
        access.require(caller, Permission.MANAGE_PROJECT, project);
        Optional<Account> account = store.byLogin(login.toLowerCase(Locale.ROOT));
        if (account.isEmpty()) {
            return new Result.Refused("there is no account " + login);
        }
        store.removeRole(account.get().id(), project);
        audit.record(caller.login(), "role.taken", "project " + project, login, caller.address());
        return new Result.Done(account.get());
    }

    /** Switches an account off or on. Needs {@link Permission#MANAGE_ACCOUNTS}. */
    public Result setDisabled(Caller caller, String login, boolean disabled) {
        access.require(caller, Permission.MANAGE_ACCOUNTS);
        Optional<Account> account = store.byLogin(login.toLowerCase(Locale.ROOT));
        if (account.isEmpty()) {
            return new Result.Refused("there is no account " + login);
        }
        if (disabled && isLastAdministrator(account.get())) {
            return new Result.Refused(
                    account.get().login() + " is the last administrator who can log in: make another one first");
        }
        store.setDisabled(account.get().id(), disabled);
        audit.record(
                caller.login(),
                disabled ? "account.disabled" : "account.enabled",
                "account " + account.get().login(),
                "",
                caller.address());
        return new Result.Done(account.get());
    }

    private boolean isLastAdministrator(Account account) {
        return account.administrator()
                && store.list().stream()
                        .noneMatch(other -> other.administrator() && !other.disabled() && other.id() != account.id());
    }

    /** Who has which role. Needs {@link Permission#READ} there. */
    public Map<String, Role> members(Caller caller, long project) {
        access.require(caller, Permission.READ, project);
        return store.members(project);
    }

    /** All accounts. Needs {@link Permission#MANAGE_ACCOUNTS}. */
    public List<Account> list(Caller caller) {
        access.require(caller, Permission.MANAGE_ACCOUNTS);
        return store.list();
    }
}
