package dev.sluice.adapters.store;

import dev.sluice.app.variable.Variable;
import dev.sluice.app.variable.VariableStore;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Variables of projects in the database. Safe for many threads. */
public final class SqlVariables implements VariableStore {
    private final Database database;

    SqlVariables(Database database) {
        this.database = database;
    }

    @Override
    public List<Sealed> list(long project) {
        return database.read(sql -> sql.list("""
            select name, scope, type, visibility, protected_only, raw, description, sealed_value, changed_at_ns, changed_by
            from variables where project_id = :project order by name, scope limit 10000
            """, SqlVariables::stored, Param.of("project", project)));
    }

    @Override
    public Optional<Sealed> find(long project, String key, String scope) {
        return database.read(sql -> sql.first(
                """
                select name, scope, type, visibility, protected_only, raw, description, sealed_value, changed_at_ns,
                  changed_by
                from variables where project_id = :project and name = :name and scope = :scope
                """,
                SqlVariables::stored,
                Param.of("project", project),
                Param.of("name", key),
                Param.of("scope", scope)));
    }

    @Override
    public void put(long project, Sealed stored) {
        Variable variable = stored.variable();
        database.write(sql -> sql.update(
                """
                insert into variables (project_id, name, scope, type, visibility, protected_only, raw, description,
                  sealed_value, changed_at_ns, changed_by)
                values (:project, :name, :scope, :type, :visibility, :protected, :raw, :description, :value, :at, :by)
                on conflict (project_id, name, scope) do update set type = excluded.type,
                  visibility = excluded.visibility, protected_only = excluded.protected_only, raw = excluded.raw,
                  description = excluded.description, sealed_value = excluded.sealed_value,
                  changed_at_ns = excluded.changed_at_ns, changed_by = excluded.changed_by
                """,
                Param.of("project", project),
                Param.of("name", variable.key()),
                Param.of("scope", variable.scope()),
                Param.of("type", variable.type().name()),
                Param.of("visibility", variable.visibility().name()),
                Param.of("protected", variable.protectedOnly()),
                Param.of("raw", variable.raw()),
                Param.of("description", variable.description()),
                Param.of("value", stored.value()),
                Param.of("at", variable.changedAt()),
                Param.of("by", variable.changedBy())));
    }

    @Override
    public boolean remove(long project, String key, String scope) {
        return database.write(sql -> sql.update(
                        "delete from variables where project_id = :project and name = :name and scope = :scope",
                        Param.of("project", project),
                        Param.of("name", key),
                        Param.of("scope", scope)))
                == 1;
    }

    @Override
    public boolean hasAny() {
        return database.read(sql -> sql.first(
                        "select name from variables union all select name from schedule_variables limit 1",
                        row -> row.text("name")))
                .isPresent();
    }

    private static Sealed stored(Row row) throws SQLException {
        return new Sealed(
                new Variable(
                        row.text("name"),
                        row.text("scope"),
                        Variable.Type.valueOf(row.text("type")),
                        Variable.Visibility.valueOf(row.text("visibility")),
                        row.truth("protected_only"),
                        row.truth("raw"),
                        row.text("description"),
                        row.instant("changed_at_ns"),
                        row.text("changed_by")),
                row.text("sealed_value"));
    }
}
