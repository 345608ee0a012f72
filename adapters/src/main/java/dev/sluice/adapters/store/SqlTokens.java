package dev.sluice.adapters.store;

import dev.sluice.app.access.Scope;
import dev.sluice.app.access.TokenStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** API tokens in the database. Safe for many threads. */
public final class SqlTokens implements TokenStore {
    private final Database database;

    SqlTokens(Database database) {
        this.database = database;
    }

    @Override
    public TokenInfo create(
            String hash,
            long account,
            String name,
            Set<Scope> scopes,
            OptionalLong project,
            Instant at,
            Optional<Instant> until) {
        return database.write(sql -> sql.first(
                        """
                        insert into tokens (hash, account_id, name, scopes, project_id, created_at_ns, expires_at_ns)
                        values (:hash, :account, :name, :scopes, :project, :at, :until)
                        returning id as token_id, name as token_name, scopes, project_id, created_at_ns, expires_at_ns,
                          used_at_ns
                        """,
                        SqlTokens::info,
                        Param.of("hash", hash),
                        Param.of("account", account),
                        Param.of("name", name),
                        Param.of(
                                "scopes",
                                scopes.stream().sorted().map(Scope::name).collect(Collectors.joining(","))),
                        Param.ofNumber("project", boxed(project)),
                        Param.of("at", at),
                        Param.ofNumber("until", until.map(Nanos::of))))
                .orElseThrow(() -> new IllegalStateException("an insert returns its row"));
    }

    @Override
    public Optional<Owned> find(String hash, Instant now) {
        return database.read(sql -> sql.first(
                """
                select tokens.id as token_id, tokens.name as token_name, scopes, project_id, tokens.created_at_ns,
                  expires_at_ns, used_at_ns, accounts.id, login, accounts.name, email, administrator, disabled
                from tokens join accounts on accounts.id = tokens.account_id
                where hash = :hash and (expires_at_ns is null or expires_at_ns > :now)
                """,
                row -> new Owned(info(row), SqlAccounts.account(row)),
                Param.of("hash", hash),
                Param.of("now", now)));
    }

    @Override
    public List<TokenInfo> list(long account) {
        return database.read(sql -> sql.list("""
            select id as token_id, name as token_name, scopes, project_id, created_at_ns, expires_at_ns, used_at_ns
            from tokens where account_id = :account order by id desc limit 1000
            """, SqlTokens::info, Param.of("account", account)));
    }

    @Override
    public void used(long token, Instant at) {
        database.write(sql -> sql.update(
                "update tokens set used_at_ns = :at where id = :id", Param.of("at", at), Param.of("id", token)));
    }

    @Override
    public boolean revoke(long account, long token) {
        return database.write(sql -> sql.update(
                        "delete from tokens where id = :id and account_id = :account",
                        Param.of("id", token),
                        Param.of("account", account)))
                == 1;
    }

    private static TokenInfo info(Row row) throws SQLException {
        Set<Scope> scopes =
                Arrays.stream(row.text("scopes").split(",")).map(Scope::valueOf).collect(Collectors.toSet());
        Optional<Long> project = row.numberIfAny("project_id");
        return new TokenInfo(
                row.number("token_id"),
                row.text("token_name"),
                scopes,
                project.isPresent() ? OptionalLong.of(project.get()) : OptionalLong.empty(),
                row.instant("created_at_ns"),
                row.numberIfAny("expires_at_ns").map(Nanos::instant),
                row.numberIfAny("used_at_ns").map(Nanos::instant));
    }

    private static Optional<Long> boxed(OptionalLong number) {
        return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
    }
}
