package dev.sluice.server.page;

import dev.sluice.app.project.Project;
import dev.sluice.app.report.ReportQueries.Compared;
import dev.sluice.app.report.ReportQueries.JobReport;
import dev.sluice.app.report.ReportQueries.PastTest;
import dev.sluice.app.report.ReportQueries.Show;
import dev.sluice.app.report.ReportQueries.TestPage;
import dev.sluice.app.report.ReportQueries.TestRow;
import dev.sluice.app.report.ReportQueries.TestWish;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.run.RunId;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.RunHead;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.page.view.TestView;
import dev.sluice.server.page.view.TestsView;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The tests of a run, and one test over the runs of its project. */
final class TestPages {
    private static final int PAGE = 100;
    private static final int SKIP_MAX = 1_000_000;
    private static final int HISTORY = 100;
    private static final int TEXT_MAX = 200;
    /** Of a trace in the list; the whole of it is on the test's own page. */
    private static final int DETAIL_LETTERS = 3_000;

    private final PageSources sources;
    private final RunPages runs;

    TestPages(PageSources sources, RunPages runs) {
        this.sources = sources;
        this.runs = runs;
    }

    Response tests(Visit visit) {
        RunPages.Loaded loaded = runs.load(visit);
        RunHead head = runs.head(visit, loaded);
        List<JobReport> reports = sources.reports().reports(loaded.run().id());
        Show show = show(visit);
        String text = text(visit, "q");
        String job = text(visit, "job");
        int skip = (int) visit.request().queryNumber("skip", 0, 0, SKIP_MAX);
        Optional<Long> base = base(loaded);
        TestWish wish = new TestWish(loaded.run().id(), base, show, text, job, skip, PAGE);
        TestPage page = head.reported().tests() == 0
                ? new TestPage(0, List.of())
                : sources.reports().tests(wish);
        String href = loaded.href() + "/tests";
        String chosen = href + "?show=" + word(show) + "&q=" + Urls.value(text) + "&job=" + Urls.value(job);
        TestsView view = new TestsView(
                head,
                href,
                chips(loaded, head, base, href, show),
                word(show),
                text,
                job,
                reports.stream()
                        .filter(report -> report.totals().tests() > 0)
                        .map(JobReport::job)
                        .toList(),
                page.total(),
                page.rows().isEmpty() ? 0 : skip + 1,
                page.rows().stream().map(row -> row(visit, loaded, row)).toList(),
                skip == 0 ? "" : chosen + "&skip=" + Math.max(0, skip - PAGE),
                skip + PAGE < page.total() ? chosen + "&skip=" + (skip + PAGE) : "",
                base.map(number -> new Link(
                        visit.text("run.number", "n", Long.toString(number)),
                        Urls.run(loaded.project().path(), number) + "/tests")),
                loaded.project().defaultBranch(),
                runs.notes(loaded));
        return visit.page("page/tests.jte", runs.frame(visit, loaded), view);
    }

    private Optional<Long> base(RunPages.Loaded loaded) {
        String ref = "refs/heads/" + loaded.project().defaultBranch();
        return sources.reports().base(loaded.run().id(), ref, Compared.TESTS);
    }

    private List<TestsView.Chip> chips(
            RunPages.Loaded loaded, RunHead head, Optional<Long> base, String href, Show chosen) {
        Map<Show, Optional<Integer>> counts = new TreeMap<>();
        counts.put(Show.ALL, Optional.of(head.reported().tests()));
        counts.put(Show.FAILED, Optional.of(head.reported().failed()));
        counts.put(Show.SKIPPED, Optional.of(head.reported().skipped()));
        counts.put(Show.PASSED, Optional.of(head.reported().passed()));
        boolean any = head.reported().tests() > 0;
        if (any && base.isPresent()) {
            counts.put(Show.NEW, Optional.of(count(loaded, base, Show.NEW)));
        }
        if (any) {
            counts.put(Show.FLAKY, Optional.of(count(loaded, base, Show.FLAKY)));
        }
        return counts.entrySet().stream()
                .map(entry -> new TestsView.Chip(
                        key(entry.getKey()),
                        entry.getValue(),
                        href + (entry.getKey() == Show.ALL ? "" : "?show=" + word(entry.getKey())),
                        entry.getKey() == chosen))
                .toList();
    }

    private int count(RunPages.Loaded loaded, Optional<Long> base, Show show) {
        return sources.reports()
                .tests(new TestWish(loaded.run().id(), base, show, "", "", 0, 0))
                .total();
    }

    private static Show show(Visit visit) {
        String wanted = visit.request().query("show").orElse("all").toUpperCase(Locale.ROOT);
        for (Show show : Show.values()) {
            if (show.name().equals(wanted)) {
                return show;
            }
        }
        return Show.ALL;
    }

    private static String word(Show show) {
        return show.name().toLowerCase(Locale.ROOT);
    }

    private static String key(Show show) {
        return switch (show) {
            case ALL -> "tests.show.all";
            case FAILED -> "tests.show.failed";
            case NEW -> "tests.show.new";
            case FLAKY -> "tests.show.flaky";
            case SKIPPED -> "tests.show.skipped";
            case PASSED -> "tests.show.passed";
        };
    }

