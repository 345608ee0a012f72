package dev.sluice.adapters.store;

import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.model.Problem;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads runs for pages and lists. Safe for many threads. */
public final class SqlRunQueries implements RunQueries {
    private static final int CHOICES_MAX = 100;

    private final Database database;
    private final RunRows rows;

    SqlRunQueries(Database database, RunRows rows) {
        this.database = database;
        this.rows = rows;
    }

    @Override
    public List<RunSummary> runs(long project, RunFilter filter, long before, int limit) {
        return database.read(sql -> sql.list(
                """
                select summary_json from runs
                where project_id = :project and number < :before
                  and (:ref = '' or ref in ('refs/heads/' || :ref, 'refs/tags/' || :ref))
                  and (:status = '' or status = :status)
                  and (:event = '' or event = :event)
                  and (:actor = '' or actor = :actor)
                order by number desc limit :limit
                """,
                row -> rows.summary(row.text("summary_json")),
                Param.of("project", project),
                Param.of("before", before),
                Param.of("ref", filter.ref()),
                Param.of("status", filter.status().toUpperCase(Locale.ROOT)),
                Param.of("event", filter.event().toUpperCase(Locale.ROOT)),
                Param.of("actor", filter.actor()),
                Param.of("limit", limit)));
    }

    @Override
    public FilterChoices choices(long project) {
        return database.read(sql -> new FilterChoices(
                sql
                        .list(
                                "select distinct ref from runs where project_id = :project order by ref limit :limit",
                                row -> shortName(row.text("ref")),
                                Param.of("project", project),
                                Param.of("limit", CHOICES_MAX))
                        .stream()
                        .distinct()
                        .sorted()
                        .toList(),
                sql.list(
                        "select distinct actor from runs where project_id = :project order by actor limit :limit",
                        row -> row.text("actor"),
                        Param.of("project", project),
                        Param.of("limit", CHOICES_MAX))));
    }

    @Override
    public List<Problem> problems(RunId run) {
        return database.read(sql -> sql.first(
                        "select problems_json from runs where project_id = :project and number = :number",
                        row -> row.text("problems_json"),
                        Param.of("project", run.project()),
                        Param.of("number", run.number())))
                .map(rows::problems)
                .orElse(List.of());
    }

    @Override
    public Optional<SourceFile> source(RunId run) {
        return database.read(sql -> sql.first(
                        "select source_json from runs where project_id = :project and number = :number",
                        row -> row.textIfAny("source_json"),
                        Param.of("project", run.project()),
                        Param.of("number", run.number())))
                .flatMap(json -> json)
                .map(rows::source);
    }

    private static String shortName(String ref) {
        return ref.replaceFirst("^refs/(heads|tags)/", "");
    }
}
