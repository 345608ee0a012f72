package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.ReportQueries;
import dev.sluice.app.report.ReportQueries.Compared;
import dev.sluice.app.report.ReportQueries.FindingPage;
import dev.sluice.app.report.ReportQueries.FindingRow;
import dev.sluice.app.report.ReportQueries.FindingWish;
import dev.sluice.app.report.ReportQueries.JobReport;
import dev.sluice.app.report.ReportQueries.Show;
import dev.sluice.app.report.ReportQueries.TestPage;
import dev.sluice.app.report.ReportQueries.TestRow;
import dev.sluice.app.report.ReportQueries.TestWish;
import dev.sluice.app.report.ReportSummary;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunStore;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs reported, for programs. Safe for many threads. */
final class ReportApi {
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final String RUN = "/api/v1/projects/{project*}/runs/{number}";

    private final RunStore runs;
    private final ReportQueries reports;

    ReportApi(RunStore runs, ReportQueries reports) {
        this.runs = runs;
        this.reports = reports;
    }

    void addTo(Routes routes) {
        routes.get(RUN + "/reports", READ, "What the jobs of a run reported", this::reports);
        routes.get(RUN + "/tests", READ, "Tests of a run, failed ones first", this::tests);
        routes.get(RUN + "/findings", READ, "What tools found in a run, the worst first", this::findings);
        routes.get(RUN + "/coverage", READ, "Coverage of a run by file", this::coverage);
    }

    private RunId load(Request request) {
        RunId id = new RunId(request.project().id(), request.number("number"));
        if (runs.load(id).isEmpty()) {
            throw BadRequest.notFound("there is no run " + id.number() + " in this project");
        }
        return id;
    }

    private Optional<Long> base(Request request, RunId run, Compared what) {
        return reports.base(run, "refs/heads/" + request.project().defaultBranch(), what);
    }

    private Response reports(Request request) {
        List<JobReport> jobs = reports.reports(load(request));
        ReportSummary sum = ReportSummary.of(jobs);
        JsonObject json = new JsonObject();
        json.addProperty("tests", sum.tests());
        json.addProperty("failed", sum.failed());
        json.addProperty("skipped", sum.skipped());
        sum.coverage().ifPresent(coverage -> json.addProperty("coverage", coverage / 100.0));
        json.addProperty("lines", sum.lines());
        json.addProperty("covered_lines", sum.covered());
        sum.findings().ifPresent(findings -> json.addProperty("findings", findings));
        json.add("jobs", ApiJson.array(jobs, ReportApi::job));
        return Response.json(200, json);
    }

    private static JsonObject job(JobReport report) {
        JsonObject json = new JsonObject();
        json.addProperty("job", report.job());
        json.addProperty("attempt", report.attempt());
        json.addProperty("tests", report.totals().tests());
        json.addProperty("failed", report.totals().failed());
        json.addProperty("skipped", report.totals().skipped());
        report.totals().coverage().ifPresent(coverage -> json.addProperty("coverage", coverage / 100.0));
        json.addProperty("lines", report.totals().lines());
        json.addProperty("covered_lines", report.totals().covered());
        report.totals().findings().ifPresent(findings -> json.addProperty("findings", findings));
        json.add("notes", ApiJson.array(report.totals().notes(), com.google.gson.JsonPrimitive::new));
        return json;
    }

    private Response tests(Request request) {
        RunId run = load(request);
        Optional<Long> base = base(request, run, Compared.TESTS);
        int skip = (int) request.queryNumber("skip", 0, 0, 1_000_000);
        int limit = (int) request.queryNumber("limit", 100, 1, 1_000);
        TestPage page = reports.tests(new TestWish(
                run,
                base,
                show(request.query("show").orElse("all")),
                request.query("q").orElse(""),
                request.query("job").orElse(""),
                skip,
                limit));
        JsonObject json = new JsonObject();
        json.addProperty("total", page.total());
        base.ifPresent(number -> json.addProperty("compared_with", number));
        json.add("tests", ApiJson.array(page.rows(), ReportApi::test));
        if (skip + page.rows().size() < page.total()) {
            json.addProperty("next_skip", skip + page.rows().size());
        }
        return Response.json(200, json);
    }

