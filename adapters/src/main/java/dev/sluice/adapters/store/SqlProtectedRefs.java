package dev.sluice.adapters.store;

import dev.sluice.app.project.ProtectedRefStore;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.util.List;

/** Protected branches and tags in the database. Safe for many threads. */
public final class SqlProtectedRefs implements ProtectedRefStore {
    private final Database database;

    SqlProtectedRefs(Database database) {
        this.database = database;
    }

    @Override
    public List<Rule> list(long project) {
        return database.read(sql -> sql.list(
                """
                select tags, pattern, maintainers_only from protected_refs where project_id = :project
                order by tags, pattern limit 1000
                """,
                row -> new Rule(
                        new ProtectedRefs(row.truth("tags"), row.text("pattern")), row.truth("maintainers_only")),
                Param.of("project", project)));
    }

    @Override
    public void put(long project, Rule rule) {
        database.write(sql -> sql.update(
                """
                insert into protected_refs (project_id, tags, pattern, maintainers_only)
                values (:project, :tags, :pattern, :maintainers)
                on conflict (project_id, tags, pattern) do update set maintainers_only = excluded.maintainers_only
                """,
                Param.of("project", project),
                Param.of("tags", rule.refs().tags()),
                Param.of("pattern", rule.refs().pattern()),
                Param.of("maintainers", rule.maintainersOnly())));
    }

    @Override
    public boolean remove(long project, ProtectedRefs refs) {
        return database.write(sql -> sql.update(
                        "delete from protected_refs where project_id = :project and tags = :tags and pattern ="
                                + " :pattern",
                        Param.of("project", project),
                        Param.of("tags", refs.tags()),
                        Param.of("pattern", refs.pattern())))
                == 1;
    }
}
