package dev.sluice.adapters.store;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.AccountStore;
import dev.sluice.app.access.Role;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts and roles in the database. Safe for many threads. */
public final class SqlAccounts implements AccountStore {
    private final Database database;

    SqlAccounts(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Account> create(
            String login, String name, String email, boolean administrator, String passwordHash, Instant at) {
        return database.write(sql -> sql.first(
                """
                insert into accounts (login, name, email, password_hash, administrator, created_at_ns)
                values (:login, :name, :email, :hash, :administrator, :at)
                on conflict (login) do nothing
                returning id, login, name, email, administrator, disabled
                """,
                SqlAccounts::account,
                Param.of("login", login),
                Param.of("name", name),
                Param.of("email", email),
                Param.of("hash", passwordHash),
                Param.of("administrator", administrator),
                Param.of("at", at)));
    }

    @Override
    public Optional<Account> byLogin(String login) {
        return database.read(sql -> sql.first(
                "select id, login, name, email, administrator, disabled from accounts where login = :login",
                SqlAccounts::account,
                Param.of("login", login)));
    }

    @Override
    public Optional<Account> byId(long id) {
        return database.read(sql -> sql.first(
                "select id, login, name, email, administrator, disabled from accounts where id = :id",
                SqlAccounts::account,
                Param.of("id", id)));
    }

    @Override
    public List<Account> list() {
        return database.read(sql -> sql.list(
                "select id, login, name, email, administrator, disabled from accounts order by login",
                SqlAccounts::account));
    }

    @Override
    public Optional<String> passwordHash(long account) {
        return database.read(sql -> sql.first(
                "select password_hash from accounts where id = :id",
                row -> row.text("password_hash"),
                Param.of("id", account)));
    }

    @Override
    public void setPassword(long account, String passwordHash) {
        database.write(sql -> {
            sql.update(
                    "update accounts set password_hash = :hash where id = :id",
                    Param.of("hash", passwordHash),
                    Param.of("id", account));
            return endSessions(sql, account);
        });
    }

    @Override
    public void setDisabled(long account, boolean disabled) {
        database.write(sql -> {
            sql.update(
                    "update accounts set disabled = :disabled where id = :id",
                    Param.of("disabled", disabled),
                    Param.of("id", account));
            return disabled ? endSessions(sql, account) : 0;
        });
    }

    @Override
    public Optional<Role> role(long account, long project) {
        return database.read(sql -> sql.first(
                "select role from members where project_id = :project and account_id = :account",
                row -> Role.valueOf(row.text("role")),
                Param.of("project", project),
                Param.of("account", account)));
    }

    @Override
    public void setRole(long account, long project, Role role) {
        database.write(sql -> sql.update(
                """
                insert into members (project_id, account_id, role) values (:project, :account, :role)
                on conflict (project_id, account_id) do update set role = excluded.role
                """, Param.of("project", project), Param.of("account", account), Param.of("role", role.name())));
    }

    @Override
    public void removeRole(long account, long project) {
        database.write(sql -> sql.update(
                "delete from members where project_id = :project and account_id = :account",
                Param.of("project", project),
                Param.of("account", account)));
    }

    @Override
    public Map<String, Role> members(long project) {
        Map<String, Role> members = new LinkedHashMap<>();
        database.read(sql -> sql.list(
                        """
                        select login, role from members join accounts on accounts.id = members.account_id
                        where project_id = :project order by login
                        """,
                        row -> Map.entry(row.text("login"), Role.valueOf(row.text("role"))),
                        Param.of("project", project)))
                .forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    static Account account(Row row) throws SQLException {
        return new Account(
                row.number("id"),
                row.text("login"),
                row.text("name"),
                row.text("email"),
                row.truth("administrator"),
                row.truth("disabled"));
    }

    private static int endSessions(Sql sql, long account) throws SQLException {
        return sql.update("delete from sessions where account_id = :account", Param.of("account", account));
    }
}