    private Response findings(Request request) {
        RunId run = load(request);
        Optional<Long> base = base(request, run, Compared.FINDINGS);
        int skip = (int) request.queryNumber("skip", 0, 0, 1_000_000);
        int limit = (int) request.queryNumber("limit", 100, 1, 1_000);
        FindingPage page = reports.findings(new FindingWish(
                run,
                base,
                request.query("severity").map(ReportApi::severity),
                request.query("kind").orElse(""),
                request.query("tool").orElse(""),
                request.query("new").filter("true"::equals).isPresent(),
                request.query("q").orElse(""),
                skip,
                limit));
        JsonObject json = new JsonObject();
        json.addProperty("total", page.total());
        base.ifPresent(number -> json.addProperty("compared_with", number));
        json.add("findings", ApiJson.array(page.rows(), ReportApi::finding));
        if (skip + page.rows().size() < page.total()) {
            json.addProperty("next_skip", skip + page.rows().size());
        }
        return Response.json(200, json);
    }

    private static Finding.Severity severity(String word) {
        for (Finding.Severity severity : Finding.Severity.values()) {
            if (severity.word().equals(word)) {
                return severity;
            }
        }
        throw new BadRequest(
                400, "bad-parameter", "severity is one of critical, high, medium, low, info and unknown, not " + word);
    }

    private static JsonObject finding(FindingRow row) {
        Finding finding = row.finding();
        JsonObject json = new JsonObject();
        json.addProperty("job", row.job());
        json.addProperty("kind", finding.kind());
        json.addProperty("severity", finding.severity().word());
        json.addProperty("tool", finding.tool());
        json.addProperty("rule", finding.rule());
        json.addProperty("title", finding.title());
        json.addProperty("detail", finding.detail());
        json.addProperty("path", finding.path());
        json.addProperty("line", finding.line());
        json.addProperty("link", finding.link());
        json.addProperty("new", row.fresh());
        return json;
    }

    private Response coverage(Request request) {
        JsonObject json = new JsonObject();
        json.add("files", ApiJson.array(reports.files(load(request)), ReportApi::file));
        return Response.json(200, json);
    }

    private static JsonObject file(FileCoverage file) {
        JsonObject json = new JsonObject();
        json.addProperty("path", file.path());
        json.addProperty("lines", file.lines().total());
        json.addProperty("covered_lines", file.lines().covered());
        return json;
    }

    private static Show show(String word) {
        for (Show show : Show.values()) {
            if (show.name().toLowerCase(Locale.ROOT).equals(word)) {
                return show;
            }
        }
        throw new BadRequest(
                400, "bad-parameter", "show is one of all, failed, new, flaky, skipped and passed, not " + word);
    }

    private static JsonObject test(TestRow row) {
        TestCase test = row.test();
        JsonObject json = new JsonObject();
        json.addProperty("key", Long.toHexString(row.key()));
        json.addProperty("job", row.job());
        json.addProperty("attempt", row.attempt());
        json.addProperty("suite", test.suite());
        json.addProperty("group", test.group());
        json.addProperty("name", test.name());
        json.addProperty("outcome", test.outcome().name().toLowerCase(Locale.ROOT));
        json.addProperty("flaky", row.flaky());
        json.addProperty("new", row.fresh());
        json.addProperty("seconds", test.tookUs() / 1e6);
        json.addProperty("file", test.file());
        json.addProperty("line", test.line());
        json.addProperty("message", test.message());
        json.addProperty("detail", test.detail());
        json.addProperty("output", test.output());
        return json;
    }
}
