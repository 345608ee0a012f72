package dev.sluice.adapters.store.report;

import com.google.gson.JsonArray;
import dev.sluice.adapters.store.Database;
import dev.sluice.adapters.store.Param;
import dev.sluice.adapters.store.Sql;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.ReportStore;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.run.RunId;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes what was read of reports. Each call is a transaction of its own. Safe for many threads. */
public final class SqlReportStore implements ReportStore {
    private final Database database;

    public SqlReportStore(Database database) {
        this.database = database;
    }

    @Override
    public Set<Read> known(RunId run) {
        return new HashSet<>(database.read(sql -> sql.list(
                """
                select job, attempt from job_reports
                where project_id = :project and run = :run and finished = 1 order by job, attempt
                """,
                row -> new Read(row.text("job"), (int) row.number("attempt")),
                Param.of("project", run.project()),
                Param.of("run", run.number()))));
    }

    @Override
    public long begin(Head head) {
        return database.write(sql -> {
            sql.update(
                    """
                    delete from job_reports
                    where project_id = :project and run = :run and job = :job and attempt = :attempt
                    """,
                    Param.of("project", head.run().project()),
                    Param.of("run", head.run().number()),
                    Param.of("job", head.job()),
                    Param.of("attempt", head.attempt()));
            return sql.first(
                            """
                            insert into job_reports (project_id, run, job, attempt, sha, ref, at_ns)
                            values (:project, :run, :job, :attempt, :sha, :ref, :at) returning id
                            """,
                            row -> row.number("id"),
                            Param.of("project", head.run().project()),
                            Param.of("run", head.run().number()),
                            Param.of("job", head.job()),
                            Param.of("attempt", head.attempt()),
                            Param.of("sha", head.sha()),
                            Param.of("ref", head.ref()),
                            Param.of("at", head.at()))
                    .orElseThrow();
        });
    }

    @Override
    public void addTests(long report, long project, int from, List<TestCase> tests) {
        database.write(sql -> {
            int ordinal = from;
            for (TestCase test : tests) {
                add(sql, report, project, ordinal++, test);
            }
            return tests.size();
        });
    }

    private static void add(Sql sql, long report, long project, int ordinal, TestCase test) throws SQLException {
        sql.update(
                """
                insert into test_cases (report, ordinal, test_key, outcome, flaky, suite, grouped, name, file, line, took_us,
                  message, detail, output)
                values (:report, :ordinal, :key, :outcome, :flaky, :suite, :group, :name, :file, :line, :took,
                  :message, :detail, :output)
                """,
                Param.of("report", report),
                Param.of("ordinal", ordinal),
                Param.of("key", test.key(project)),
                Param.of("outcome", test.outcome().ordinal()),
                Param.of("flaky", test.flaky()),
                Param.of("suite", test.suite()),
                Param.of("group", test.group()),
                Param.of("name", test.name()),
                Param.of("file", test.file()),
                Param.of("line", test.line()),
                Param.of("took", test.tookUs()),
                Param.of("message", test.message()),
                Param.of("detail", test.detail()),
                Param.of("output", test.output()));
    }

    @Override
    public void addFiles(long report, List<FileCoverage> files) {
        database.write(sql -> {
            for (FileCoverage file : files) {
                sql.update(
                        """
                        insert into file_coverage (report, path, lines, covered, lines_text)
                        values (:report, :path, :lines, :covered, :text)
                        """,
                        Param.of("report", report),
                        Param.of("path", file.path()),
                        Param.of("lines", file.lines().total()),
                        Param.of("covered", file.lines().covered()),
                        Param.of("text", file.lines().text()));
            }
            return files.size();
        });
    }

    @Override
    public void addFindings(long report, long project, int from, List<Finding> findings) {
        database.write(sql -> {
            int ordinal = from;
            for (Finding finding : findings) {
                add(sql, report, project, ordinal++, finding);
            }
            return findings.size();
        });
    }

    private static void add(Sql sql, long report, long project, int ordinal, Finding finding) throws SQLException {
        sql.update(
                """
                insert into findings (report, ordinal, finding_key, severity, kind, tool, rule, title, detail, path, line, link)
                values (:report, :ordinal, :key, :severity, :kind, :tool, :rule, :title, :detail, :path, :line, :link)
                """,
                Param.of("report", report),
                Param.of("ordinal", ordinal),
                Param.of("key", finding.key(project)),
                Param.of("severity", finding.severity().ordinal()),
                Param.of("kind", finding.kind()),
                Param.of("tool", finding.tool()),
                Param.of("rule", finding.rule()),
                Param.of("title", finding.title()),
                Param.of("detail", finding.detail()),
                Param.of("path", finding.path()),
                Param.of("line", finding.line()),
                Param.of("link", finding.link()));
    }

    @Override
    public void finish(long report, Totals totals) {
        JsonArray notes = new JsonArray();
        totals.notes().forEach(notes::add);
        database.write(sql -> sql.update(
                """
                update job_reports set finished = 1, tests = :tests, failed = :failed, skipped = :skipped, took_us = :took,
                  coverage = :coverage, lines = :lines, covered = :covered, findings = :findings, notes_json = :notes
                where id = :report
                """,
                Param.of("tests", totals.tests()),
                Param.of("failed", totals.failed()),
                Param.of("skipped", totals.skipped()),
                Param.of("took", totals.tookUs()),
                Param.ofNumber("coverage", totals.coverage().map(Integer::longValue)),
                Param.of("lines", totals.lines()),
                Param.of("covered", totals.covered()),
                Param.ofNumber("findings", totals.findings().map(Integer::longValue)),
                Param.of("notes", notes.toString()),
                Param.of("report", report)));
    }

    @Override
    public List<Unread> unread(long after, int limit) {
        return database.read(sql -> sql.list(
                """
                select sequence, project_id, number from runs
                where reports_read < version and sequence > :after order by sequence limit :limit
                """,
                row -> new Unread(row.number("sequence"), new RunId(row.number("project_id"), row.number("number"))),
                Param.of("after", after),
                Param.of("limit", limit)));
    }

    @Override
    public void allRead(RunId run, long version) {
        database.write(sql -> sql.update(
                """
                update runs set reports_read = :version
                where project_id = :project and number = :run and reports_read < :version
                """, Param.of("version", version), Param.of("project", run.project()), Param.of("run", run.number())));
    }
}
