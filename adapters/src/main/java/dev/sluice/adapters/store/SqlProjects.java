package dev.sluice.adapters.store;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectStore;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Projects in the database. Safe for many threads. */
public final class SqlProjects implements ProjectStore {
    private final Database database;

    SqlProjects(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Project> create(String path, String defaultBranch, Instant at) {
        return database.write(sql -> sql.first(
                """
                insert into projects (path, default_branch, created_at_ns) values (:path, :branch, :at)
                on conflict (path) do nothing
                returning id, path, default_branch, created_at_ns
                """,
                SqlProjects::project,
                Param.of("path", path),
                Param.of("branch", defaultBranch),
                Param.of("at", at)));
    }

    @Override
    public Optional<Project> byPath(String path) {
        return database.read(sql -> sql.first(
                "select id, path, default_branch, created_at_ns from projects where path = :path",
                SqlProjects::project,
                Param.of("path", path)));
    }

    @Override
    public Optional<Project> byId(long id) {
        return database.read(sql -> sql.first(
                "select id, path, default_branch, created_at_ns from projects where id = :id",
                SqlProjects::project,
                Param.of("id", id)));
    }

    @Override
    public List<Project> list() {
        return database.read(sql -> sql.list(
                "select id, path, default_branch, created_at_ns from projects order by path", SqlProjects::project));
    }

    private static Project project(Row row) throws SQLException {
        return new Project(
                row.number("id"), row.text("path"), row.text("default_branch"), row.instant("created_at_ns"));
    }
}
