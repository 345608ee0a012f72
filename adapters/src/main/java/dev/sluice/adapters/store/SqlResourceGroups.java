package dev.sluice.adapters.store;

import dev.sluice.app.run.ResourceGroupStore;
import dev.sluice.core.engine.ResourceOrder;
import java.util.List;

/** The orders of resource groups in the database. Safe for many threads. */
public final class SqlResourceGroups implements ResourceGroupStore {
    private static final int ALL_MAX = 100_000;

    private final Database database;

    SqlResourceGroups(Database database) {
        this.database = database;
    }

    @Override
    public List<Entry> all() {
        return database.read(sql -> sql.list(
                "select project_id, name, process_mode from resource_groups order by project_id, name limit :limit",
                row -> new Entry(
                        row.number("project_id"),
                        row.text("name"),
                        ResourceOrder.ofWord(row.text("process_mode")).orElse(ResourceOrder.UNORDERED)),
                Param.of("limit", ALL_MAX)));
    }

    @Override
    public List<String> used(long project, int limit) {
        return database.read(sql -> sql.list(
                """
                select distinct resource_group from queue
                where project_id = :project and resource_group <> '' order by resource_group limit :limit
                """, row -> row.text("resource_group"), Param.of("project", project), Param.of("limit", limit)));
    }

    @Override
    public void put(Entry entry) {
        database.write(sql -> sql.update(
                """
                insert into resource_groups (project_id, name, process_mode) values (:project, :name, :mode)
                on conflict (project_id, name) do update set process_mode = excluded.process_mode
                """,
                Param.of("project", entry.project()),
                Param.of("name", entry.key()),
                Param.of("mode", entry.order().word())));
    }
}
