package dev.sluice.adapters.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.store.report.SqlReportQueries;
import dev.sluice.adapters.store.report.SqlReportStore;
import dev.sluice.app.report.CoveredLines;
import dev.sluice.app.report.FileCoverage;
import dev.sluice.app.report.Finding;
import dev.sluice.app.report.Finding.Severity;
import dev.sluice.app.report.ReportQueries.Compared;
import dev.sluice.app.report.ReportQueries.Show;
import dev.sluice.app.report.ReportQueries.TestPage;
import dev.sluice.app.report.ReportQueries.TestRow;
import dev.sluice.app.report.ReportQueries.TestWish;
import dev.sluice.app.report.ReportStore.Head;
import dev.sluice.app.report.ReportStore.Read;
import dev.sluice.app.report.ReportStore.Totals;
import dev.sluice.app.report.TestCase;
import dev.sluice.app.report.TestCase.Outcome;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.Runs;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports in a real database: what is found again, compared and marked. */
final class SqlReportStoreTest {
    private static final String MAIN = "refs/heads/main";

    @TempDir
    private Path folder;

    private Store store;
    private SqlReportStore reports;
    private SqlReportQueries queries;

    @BeforeEach
    void open() {
        store = Stores.open(folder);
        reports = new SqlReportStore(store.database());
        queries = new SqlReportQueries(store.database());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static TestCase test(String name, Outcome outcome) {
        return new TestCase("s", "C", name, "", 0, outcome, false, 1500, outcome.isBad() ? "no" : "", "", "");
    }

    private long begin(long run, String job, int attempt, String sha, String ref) {
        return reports.begin(new Head(new RunId(1, run), job, attempt, sha, ref, Stores.NOON));
    }

    private void read(long run, String job, int attempt, String sha, String ref, TestCase... tests) {
        long report = begin(run, job, attempt, sha, ref);
        reports.addTests(report, 1, 0, List.of(tests));
        int failed = (int)
                List.of(tests).stream().filter(test -> test.outcome().isBad()).count();
        reports.finish(
                report,
                new Totals(tests.length, failed, 0, 0, Optional.of(8550), 0, 0, Optional.empty(), List.of("note")));
    }

    private TestPage tests(long run, Show show) {
        RunId id = new RunId(1, run);
        return queries.tests(new TestWish(id, queries.base(id, MAIN, Compared.TESTS), show, "", "", 0, 100));
    }

    private static List<String> names(TestPage page) {
        return page.rows().stream().map(row -> row.test().name()).toList();
    }

    @Test
    void whatTestsPrintedGoesWithTheLogs() {
        read(
                1,
                "unit",
                1,
                "a",
                MAIN,
                new TestCase("s", "C", "one", "", 0, Outcome.FAILED, false, 1, "no", "at", "out"));

        assertThat(store.oldRecords().removeOutput(new RunId(1, 1))).isTrue();
        assertThat(store.oldRecords().removeOutput(new RunId(1, 1))).isFalse();

        TestCase left = tests(1, Show.ALL).rows().getFirst().test();
        assertThat(left.message()).isEqualTo("no");
        assertThat(left.detail() + left.output()).isEmpty();
    }

    @Test
    void aRemovedRunTakesAllRowsOfItsReportsWithIt() {
        RunState over = Runs.state(Runs.pipeline("unit"), RunStatus.SUCCESS);
        for (String cause : List.of("one", "two")) {
            RunId run = store.runs()
                    .create(1, cause, Runs.push(), over, List.of(), Stores.NOON)
                    .id();
            long report = begin(run.number(), "unit", 1, "a", MAIN);
            reports.addTests(report, 1, 0, List.of(test("one", Outcome.FAILED)));
            reports.addFiles(report, List.of(new FileCoverage("a.c", CoveredLines.parse("+1:3"))));
            reports.addFindings(
                    report, 1, 0, List.of(new Finding("sast", Severity.HIGH, "t", "r", "x", "", "a.c", 1, "", "")));
            reports.finish(report, new Totals(1, 1, 0, 0, Optional.empty(), 3, 3, Optional.of(1), List.of()));
        }

        assertThat(store.oldRecords().remove(new RunId(1, 1))).isTrue();

        for (String table : List.of("job_reports", "test_cases", "file_coverage", "findings")) {
            assertThat(rows(table)).as(table).isEqualTo(1);
        }
        assertThat(names(tests(2, Show.ALL))).containsExactly("one");
    }

    private long rows(String table) {
        return store.database()
                .read(sql -> sql.first("select count(*) as n from " + table, row -> row.number("n")))
                .orElseThrow();
    }

    @Test
    void aSearchDoesNotMindTheCaseOfLettersInAnyAlphabet() {
        read(1, "unit", 1, "a", MAIN, test("Проверка входа", Outcome.PASSED), test("LogIn", Outcome.PASSED));
        RunId id = new RunId(1, 1);

        for (String text : List.of("проверка", "ПРОВЕРКА", "login")) {
            assertThat(names(queries.tests(
                            new TestWish(id, queries.base(id, MAIN, Compared.TESTS), Show.ALL, text, "", 0, 100))))
                    .as(text)
                    .hasSize(1);
        }
    }

    @Test
    void failedOnesComeFirstAndTheNewestAttemptCounts() {
        read(1, "unit", 1, "a", MAIN, test("one", Outcome.FAILED), test("two", Outcome.PASSED));
        read(1, "unit", 2, "a", MAIN, test("one", Outcome.PASSED), test("two", Outcome.PASSED));
        read(1, "db", 1, "a", MAIN, test("three", Outcome.SKIPPED), test("four", Outcome.ERROR));

        assertThat(names(tests(1, Show.ALL))).containsExactly("four", "three", "one", "two");
        assertThat(queries.reports(new RunId(1, 1)))
                .extracting(report -> report.job() + report.attempt())
                .containsExactly("db1", "unit2");
        assertThat(queries.reports(new RunId(1, 1)).getFirst().totals().notes()).containsExactly("note");
    }

    @Test
    void aTestThatFailedAndPassedOnTheSameCommitInTheSameJobIsFlaky() {
        read(1, "unit", 1, "a", MAIN, test("retried", Outcome.FAILED), test("fine", Outcome.PASSED));
        read(1, "unit", 2, "a", MAIN, test("retried", Outcome.PASSED), test("fine", Outcome.PASSED));
        read(1, "other", 1, "a", MAIN, test("fine", Outcome.FAILED));
        read(2, "unit", 1, "a", MAIN, test("retried", Outcome.PASSED), test("fine", Outcome.FAILED));
        read(3, "unit", 1, "b", MAIN, test("retried", Outcome.PASSED));

        assertThat(names(tests(1, Show.FLAKY))).containsExactly("retried", "fine");
        assertThat(names(tests(2, Show.FLAKY))).containsExactly("fine", "retried");
        assertThat(names(tests(3, Show.FLAKY))).isEmpty();
    }

    @Test
    void aFailureIsNewThatTheDefaultBranchDidNotHave() {
        read(1, "unit", 1, "a", MAIN, test("old", Outcome.FAILED), test("x", Outcome.PASSED));
        read(2, "unit", 1, "b", "refs/heads/topic", test("x", Outcome.FAILED));
        read(3, "unit", 1, "c", "refs/heads/topic", test("old", Outcome.FAILED), test("x", Outcome.FAILED));

        assertThat(tests(3, Show.NEW).rows()).extracting(TestRow::fresh).containsExactly(true);
        assertThat(names(tests(3, Show.NEW))).containsExactly("x");
        assertThat(names(tests(1, Show.NEW))).isEmpty();
        assertThat(queries.history(1, test("x", Outcome.PASSED).key(1), 10))
                .extracting(past -> past.run().number())
                .containsExactly(3L, 2L, 1L);
        assertThat(queries.history(2, test("x", Outcome.PASSED).key(1), 10)).isEmpty();
    }

    @Test
    void whatACrashLeftHalfDoneIsNotSeenAndIsDoneAgain() {
        long half = begin(1, "unit", 1, "a", MAIN);
        reports.addTests(half, 1, 0, List.of(test("one", Outcome.PASSED)));

        assertThat(queries.reports(new RunId(1, 1))).isEmpty();
        assertThat(tests(1, Show.ALL).total()).isZero();
        assertThat(reports.known(new RunId(1, 1))).isEmpty();

        read(1, "unit", 1, "a", MAIN, test("one", Outcome.PASSED));

        assertThat(tests(1, Show.ALL).total()).isEqualTo(1);
        assertThat(reports.known(new RunId(1, 1))).containsExactly(new Read("unit", 1));
    }

    @Test
    void aTextIsFoundInAnyCase() {
        read(1, "unit", 1, "a", MAIN, test("AddsToCart", Outcome.PASSED), test("100%_sure", Outcome.PASSED));
        RunId run = new RunId(1, 1);

        assertThat(names(queries.tests(new TestWish(run, Optional.empty(), Show.ALL, "tocart", "", 0, 10))))
                .containsExactly("AddsToCart");
        assertThat(names(queries.tests(new TestWish(run, Optional.empty(), Show.ALL, "%_s", "unit", 0, 10))))
                .containsExactly("100%_sure");
        assertThat(names(queries.tests(new TestWish(run, Optional.empty(), Show.ALL, "", "db", 0, 10))))
                .isEmpty();
    }

    @Test
    void aPageOfTwentyThousandTestsIsReadQuickly() {
        List<TestCase> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(test("test " + i, i % 100 == 0 ? Outcome.FAILED : Outcome.PASSED));
        }
        for (int run = 1; run <= 2; run++) {
            long report = begin(run, "unit", 1, "sha" + run, MAIN);
            reports.addTests(report, 1, 0, many);
            reports.finish(report, new Totals(20_000, 200, 0, 0, Optional.empty(), 0, 0, Optional.empty(), List.of()));
        }
        long began = System.nanoTime();

        assertThat(tests(2, Show.ALL).rows()).hasSize(100);
        assertThat(tests(2, Show.NEW).total()).isZero();
        assertThat(tests(2, Show.FLAKY).total()).isZero();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }
}
