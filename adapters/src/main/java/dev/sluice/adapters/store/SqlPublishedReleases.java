package dev.sluice.adapters.store;

import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.delivery.PublishedReleases;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Releases that jobs have announced, in the database. Safe for many threads. */
public final class SqlPublishedReleases implements PublishedReleases {
    private final Database database;
    private final JsonCodec codec;

    SqlPublishedReleases(Database database, JsonCodec codec) {
        this.database = database;
        this.codec = codec;
    }

    @Override
    public boolean add(PublishedRelease release) {
        return database.write(sql -> sql.update(
                        """
                        insert into published_releases (project_id, tag, release_json)
                        values (:project, :tag, :release)
                        on conflict do nothing
                        """,
                        Param.of("project", release.project()),
                        Param.of("tag", release.tag()),
                        Param.of("release", codec.write(PublishedRelease.class, release))))
                == 1;
    }

    @Override
    public Optional<PublishedRelease> find(long project, String tag) {
        return database.read(sql -> sql.first(
                "select release_json from published_releases where project_id = :project and tag = :tag",
                this::release,
                Param.of("project", project),
                Param.of("tag", tag)));
    }

    @Override
    public boolean remove(long project, String tag) {
        return database.write(sql -> sql.update(
                        "delete from published_releases where project_id = :project and tag = :tag",
                        Param.of("project", project),
                        Param.of("tag", tag)))
                == 1;
    }

    @Override
    public boolean hasRun(PublishedRelease release) {
        return database.read(sql -> sql.first(
                        "select number from runs where project_id = :project and number = :run",
                        row -> row.number("number"),
                        Param.of("project", release.project()),
                        Param.of("run", release.run())))
                .isPresent();
    }

    @Override
    public List<PublishedRelease> list(long project, int limit) {
        return database.read(
                sql -> sql.list("""
                    select release_json from published_releases where project_id = :project
                    order by sequence desc limit :limit
                    """, this::release, Param.of("project", project), Param.of("limit", limit)));
    }

    private PublishedRelease release(Row row) throws SQLException {
        return codec.read(PublishedRelease.class, row.text("release_json"));
    }
}