    private static String text(Visit visit, String name) {
        String text = visit.request().query(name).orElse("").strip();
        return text.length() > TEXT_MAX ? text.substring(0, TEXT_MAX) : text;
    }

    private static TestsView.Row row(Visit visit, RunPages.Loaded loaded, TestRow row) {
        TestCase test = row.test();
        String detail = test.detail();
        String project = loaded.project().path();
        long run = loaded.run().id().number();
        return new TestsView.Row(
                status(test.outcome()),
                test.name(),
                test.group(),
                place(test),
                row.job(),
                Urls.job(project, run, row.job()),
                took(visit, test),
                test.message(),
                !test.outcome().isBad()
                        ? ""
                        : detail.length() > DETAIL_LETTERS ? detail.substring(0, DETAIL_LETTERS) + "…" : detail,
                row.flaky(),
                row.fresh(),
                Urls.test(project, row.key()) + "?run=" + run + "&job=" + Urls.value(row.job()));
    }

    private static String place(TestCase test) {
        return test.line() > 0 && !test.file().isEmpty() ? test.file() + ":" + test.line() : test.file();
    }

    private static String took(Visit visit, TestCase test) {
        return test.tookUs() == 0 ? "" : visit.moments().fine(Duration.of(test.tookUs(), ChronoUnit.MICROS));
    }

    private static Status status(TestCase.Outcome outcome) {
        return switch (outcome) {
            case FAILED, ERROR -> Status.FAILED;
            case SKIPPED -> Status.SKIPPED;
            case PASSED -> Status.PASSED;
        };
    }

    /** One test: what it said in a run, where the address names one, and what became of it. */
    Response test(Visit visit) {
        Project project = visit.request().project();
        long key = key(visit);
        List<PastTest> past = sources.reports().history(project.id(), key, HISTORY);
        if (past.isEmpty()) {
            throw BadRequest.notFound(visit.text("error.notFoundHow"));
        }
        long run = visit.request().queryNumber("run", past.getFirst().run().number(), 1, Long.MAX_VALUE);
        String job = visit.request().query("job").orElse(past.getFirst().job());
        RunId id = new RunId(project.id(), run);
        Optional<Long> base = sources.reports().base(id, "refs/heads/" + project.defaultBranch(), Compared.TESTS);
        TestCase test = past.getFirst().test();
        int bad =
                (int) past.stream().filter(one -> one.test().outcome().isBad()).count();
        int skipped = (int) past.stream()
                .filter(one -> one.test().outcome() == TestCase.Outcome.SKIPPED)
                .count();
        TestView view = new TestView(
                test.name(),
                test.group(),
                place(test),
                sources.reports().test(id, base, job, key).map(row -> shown(visit, project, id, row)),
                past.stream().map(one -> past(visit, project, one)).toList(),
                past.size() - skipped,
                bad,
                flakyCommits(past));
        List<Link> crumbs = visit.crumbs(
                project.path(),
                new Link(visit.text("run.number", "n", Long.toString(run)), Urls.run(project.path(), run) + "/tests"));
        return visit.page(
                "page/test.jte",
                visit.frame(
                        test.name() + " · " + project.path(),
                        Frame.Section.PROJECTS,
                        Optional.empty(),
                        crumbs,
                        List.of()),
                view);
    }

    private static long key(Visit visit) {
        try {
            return Long.parseLong(visit.request().param("test"), 16);
        } catch (NumberFormatException _) {
            throw BadRequest.notFound(visit.text("error.notFoundHow"));
        }
    }

    private static TestView.Shown shown(Visit visit, Project project, RunId run, TestRow row) {
        TestCase test = row.test();
        return new TestView.Shown(
                status(test.outcome()),
                new Link(
                        visit.text("run.number", "n", Long.toString(run.number())),
                        Urls.run(project.path(), run) + "/tests"),
                new Link(row.job(), Urls.job(project.path(), run.number(), row.job()) + "?attempt=" + row.attempt()),
                took(visit, test),
                test.message(),
                test.detail(),
                test.output(),
                row.flaky(),
                row.fresh());
    }

    private static TestView.Past past(Visit visit, Project project, PastTest past) {
        return new TestView.Past(
                status(past.test().outcome()),
                past.test().flaky(),
                new Link(
                        "#" + past.run().number(),
                        Urls.job(project.path(), past.run().number(), past.job()) + "?attempt=" + past.attempt()),
                past.job(),
                past.ref().replaceFirst("^refs/(heads|tags)/", ""),
                past.sha(),
                took(visit, past.test()),
                past.test().message(),
                past.at());
    }

    /** Commits on which it ended both ways in the same job, or passed only when it was tried again. */
    private static int flakyCommits(List<PastTest> past) {
        Set<String> bad = new HashSet<>();
        Set<String> good = new HashSet<>();
        Set<String> flaky = new HashSet<>();
        for (PastTest one : past) {
            String place = one.sha() + " " + one.job();
            if (one.test().outcome().isBad()) {
                bad.add(place);
            } else if (one.test().outcome() == TestCase.Outcome.PASSED) {
                good.add(place);
            }
            if (one.test().flaky() || bad.contains(place) && good.contains(place)) {
                flaky.add(one.sha());
            }
        }
        return flaky.size();
    }
}
