package dev.sluice.adapters.store;

import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.core.model.Program;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * Everything that a server keeps in its database, over one {@link Database}. The parts are safe for many threads and may
 * be used until {@link #close}.
 */
public final class Store implements AutoCloseable {
    private final Database database;
    private final JsonCodec codec;
    private final RunRows rows;
    private final SqlRunStore runs;
    private final SqlJobQueue queue;
    private final InstantSource clock;

    private Store(Database database, JsonCodec codec, InstantSource clock) {
        this.database = database;
        this.codec = codec;
        this.rows = new RunRows(codec);
        this.runs = new SqlRunStore(database, rows);
        this.queue = new SqlJobQueue(database);
        this.clock = clock;
    }

    /**
     * Opens the database of a file, made or brought up to date where needed.
     *
     * @param programs what jobs can hold, by a short name that is stored and so must never change
     */
    public static Store open(Path file, Map<String, Class<? extends Program>> programs, InstantSource clock) {
        return open(file, programs, clock, JsonCodec.UnknownFields.IGNORED);
    }

    static Store open(
            Path file,
            Map<String, Class<? extends Program>> programs,
            InstantSource clock,
            JsonCodec.UnknownFields unknownFields) {
        JsonCodec codec = new JsonCodec(unknownFields, Map.of(Program.class, Map.copyOf(programs)));
        return new Store(Database.open(file), codec, clock);
    }

    /** The database itself, for parts with tables of their own. */
    public Database database() {
        return database;
    }

    /** How values of the model are written as JSON. */
    public JsonCodec codec() {
        return codec;
    }

    public SqlRunStore runs() {
        return runs;
    }

    public SqlRunQueries runQueries() {
        return new SqlRunQueries(database, rows);
    }

    /** The one queue of this database: who waits is woken by offers made through the same object. */
    public SqlJobQueue queue() {
        return queue;
    }

    public SqlProjects projects() {
        return new SqlProjects(database);
    }

    public SqlAccounts accounts() {
        return new SqlAccounts(database);
    }

    public SqlSessions sessions() {
        return new SqlSessions(database);
    }

    public SqlTokens tokens() {
        return new SqlTokens(database);
    }

    public SqlVariables variables() {
        return new SqlVariables(database);
    }

    public SqlSchedules schedules() {
        return new SqlSchedules(database);
    }

    public SqlTriggerTokens triggerTokens() {
        return new SqlTriggerTokens(database);
    }

    public SqlProposedChanges proposedChanges() {
        return new SqlProposedChanges(database);
    }

    public SqlProtectedRefs protectedRefs() {
        return new SqlProtectedRefs(database);
    }

    public SqlPublishedReleases publishedReleases() {
        return new SqlPublishedReleases(database, codec);
    }

    public SqlResourceGroups resourceGroups() {
        return new SqlResourceGroups(database);
    }

    public SqlOldRecords oldRecords() {
        return new SqlOldRecords(database, rows, runs::forget);
    }

    public SqlAudit audit() {
        return new SqlAudit(database, clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
