package dev.sluice.adapters.store;

import dev.sluice.app.schedule.Schedule;
import dev.sluice.app.schedule.ScheduleStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Schedules in the database. Safe for many threads. */
public final class SqlSchedules implements ScheduleStore {
    private final Database database;

    SqlSchedules(Database database) {
        this.database = database;
    }

    @Override
    public Schedule create(Schedule schedule) {
        return database.write(sql -> {
            long id = sql.first("""
                insert into schedules (project_id, description, ref, cron, zone, active, owner, next_at_ns)
                values (:project, :description, :ref, :cron, :zone, :active, :owner, :next)
                returning id
                """, row -> row.number("id"), params(schedule)).orElseThrow();
            putVariables(sql, id, schedule.variables());
            return found(sql, schedule.project(), id).orElseThrow();
        });
    }

    private static Param[] params(Schedule schedule) {
        return new Param[] {
            Param.of("id", schedule.id()),
            Param.of("project", schedule.project()),
            Param.of("description", schedule.description()),
            Param.of("ref", schedule.ref()),
            Param.of("cron", schedule.cron()),
            Param.of("zone", schedule.zone().getId()),
            Param.of("active", schedule.active()),
            Param.of("owner", schedule.owner()),
            Param.ofNumber("next", schedule.nextAt().map(Nanos::of))
        };
    }

    private static void putVariables(Sql sql, long schedule, Map<String, String> variables) throws SQLException {
        sql.update("delete from schedule_variables where schedule_id = :id", Param.of("id", schedule));
        for (Map.Entry<String, String> one : variables.entrySet()) {
            sql.update(
                    "insert into schedule_variables (schedule_id, name, sealed_value) values (:id, :name, :value)",
                    Param.of("id", schedule),
                    Param.of("name", one.getKey()),
                    Param.of("value", one.getValue()));
        }
    }

    @Override
    public List<Schedule> list(long project) {
        return database.read(sql -> {
            List<Schedule> rows = sql.list("""
                select id, project_id, description, ref, cron, zone, active, owner, next_at_ns, last_at_ns, last_run,
                  last_problem
                from schedules where project_id = :project order by id limit 1000
                """, SqlSchedules::row, Param.of("project", project));
            return withVariables(sql, rows);
        });
    }

    @Override
    public Optional<Schedule> find(long project, long id) {
        return database.read(sql -> found(sql, project, id));
    }

    private static Optional<Schedule> found(Sql sql, long project, long id) throws SQLException {
        List<Schedule> rows = sql.list("""
            select id, project_id, description, ref, cron, zone, active, owner, next_at_ns, last_at_ns, last_run,
              last_problem
            from schedules where project_id = :project and id = :id
            """, SqlSchedules::row, Param.of("project", project), Param.of("id", id));
        return withVariables(sql, rows).stream().findFirst();
    }

    @Override
    public boolean change(Schedule schedule) {
        return database.write(sql -> {
            int changed = sql.update("""
                update schedules set description = :description, ref = :ref, cron = :cron, zone = :zone, active = :active,
                  owner = :owner, next_at_ns = :next
                where project_id = :project and id = :id
                """, params(schedule));
            if (changed == 1) {
                putVariables(sql, schedule.id(), schedule.variables());
            }
            return changed == 1;
        });
    }

    @Override
    public boolean remove(long project, long id) {
        return database.write(sql -> {
            sql.update("""
                delete from schedule_variables where schedule_id in
                  (select id from schedules where project_id = :project and id = :id)
                """, Param.of("project", project), Param.of("id", id));
            return sql.update(
                            "delete from schedules where project_id = :project and id = :id",
                            Param.of("project", project),
                            Param.of("id", id))
                    == 1;
        });
    }

    @Override
    public List<Schedule> due(Instant now) {
        return database.read(sql -> withVariables(sql, sql.list("""
            select id, project_id, description, ref, cron, zone, active, owner, next_at_ns, last_at_ns, last_run,
              last_problem
            from schedules where active = 1 and next_at_ns <= :now order by next_at_ns, id limit 100
            """, SqlSchedules::row, Param.of("now", now))));
    }

    @Override
    public Optional<Instant> nextTime() {
        return database.read(sql -> sql.first("""
            select next_at_ns from schedules where active = 1 and next_at_ns is not null
            order by next_at_ns limit 1
            """, row -> row.instant("next_at_ns")));
    }

    @Override
    public boolean passed(long id, Instant at, Optional<Instant> next, Schedule.Last last) {
        return database.write(sql -> sql.update(
                        """
                        update schedules set next_at_ns = :next, last_at_ns = :last, last_run = :run,
                          last_problem = :problem
                        where id = :id and active = 1 and next_at_ns = :at
                        """,
                        Param.ofNumber("next", next.map(Nanos::of)),
                        Param.of("last", last.at()),
                        Param.of("run", last.run()),
                        Param.of("problem", last.problem()),
                        Param.of("id", id),
                        Param.of("at", at)))
                == 1;
    }

    private static List<Schedule> withVariables(Sql sql, List<Schedule> rows) throws SQLException {
        List<Schedule> all = new ArrayList<>();
        for (Schedule bare : rows) {
            Map<String, String> variables = new TreeMap<>();
            sql.list(
                            "select name, sealed_value from schedule_variables where schedule_id = :id order by name"
                                    + " limit 1000",
                            one -> Map.entry(one.text("name"), one.text("sealed_value")),
                            Param.of("id", bare.id()))
                    .forEach(one -> variables.put(one.getKey(), one.getValue()));
            all.add(new Schedule(
                    bare.id(),
                    bare.project(),
                    bare.description(),
                    bare.ref(),
                    bare.cron(),
                    bare.zone(),
                    bare.active(),
                    bare.owner(),
                    variables,
                    bare.nextAt(),
                    bare.last()));
        }
        return all;
    }

    /** Without its variables. */
    private static Schedule row(Row row) throws SQLException {
        Optional<Instant> lastAt = row.numberIfAny("last_at_ns").map(Nanos::instant);
        long lastRun = row.number("last_run");
        String problem = row.text("last_problem");
        return new Schedule(
                row.number("id"),
                row.number("project_id"),
                row.text("description"),
                row.text("ref"),
                row.text("cron"),
                ZoneId.of(row.text("zone")),
                row.truth("active"),
                row.text("owner"),
                Map.of(),
                row.numberIfAny("next_at_ns").map(Nanos::instant),
                lastAt.map(at -> new Schedule.Last(at, lastRun, problem)));
    }
}
