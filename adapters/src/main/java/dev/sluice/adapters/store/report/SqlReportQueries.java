package dev.sluice.adapters.store.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.sluice.adapters.store.Database;
import dev.sluice.adapters.store.Param;
import dev.sluice.adapters.store.Row;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.ReportQueries;
import dev.sluice.app.report.ReportStore.Totals;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.run.RunId;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads reports for pages and the API. Safe for many threads. */
public final class SqlReportQueries implements ReportQueries {
    /** The newest finished record of each job of a run. */
    static final String NEWEST = """
         from job_reports r
         where r.project_id = :project and r.run = :run and r.finished = 1
           and not exists (
             select 1 from job_reports n where n.project_id = r.project_id and n.run = r.run and n.job = r.job
               and n.finished = 1 and n.attempt > r.attempt)
        """;

    /**
     * Whether a test ended both ways in the same job on the same commit, and whether its failure is new. The order of a
     * cross join is the one in which SQLite looks: first the few records, then the test in each.
     */
    private static final String ROWS = """
        select r.job, r.attempt, t.report, t.ordinal, t.test_key, t.outcome, t.suite, t.grouped, t.name, t.file, t.line,
          t.took_us, t.message, t.detail, t.output,
          case when t.flaky = 1 or (t.outcome <> 2 and exists (
            select 1 from job_reports p cross join test_cases o
            where p.project_id = r.project_id and p.sha = r.sha and p.job = r.job and p.finished = 1
              and o.report = p.id and o.test_key = t.test_key and o.outcome <> 2
              and (o.outcome <= 1) <> (t.outcome <= 1))) then 1 else 0 end as is_flaky,
          case when t.outcome <= 1 and :base > 0 and not exists (
            select 1 from job_reports p cross join test_cases o
            where p.project_id = r.project_id and p.run = :base and p.finished = 1
              and o.report = p.id and o.test_key = t.test_key and o.outcome <= 1) then 1 else 0 end as is_new
        from (select r.id, r.project_id, r.job, r.attempt, r.sha\
        """ + NEWEST + """
        ) r join test_cases t on t.report = r.id
        """;

    private static final String WANTED = """
         where (:outcomes = 'all' or :outcomes = 'bad' and outcome <= 1 or :outcomes = 'skipped' and outcome = 2
             or :outcomes = 'passed' and outcome = 3 or :outcomes = 'new' and is_new = 1
             or :outcomes = 'flaky' and is_flaky = 1)
           and (:job = '' or job = :job)
           and (:text = '' or instr(fold(name), :text) > 0 or instr(fold(grouped), :text) > 0
             or instr(fold(message), :text) > 0)
        """;

    private final Database database;

    public SqlReportQueries(Database database) {
        this.database = database;
    }

    @Override
    public List<JobReport> reports(RunId run) {
        return database.read(sql -> sql.list(
                "select r.job, r.attempt, r.tests, r.failed, r.skipped, r.took_us, r.coverage, r.lines, r.covered,"
                        + " r.findings, r.notes_json" + NEWEST + " order by r.job limit 10000",
                row -> new JobReport(row.text("job"), (int) row.number("attempt"), totals(row)),
                Param.of("project", run.project()),
                Param.of("run", run.number())));
    }

    private static Totals totals(Row row) throws SQLException {
        List<String> notes = new ArrayList<>();
        for (JsonElement note : JsonParser.parseString(row.text("notes_json")).getAsJsonArray()) {
            notes.add(note.getAsString());
        }
        return new Totals(
                (int) row.number("tests"),
                (int) row.number("failed"),
                (int) row.number("skipped"),
                row.number("took_us"),
                row.numberIfAny("coverage").map(Long::intValue),
                (int) row.number("lines"),
                (int) row.number("covered"),
                row.numberIfAny("findings").map(Long::intValue),
                notes);
    }

    @Override
    public Optional<Long> base(RunId run, String ref, Compared what) {
        return database.read(sql -> sql.first(
                """
                select run from job_reports
                where project_id = :project and ref = :ref and run < :run and finished = 1
                  and (:what = 'TESTS' and tests > 0 or :what = 'FINDINGS' and findings is not null or :what = 'FILES' and lines > 0)
                order by run desc limit 1
                """,
                row -> row.number("run"),
                Param.of("project", run.project()),
                Param.of("ref", ref),
                Param.of("run", run.number()),
                Param.of("what", what.name())));
    }

