package dev.sluice.app.access;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps accounts, their passwords (as hashes) and their roles. Safe for many threads. */
public interface AccountStore {

    /** Makes an account; empty where the login is taken. */
    Optional<Account> create(
            String login, String name, String email, boolean administrator, String passwordHash, Instant at);

    Optional<Account> byLogin(String login);

    Optional<Account> byId(long id);

    /** All accounts by login. */
    List<Account> list();

    /** The stored hash of the account's password. */
    Optional<String> passwordHash(long account);

    /** Sets a new password and ends all sessions of the account in the same transaction. */
    void setPassword(long account, String passwordHash);

    /** Switches an account off or on; switched off, its sessions are ended in the same transaction. */
    void setDisabled(long account, boolean disabled);

    /** The role of the account in the project. */
    Optional<Role> role(long account, long project);

    /** Gives the role; sessions stay, every request asks for the role anew. */
    void setRole(long account, long project, Role role);

    void removeRole(long account, long project);

    /** Who has which role in the project, by login. */
    Map<String, Role> members(long project);
}
