package dev.sluice.adapters.store;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.SessionStore;
import java.time.Instant;
import java.util.Optional;

/** Sessions in the database. Safe for many threads. */
public final class SqlSessions implements SessionStore {
    private final Database database;

    SqlSessions(Database database) {
        this.database = database;
    }

    @Override
    public void create(String hash, long account, Instant at, Instant until) {
        database.write(sql -> sql.update(
                """
                insert into sessions (hash, account_id, created_at_ns, expires_at_ns)
                values (:hash, :account, :at, :until)
                """,
                Param.of("hash", hash),
                Param.of("account", account),
                Param.of("at", at),
                Param.of("until", until)));
    }

    @Override
    public Optional<Account> account(String hash, Instant now) {
        return database.read(sql -> sql.first("""
            select id, login, name, email, administrator, disabled
            from sessions join accounts on accounts.id = sessions.account_id
            where hash = :hash and expires_at_ns > :now
            """, SqlAccounts::account, Param.of("hash", hash), Param.of("now", now)));
    }

    @Override
    public void end(String hash) {
        database.write(sql -> sql.update("delete from sessions where hash = :hash", Param.of("hash", hash)));
    }

    @Override
    public int sweep(Instant now) {
        return database.write(
                sql -> sql.update("delete from sessions where expires_at_ns <= :now", Param.of("now", now)));
    }
}
