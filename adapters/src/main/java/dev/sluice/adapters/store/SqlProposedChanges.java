package dev.sluice.adapters.store;

import dev.sluice.app.trigger.ProposedChanges;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Proposed changes in the database. Safe for many threads. */
public final class SqlProposedChanges implements ProposedChanges {
    private final Database database;

    SqlProposedChanges(Database database) {
        this.database = database;
    }

    @Override
    public Change open(long project, String source, String target, String title, String by, Instant at) {
        return database.write(sql -> {
            Optional<Change> known = sql.first(
                    """
                    select number, title, source, target from merge_requests
                    where project_id = :project and source = :source and target = :target and open = 1
                    """,
                    SqlProposedChanges::change,
                    Param.of("project", project),
                    Param.of("source", source),
                    Param.of("target", target));
            if (known.isPresent()) {
                return known.get();
            }
            return sql.first(
                            """
                            insert into merge_requests
                              (project_id, number, source, target, title, opened_by, opened_at_ns, open)
                            select :project, coalesce(max(number), 0) + 1, :source, :target, :title, :by, :at, 1
                            from merge_requests where project_id = :project
                            returning number, title, source, target
                            """,
                            SqlProposedChanges::change,
                            Param.of("project", project),
                            Param.of("source", source),
                            Param.of("target", target),
                            Param.of("title", title),
                            Param.of("by", by),
                            Param.of("at", at))
                    .orElseThrow(() -> new IllegalStateException("an insert returns its row"));
        });
    }

    @Override
    public List<Change> of(long project, String source) {
        return database.read(sql ->
                sql.list("""
                    select number, title, source, target from merge_requests
                    where project_id = :project and source = :source and open = 1 order by number limit 20
                    """, SqlProposedChanges::change, Param.of("project", project), Param.of("source", source)));
    }

    @Override
    public void close(long project, String source) {
        database.write(sql -> sql.update(
                "update merge_requests set open = 0 where project_id = :project and source = :source and open = 1",
                Param.of("project", project),
                Param.of("source", source)));
    }

    private static Change change(Row row) throws SQLException {
        return new Change(row.number("number"), row.text("title"), row.text("source"), row.text("target"));
    }
}
