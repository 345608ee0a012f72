package dev.sluice.adapters.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.sluice.adapters.store.json.JsonCodec;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries.SourceFile;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.RefLedger.NewRun;
import dev.sluice.core.engine.RunEffect;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Pipeline;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.ScriptProgram;
import dev.sluice.core.model.Trigger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rows of the tables {@code runs} and {@code effects}, within a transaction of the caller's. Safe for many threads. */
final class RunRows {
    /** In the column that says up to which version of a run its reports are read. */
    private static final long NOTHING_TO_READ = Long.MAX_VALUE;

    private final JsonCodec codec;

    RunRows(JsonCodec codec) {
        this.codec = codec;
    }

    Optional<StoredRun> byCause(Sql sql, long project, String cause) throws SQLException {
        return sql.first("""
            select number, version, created_at_ns, trigger_json, pipeline_json, state_json
            from runs where project_id = :project and cause = :cause
            """, row -> run(project, row), Param.of("project", project), Param.of("cause", cause));
    }

    Optional<StoredRun> byId(Sql sql, RunId id) throws SQLException {
        return sql.first(
                """
                select number, version, created_at_ns, trigger_json, pipeline_json, state_json
                from runs where project_id = :project and number = :number
                """, row -> run(id.project(), row), Param.of("project", id.project()), Param.of("number", id.number()));
    }

    /** Makes a run, or finds the one of the same cause. */
    StoredRun create(Sql sql, long project, NewRun run, Instant at) throws SQLException {
        Optional<StoredRun> known = byCause(sql, project, run.cause());
        if (known.isPresent()) {
            return known.get();
        }
        long number = sql.first(
                        "update projects set last_run = last_run + 1 where id = :project returning last_run",
                        row -> row.number("last_run"),
                        Param.of("project", project))
                .orElseThrow(() -> new IllegalArgumentException("there is no project " + project));
        StoredRun made = new StoredRun(new RunId(project, number), 1, run.trigger(), at, run.first());
        insert(sql, made, run);
        addEffects(sql, made.id(), run.effects());
        return made;
    }

    private void insert(Sql sql, StoredRun made, NewRun run) throws SQLException {
        Trigger trigger = made.trigger();
        sql.update(
                """
                insert into runs (project_id, number, cause, version, status, event, ref, sha, actor, created_at_ns,
                  reports_read, summary_json, trigger_json, pipeline_json, state_json, problems_json, source_json)
                values (:project, :number, :cause, :version, :status, :event, :ref, :sha, :actor, :created,
                  :read, :summary, :trigger, :pipeline, :state, :problems, :source)
                """,
                Param.of("project", made.id().project()),
                Param.of("number", made.id().number()),
                Param.of("cause", run.cause()),
                Param.of("version", made.version()),
                Param.of("status", made.state().status().name()),
                Param.of("event", trigger.event().name()),
                Param.of("ref", trigger.ref().fullName()),
                Param.of("sha", trigger.commit().sha()),
                Param.of("actor", trigger.actor().login()),
                Param.of("created", made.createdAt()),
                Param.of("read", hasReports(made.state().pipeline()) ? 0 : NOTHING_TO_READ),
                Param.of("summary", summary(made)),
                Param.of("trigger", codec.write(Trigger.class, trigger)),
                Param.of("pipeline", pipeline(made.state())),
                Param.of("state", state(made.state())),
                Param.of("problems", problems(run.problems())),
                Param.ofText("source", run.source().map(file -> codec.write(SourceFile.class, file))));
    }

    /** Stores the next state of a run, if it still has the version. */
    boolean advance(Sql sql, StoredRun next, boolean newPipeline) throws SQLException {
        int changed = sql.update(
                """
                update runs set version = :next, status = :status, summary_json = :summary, state_json = :state
                where project_id = :project and number = :number and version = :expected
                """,
                Param.of("next", next.version()),
                Param.of("status", next.state().status().name()),
                Param.of("summary", summary(next)),
                Param.of("state", state(next.state())),
                Param.of("project", next.id().project()),
                Param.of("number", next.id().number()),
                Param.of("expected", next.version() - 1));
        if (changed == 1 && newPipeline) {
            sql.update(
                    """
                    update runs set pipeline_json = :pipeline, reports_read = :read
                    where project_id = :project and number = :number
                    """,
                    Param.of("pipeline", pipeline(next.state())),
                    Param.of("read", hasReports(next.state().pipeline()) ? 0 : NOTHING_TO_READ),
                    Param.of("project", next.id().project()),
                    Param.of("number", next.id().number()));
        }
        return changed == 1;
    }

    private static boolean hasReports(Pipeline pipeline) {
        return pipeline.jobs().stream()
                .anyMatch(job -> job.program() instanceof ScriptProgram script
                        && script.reports().isAny());
    }

    void addEffects(Sql sql, RunId run, List<RunEffect> effects) throws SQLException {
        for (RunEffect effect : effects) {
            sql.update(
                    "insert into effects (project_id, run, effect_json) values (:project, :run, :effect)",
                    Param.of("project", run.project()),
                    Param.of("run", run.number()),
                    Param.of("effect", codec.write(RunEffect.class, effect)));
        }
    }

    RunEffect effect(String json) {
        return codec.read(RunEffect.class, json);
    }

    RunSummary summary(String json) {
        return codec.read(RunSummary.class, json);
    }

    SourceFile source(String json) {
        return codec.read(SourceFile.class, json);
    }

    List<Problem> problems(String json) {
        List<Problem> problems = new ArrayList<>();
        for (JsonElement one : JsonParser.parseString(json).getAsJsonArray()) {
            problems.add(codec.read(Problem.class, one.toString()));
        }
        return problems;
    }

    private String problems(List<Problem> problems) {
        JsonArray array = new JsonArray();
        problems.forEach(problem -> array.add(JsonParser.parseString(codec.write(Problem.class, problem))));
        return array.toString();
    }

    private StoredRun run(long project, Row row) throws SQLException {
        Pipeline pipeline = codec.read(Pipeline.class, row.text("pipeline_json"));
        return new StoredRun(
                new RunId(project, row.number("number")),
                row.number("version"),
                codec.read(Trigger.class, row.text("trigger_json")),
                row.instant("created_at_ns"),
                codec.read(StoredState.class, row.text("state_json")).with(pipeline));
    }

    private String summary(StoredRun run) {
        return codec.write(RunSummary.class, RunSummary.of(run));
    }

    private String pipeline(RunState state) {
        return codec.write(Pipeline.class, state.pipeline());
    }

    private String state(RunState state) {
        return codec.write(StoredState.class, StoredState.of(state));
    }
}
