package dev.sluice.adapters.store;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.RefLedger;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs, their effects and the recorded refs in the database. Safe for many threads. */
public final class SqlRunStore implements RunStore, RefLedger {
    private final Database database;
    private final RunRows rows;
    private final RunCache cache = new RunCache();

    SqlRunStore(Database database, RunRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public StoredRun create(
            long project, String key, Trigger trigger, RunState first, List<RunEffect> effects, Instant at) {
        NewRun run = new NewRun(key, trigger, first, effects, List.of(), Optional.empty());
        StoredRun made = database.write(sql -> rows.create(sql, project, run, at));
        cache.put(made);
        return made;
    }

    /** The run was removed. */
    void forget(RunId id) {
        cache.forget(id);
    }

    @Override
    public Optional<StoredRun> caused(long project, String key) {
        return database.read(sql -> rows.byCause(sql, project, key));
    }

    @Override
    public Optional<StoredRun> load(RunId id) {
        Optional<StoredRun> cached = cache.get(id);
        if (cached.isPresent()) {
            return cached;
        }
        long losses = cache.losses();
        Optional<StoredRun> stored = database.read(sql -> rows.byId(sql, id));
        stored.ifPresent(run -> cache.put(run, losses));
        return stored;
    }

    @Override
    public boolean commit(RunId id, long expectedVersion, RunState next, List<RunEffect> effects) {
        Optional<StoredRun> before = load(id);
        if (before.isEmpty() || before.get().version() != expectedVersion) {
            cache.forget(id);
            return false;
        }
        StoredRun run = new StoredRun(
                id, expectedVersion + 1, before.get().trigger(), before.get().createdAt(), next);
        boolean newPipeline = !next.pipeline().equals(before.get().state().pipeline());
        boolean stored = database.write(sql -> {
            if (!rows.advance(sql, run, newPipeline)) {
                return false;
            }
            rows.addEffects(sql, id, effects);
            return true;
        });
        if (stored) {
            cache.put(run);
        } else {
            cache.forget(id);
        }
        return stored;
    }

    @Override
    public List<PendingEffect> pendingEffects(int limit) {
        return database.read(sql -> sql.list(
                "select sequence, project_id, run, effect_json from effects order by sequence limit :limit",
                row -> new PendingEffect(
                        row.number("sequence"),
                        new RunId(row.number("project_id"), row.number("run")),
                        rows.effect(row.text("effect_json"))),
                Param.of("limit", limit)));
    }

    @Override
    public void effectsDone(List<PendingEffect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        database.write(sql -> {
            int deleted = 0;
            for (PendingEffect effect : effects) {
                deleted += sql.update(
                        "delete from effects where sequence = :sequence", Param.of("sequence", effect.sequence()));
            }
            return deleted;
        });
    }

    @Override
    public List<RunId> unfinished() {
        return database.read(sql -> sql.list("""
            select project_id, number from runs
            where status not in ('SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED') order by sequence
            """, row -> new RunId(row.number("project_id"), row.number("number"))));
    }

    @Override
    public Map<RunId, Long> unfinishedVersions(long project) {
        record Versioned(RunId run, long version) {}
        return database
                .read(sql -> sql.list(
                        """
                        select number, version from runs
                        where project_id = :project and status not in ('SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED')
                        """,
                        row -> new Versioned(new RunId(project, row.number("number")), row.number("version")),
                        Param.of("project", project)))
                .stream()
                .collect(Collectors.toMap(Versioned::run, Versioned::version));
    }

    @Override
    public Map<String, Recorded> recorded(long project) {
        record Named(String name, Recorded recorded) {}
        Map<String, Recorded> byName = new HashMap<>();
        database.read(sql -> sql.list(
                        "select name, sha, version, log_read from refs where project_id = :project order by name",
                        row -> new Named(
                                row.text("name"),
                                new Recorded(row.text("sha"), row.number("version"), row.number("log_read"))),
                        Param.of("project", project)))
                .forEach(one -> byName.put(one.name(), one.recorded()));
        return byName;
    }

    @Override
    public Optional<List<StoredRun>> advance(long project, List<Move> moves, List<NewRun> runs, Instant at) {
        Optional<List<StoredRun>> made = advanceOrNothing(project, moves, runs, at);
        made.ifPresent(all -> all.forEach(cache::put));
        return made;
    }

    private Optional<List<StoredRun>> advanceOrNothing(long project, List<Move> moves, List<NewRun> runs, Instant at) {
        try {
            return Optional.of(database.write(sql -> advance(sql, project, moves, runs, at)));
        } catch (RefMovedMeanwhile _) {
            // The transaction is taken back; the caller looks at the refs again.
            return Optional.empty();
        }
    }

    private List<StoredRun> advance(Sql sql, long project, List<Move> moves, List<NewRun> runs, Instant at)
            throws SQLException {
        for (Move move : moves) {
            if (!record(sql, project, move)) {
                throw new RefMovedMeanwhile();
            }
        }
        List<StoredRun> all = new ArrayList<>();
        for (NewRun run : runs) {
            all.add(rows.create(sql, project, run, at));
        }
        return all;
    }

    /** Takes back the whole transaction; {@link #advance} turns it into an empty answer. */
    private static final class RefMovedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefMovedMeanwhile() {
            super("a ref was recorded by somebody else", null, false, false);
        }
    }

    private static boolean record(Sql sql, long project, Move move) throws SQLException {
        Param[] params = {
            Param.of("project", project),
            Param.of("name", move.ref()),
            Param.of("sha", move.sha()),
            Param.of("version", move.version()),
            Param.of("read", move.logRead())
        };
        int changed = move.version() == 0 ? sql.update("""
            insert into refs (project_id, name, sha, version, log_read) values (:project, :name, :sha, 1, :read)
            on conflict (project_id, name) do nothing
            """, params) : sql.update("""
                update refs set sha = :sha, version = version + 1, log_read = :read
                where project_id = :project and name = :name and version = :version
                """, params);
        return changed == 1;
    }
}
