package dev.sluice.adapters.store;

import dev.sluice.app.trigger.TriggerTokenStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Trigger tokens in the database. Safe for many threads. */
public final class SqlTriggerTokens implements TriggerTokenStore {
    private final Database database;

    SqlTriggerTokens(Database database) {
        this.database = database;
    }

    @Override
    public TokenInfo create(long project, String hash, String shortForm, String description, String owner, Instant at) {
        return database.write(sql -> sql.first(
                        """
                        insert into trigger_tokens (project_id, hash, short_form, description, owner, created_at_ns)
                        values (:project, :hash, :short, :description, :owner, :at)
                        returning id, short_form, description, owner, created_at_ns, used_at_ns
                        """,
                        SqlTriggerTokens::info,
                        Param.of("project", project),
                        Param.of("hash", hash),
                        Param.of("short", shortForm),
                        Param.of("description", description),
                        Param.of("owner", owner),
                        Param.of("at", at)))
                .orElseThrow(() -> new IllegalStateException("an insert returns its row"));
    }

    @Override
    public Optional<TokenInfo> find(long project, String hash) {
        return database.read(
                sql -> sql.first("""
                    select id, short_form, description, owner, created_at_ns, used_at_ns from trigger_tokens
                    where project_id = :project and hash = :hash
                    """, SqlTriggerTokens::info, Param.of("project", project), Param.of("hash", hash)));
    }

    @Override
    public List<TokenInfo> list(long project) {
        return database.read(sql -> sql.list("""
            select id, short_form, description, owner, created_at_ns, used_at_ns from trigger_tokens
            where project_id = :project order by id desc limit 1000
            """, SqlTriggerTokens::info, Param.of("project", project)));
    }

    @Override
    public boolean remove(long project, long id) {
        return database.write(sql -> sql.update(
                        "delete from trigger_tokens where project_id = :project and id = :id",
                        Param.of("project", project),
                        Param.of("id", id)))
                == 1;
    }

    @Override
    public void used(long id, Instant at) {
        database.write(sql -> sql.update(
                "update trigger_tokens set used_at_ns = :at where id = :id", Param.of("at", at), Param.of("id", id)));
    }

    private static TokenInfo info(Row row) throws SQLException {
        return new TokenInfo(
                row.number("id"),
                row.text("short_form"),
                row.text("description"),
                row.text("owner"),
                row.instant("created_at_ns"),
                row.numberIfAny("used_at_ns").map(Nanos::instant));
    }
}
