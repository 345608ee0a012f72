package dev.sluice.adapters.store.report;

import dev.sluice.adapters.store.Database;
import dev.sluice.adapters.store.Param;
import dev.sluice.adapters.store.Row;
import dev.sluice.adapters.store.Sql;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import dev.sluice.app.report.ReportQueries.FindingCounts;
import dev.sluice.app.report.ReportQueries.FindingPage;
import dev.sluice.app.report.ReportQueries.FindingRow;
import dev.sluice.app.report.ReportQueries.FindingWish;
import dev.sluice.app.run.RunId;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads findings. Safe for many threads. */
record SqlFindings(Database database) {
    /** A finding is new that no job of the run has which is compared with. */
    private static final String ROWS = """
        select r.job, f.report, f.ordinal, f.finding_key, f.severity, f.kind, f.tool, f.rule, f.title, f.detail, f.path, f.line,
          f.link,
          case when :base > 0 and not exists (
            select 1 from job_reports p cross join findings o
            where p.project_id = r.project_id and p.run = :base and p.finished = 1
              and o.report = p.id and o.finding_key = f.finding_key) then 1 else 0 end as is_new
        from (select r.id, r.project_id, r.job\
        """ + SqlReportQueries.NEWEST + """
        ) r join findings f on f.report = r.id
        """;

    private static final String WANTED = """
         where (:severity < 0 or severity = :severity) and (:kind = '' or kind = :kind) and (:tool = '' or tool = :tool)
           and (:fresh = 0 or is_new = 1)
           and (:text = '' or instr(fold(title), :text) > 0 or instr(fold(rule), :text) > 0
             or instr(fold(path), :text) > 0)
        """;

    FindingPage findings(FindingWish wish) {
        Param[] params = {
            Param.of("project", wish.run().project()),
            Param.of("run", wish.run().number()),
            Param.of("base", wish.base().orElse(0L)),
            Param.of("severity", wish.severity().map(Severity::ordinal).orElse(-1)),
            Param.of("kind", wish.kind()),
            Param.of("tool", wish.tool()),
            Param.of("fresh", wish.fresh()),
            Param.of("text", wish.text().toLowerCase(Locale.ROOT)),
            Param.of("limit", wish.limit()),
            Param.of("skip", wish.skip()),
        };
        return database.read(sql -> new FindingPage(
                sql.first(
                                "select count(*) as n from (" + ROWS + ") findings" + WANTED,
                                row -> (int) row.number("n"),
                                params)
                        .orElse(0),
                sql.list(
                        "select * from (" + ROWS + ") findings" + WANTED
                                + " order by severity, is_new desc, path, line, report, ordinal limit :limit offset"
                                + " :skip",
                        SqlFindings::row,
                        params)));
    }

    private static FindingRow row(Row row) throws SQLException {
        return new FindingRow(
                row.text("job"),
                new Finding(
                        row.text("kind"),
                        Severity.values()[(int) row.number("severity")],
                        row.text("tool"),
                        row.text("rule"),
                        row.text("title"),
                        row.text("detail"),
                        row.text("path"),
                        (int) row.number("line"),
                        row.text("link"),
                        ""),
                row.truth("is_new"));
    }

    FindingCounts counts(RunId run, Optional<Long> base) {
        Param[] params = {
            Param.of("project", run.project()), Param.of("run", run.number()), Param.of("base", base.orElse(0L)),
        };
        return database.read(sql -> new FindingCounts(
                severities(sql, params),
                words(sql, "kind", params),
                words(sql, "tool", params),
                fresh(sql, params),
                gone(sql, params)));
    }

    private static Map<Severity, Integer> severities(Sql sql, Param... params) throws SQLException {
        Map<Severity, Integer> counts = new EnumMap<>(Severity.class);
        sql.list(
                "select severity, count(*) as n from (" + ROWS + ") findings group by severity order by severity",
                row -> counts.put(Severity.values()[(int) row.number("severity")], (int) row.number("n")),
                params);
        return counts;
    }

    private static List<String> words(Sql sql, String column, Param... params) throws SQLException {
        return sql.list(
                "select distinct " + column + " as word from (" + ROWS + ") findings order by word limit 100",
                row -> row.text("word"),
                params);
    }

    private static int fresh(Sql sql, Param... params) throws SQLException {
        return sql.first(
                        "select count(*) as n from (" + ROWS + ") findings where is_new = 1",
                        row -> (int) row.number("n"),
                        params)
                .orElse(0);
    }

    private static int gone(Sql sql, Param... params) throws SQLException {
        return sql.first("""
            select count(distinct o.finding_key) as n from job_reports p cross join findings o
            where p.project_id = :project and p.run = :base and p.finished = 1 and o.report = p.id
              and not exists (
                select 1 from job_reports r cross join findings f
                where r.project_id = :project and r.run = :run and r.finished = 1 and f.report = r.id
                  and f.finding_key = o.finding_key)
            """, row -> (int) row.number("n"), params).orElse(0);
    }
}