    @Override
    public TestPage tests(TestWish wish) {
        String outcomes =
                switch (wish.show()) {
                    case ALL -> "all";
                    case FAILED -> "bad";
                    case NEW -> "new";
                    case FLAKY -> "flaky";
                    case SKIPPED -> "skipped";
                    case PASSED -> "passed";
                };
        Param[] params = {
            Param.of("project", wish.run().project()),
            Param.of("run", wish.run().number()),
            Param.of("base", wish.base().orElse(0L)),
            Param.of("outcomes", outcomes),
            Param.of("job", wish.job()),
            Param.of("text", wish.text().toLowerCase(Locale.ROOT)),
            Param.of("limit", wish.limit()),
            Param.of("skip", wish.skip()),
        };
        return database.read(sql -> new TestPage(
                sql.first(
                                "select count(*) as n from (" + ROWS + ") tests" + WANTED,
                                row -> (int) row.number("n"),
                                params)
                        .orElse(0),
                sql.list(
                        "select * from (" + ROWS + ") tests" + WANTED
                                + " order by outcome, job, ordinal limit :limit offset :skip",
                        SqlReportQueries::testRow,
                        params)));
    }

    private static TestRow testRow(Row row) throws SQLException {
        boolean flaky = row.truth("is_flaky");
        return new TestRow(
                row.text("job"),
                (int) row.number("attempt"),
                row.number("test_key"),
                testCase(row, flaky),
                flaky,
                row.truth("is_new"));
    }

    private static TestCase testCase(Row row, boolean flaky) throws SQLException {
        return new TestCase(
                row.text("suite"),
                row.text("grouped"),
                row.text("name"),
                row.text("file"),
                (int) row.number("line"),
                TestCase.Outcome.values()[(int) row.number("outcome")],
                flaky,
                row.number("took_us"),
                row.text("message"),
                row.text("detail"),
                row.text("output"));
    }

    @Override
    public Optional<TestRow> test(RunId run, Optional<Long> base, String job, long key) {
        return database.read(sql -> sql.first(
                ROWS + " where t.test_key = :key and r.job = :job order by t.outcome, t.ordinal limit 1",
                SqlReportQueries::testRow,
                Param.of("project", run.project()),
                Param.of("run", run.number()),
                Param.of("base", base.orElse(0L)),
                Param.of("job", job),
                Param.of("key", key)));
    }

    @Override
    public List<FileCoverage> files(RunId run) {
        return database.read(sql -> sql.list(
                "select f.path, f.lines_text from (select r.id" + NEWEST
                        + ") r join file_coverage f on f.report = r.id order by f.report, f.path limit 100000",
                row -> new FileCoverage(row.text("path"), CoveredLines.parse(row.text("lines_text"))),
                Param.of("project", run.project()),
                Param.of("run", run.number())));
    }

    @Override
    public List<CoveragePoint> trend(long project, String ref, int limit) {
        return database.read(sql -> sql.list(
                """
                select r.run, max(r.at_ns) as at_ns, sum(r.coverage) as total, count(*) as n from job_reports r
                where r.project_id = :project and r.ref = :ref and r.finished = 1 and r.coverage is not null
                  and not exists (
                    select 1 from job_reports n where n.project_id = r.project_id and n.run = r.run and n.job = r.job
                      and n.finished = 1 and n.attempt > r.attempt)
                group by r.run order by r.run desc limit :limit
                """,
                row -> new CoveragePoint(new RunId(project, row.number("run")), row.instant("at_ns"), (int)
                        Math.round((double) row.number("total") / row.number("n"))),
                Param.of("project", project),
                Param.of("ref", ref),
                Param.of("limit", limit)));
    }

    @Override
    public FindingPage findings(FindingWish wish) {
        return new SqlFindings(database).findings(wish);
    }

    @Override
    public FindingCounts counts(RunId run, Optional<Long> base) {
        return new SqlFindings(database).counts(run, base);
    }

    @Override
    public List<PastTest> history(long project, long key, int limit) {
        return database.read(sql -> sql.list(
                """
                select r.run, r.job, r.attempt, r.ref, r.sha, r.at_ns, t.outcome, t.flaky, t.suite, t.grouped, t.name,
                  t.file, t.line, t.took_us, t.message, '' as detail, '' as output
                from test_cases t join job_reports r on r.id = t.report
                where t.test_key = :key and r.project_id = :project and r.finished = 1
                order by r.run desc, r.job, r.attempt desc, t.ordinal limit :limit
                """,
                row -> new PastTest(
                        new RunId(project, row.number("run")),
                        row.text("job"),
                        (int) row.number("attempt"),
                        row.text("ref"),
                        row.text("sha"),
                        row.instant("at_ns"),
                        testCase(row, row.truth("flaky"))),
                Param.of("key", key),
                Param.of("project", project),
                Param.of("limit", limit)));
    }
}
