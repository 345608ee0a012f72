package dev.sluice.adapters.store;

import dev.sluice.app.retention.OldRecords;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Old runs and the old end of the audit record in the database. Safe for many threads. */
public final class SqlOldRecords implements OldRecords {
    private static final String DONE_WITH = """
          and status in ('SUCCESS', 'FAILED', 'CANCELED', 'SKIPPED')
          and not exists (
            select 1 from releases where releases.project_id = runs.project_id and releases.sha = runs.sha)
          and not exists (
            select 1 from effects where effects.project_id = runs.project_id and effects.run = runs.number)
          and not exists (
            select 1 from queue where queue.project_id = runs.project_id and queue.run = runs.number
              and queue.state in ('offered', 'held'))
        """;

    private final Database database;
    private final RunRows rows;
    private final Consumer<RunId> forget;

    /**
     * @param forget told of each run that was removed
     */
    SqlOldRecords(Database database, RunRows rows, Consumer<RunId> forget) {
        this.database = database;
        this.rows = rows;
        this.forget = forget;
    }

    @Override
    public List<RunSummary> ended(long project, long after, int newest, Instant madeBefore, int limit) {
        return database.read(sql -> sql.list(
                """
                    select summary_json from runs
                    where project_id = :project and number > :after and created_at_ns < :before
                      and number <= (select last_run - :newest from projects where id = :project)
                    """ + DONE_WITH + "order by number limit :limit",
                row -> rows.summary(row.text("summary_json")),
                Param.of("project", project),
                Param.of("after", after),
                Param.of("before", madeBefore),
                Param.of("newest", newest),
                Param.of("limit", limit)));
    }

    @Override
    public boolean remove(RunId run) {
        boolean removed = database.write(sql -> {
            int gone = sql.update(
                    "delete from runs where project_id = :project and number = :number\n" + DONE_WITH,
                    Param.of("project", run.project()),
                    Param.of("number", run.number()));
            if (gone == 1) {
                sql.update(
                        "delete from queue where project_id = :project and run = :number",
                        Param.of("project", run.project()),
                        Param.of("number", run.number()));
                sql.update(
                        "delete from job_reports where project_id = :project and run = :number",
                        Param.of("project", run.project()),
                        Param.of("number", run.number()));
            }
            return gone == 1;
        });
        forget.accept(run);
        return removed;
    }

    @Override
    public boolean removeOutput(RunId run) {
        return database.write(
                sql -> sql.update("""
                    update test_cases set detail = '', output = ''
                    where report in (select id from job_reports where project_id = :project and run = :number)
                      and (detail <> '' or output <> '')
                    """, Param.of("project", run.project()), Param.of("number", run.number())) > 0);
    }

    @Override
    public int removeAudit(Instant before, int limit) {
        record Entry(long id, long atNs, String hash) {}
        return database.write(sql -> {
            // The newest stays, however old: the next one builds on it.
            List<Entry> oldest = sql.list(
                    """
                    select id, at_ns, hash from audit
                    where id < (select max(id) from audit) order by id limit :limit
                    """,
                    row -> new Entry(row.number("id"), row.number("at_ns"), row.text("hash")),
                    Param.of("limit", limit));
            List<Entry> old = oldest.stream()
                    .takeWhile(entry -> entry.atNs() < Nanos.of(before))
                    .toList();
            if (old.isEmpty()) {
                return 0;
            }
            Entry last = old.getLast();
            sql.update(
                    "insert into audit_cuts (last, hash, at_ns) values (:last, :hash, :at)",
                    Param.of("last", last.id()),
                    Param.of("hash", last.hash()),
                    Param.of("at", last.atNs()));
            sql.update("delete from audit where id <= :last", Param.of("last", last.id()));
            return old.size();
        });
    }
}
