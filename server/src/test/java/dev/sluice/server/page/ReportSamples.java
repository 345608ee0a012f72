package dev.sluice.server.page;

import dev.sluice.server.page.view.BrowseView;
import dev.sluice.server.page.view.CoverageView;
import dev.sluice.server.page.view.FindingsView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.RunHead;
import dev.sluice.server.page.view.SourceView;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.page.view.TestView;
import dev.sluice.server.page.view.TestsView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the pages of reports show in the samples. */
record ReportSamples(RunHead head, Instant now) {
    private static final String TRACE = "AssertionError: expected:<402> but was:<500>\n"
            + "    at shop.CaptureTest.retries(CaptureTest.java:57)\n    <script>alert(1)</script>";

    TestsView tests(boolean any) {
        String href = "/p/shop/payments/runs/812/tests";
        return new TestsView(
                head,
                href,
                List.of(
                        new TestsView.Chip("tests.show.all", Optional.of(1240), href, true),
                        new TestsView.Chip("tests.show.failed", Optional.of(2), href + "?show=failed", false),
                        new TestsView.Chip("tests.show.new", Optional.of(1), href + "?show=new", false),
                        new TestsView.Chip("tests.show.flaky", Optional.of(1), href + "?show=flaky", false)),
                "all",
                "",
                "",
                List.of("test-db 3/4", "test-unit"),
                any ? 1240 : 0,
                any ? 1 : 0,
                any
                        ? List.of(
                                row(Status.FAILED, "retries", TRACE, true, true),
                                row(Status.PASSED, "limit", "", false, false))
                        : List.of(),
                "",
                any ? href + "?skip=100" : "",
                Optional.of(new Link("Run 790", "/p/shop/payments/runs/790/tests")),
                "main",
                List.of(new TestsView.Note("test-unit", "out/junit.xml: line 3: it is not well-formed XML")));
    }

    private static TestsView.Row row(Status status, String name, String detail, boolean flaky, boolean fresh) {
        return new TestsView.Row(
                status,
                name,
                "shop.payments.CaptureTest",
                "src/test/java/shop/payments/CaptureTest.java:57",
                "test-db 3/4",
                "/p/shop/payments/runs/812/jobs/test-db%203%2F4",
                "1.2 s",
                detail.isEmpty() ? "" : "expected:<402> but was:<500> <img src=x>",
                detail,
                flaky,
                fresh,
                "/p/shop/payments/tests/12ab?run=812");
    }

    TestView test() {
        Link run = new Link("Run 812", "/p/shop/payments/runs/812");
        return new TestView(
                "retries",
                "shop.payments.CaptureTest",
                "CaptureTest.java:57",
                Optional.of(new TestView.Shown(
                        Status.FAILED,
                        run,
                        new Link("test-db 3/4", "/p/shop/payments/runs/812/jobs/x"),
                        "1.2 s",
                        "expected:<402> but was:<500>",
                        TRACE,
                        "card 4242\n<img src=x>",
                        true,
                        true)),
                List.of(
                        past(Status.FAILED, 812, "expected:<402> but was:<500>"),
                        past(Status.PASSED, 811, ""),
                        past(Status.SKIPPED, 810, "no network")),
                2,
                1,
                1);
    }

    private TestView.Past past(Status status, long run, String message) {
        return new TestView.Past(
                status,
                status == Status.PASSED,
                new Link("#" + run, "/p/shop/payments/runs/" + run),
                "test-db 3/4",
                "main",
                "9f3c2a19f3c2a1",
                "1.2 s",
                message,
                now.minusSeconds(60 * run));
    }

    private static List<SourceView.Line> lines() {
        return List.of(
                new SourceView.Line(11, false, SourceView.Run.UNKNOWN, "/** Captures <b>. */"),
                new SourceView.Line(12, true, SourceView.Run.COVERED, "int capture(Card card) {"),
                new SourceView.Line(13, true, SourceView.Run.MISSED, "    throw new Refused(card); // <script>"),
                new SourceView.Line(40, false, SourceView.Run.UNKNOWN, "}"));
    }

    CoverageView coverage(boolean any) {
        CoverageView.File file = new CoverageView.File(
                "src/main/java/shop/Capture.java", "/p/shop/payments/runs/812/source", 1, 2, "50 %");
        CoverageView.File other = new CoverageView.File("/tmp/generated/Made.java", "", 10, 10, "100 %");
        return new CoverageView(
                head,
                "81.5 %",
                any ? 1240 : 0,
                any ? 1521 : 0,
                any ? "81.53 %" : "",
                "9f3c2a19f3c2a1",
                1,
                2,
                any ? "50 %" : "",
                any ? List.of(new CoverageView.Changed(file, lines())) : List.of(),
                any,
                any ? 402 : 0,
                1,
                any ? List.of(file, other) : List.of(),
                "",
                any ? "/p/shop/payments/runs/812/coverage?skip=200" : "",
                List.of());
    }

    SourceView source() {
        return new SourceView(head, RunHead.Tab.COVERAGE, "src/main/java/shop/Capture.java", "50 %", lines(), 13, true);
    }

    FindingsView findings() {
        String href = "/p/shop/payments/runs/812/findings";
        return new FindingsView(
                head,
                href,
                List.of(
                        new TestsView.Chip("tests.show.all", Optional.of(3), href, true),
                        new TestsView.Chip("findings.critical", Optional.of(1), href + "?severity=critical", false)),
                "",
                "",
                "",
                "",
                false,
                List.of("codequality", "container_scanning", "sast"),
                List.of("Semgrep", "Trivy"),
                3,
                1,
                List.of(
                        new FindingsView.Row(
                                "findings.critical",
                                "st-failed",
                                "CVE-2024-1 <script>alert(1)</script>",
                                "CVE-2024-1",
                                "Trivy",
                                "container_scanning",
                                "shop:1 (openssl 3.0.1)",
                                "",
                                "https://example.org/cve",
                                "Upgrade to 3.1",
                                "scan",
                                "/p/shop/payments/runs/812/jobs/scan",
                                true),
                        new FindingsView.Row(
                                "findings.medium",
                                "st-warning",
                                "Hard-coded key",
                                "B105",
                                "Semgrep",
                                "sast",
                                "src/app.py:9",
                                "/p/shop/payments/runs/812/source?path=src/app.py",
                                "",
                                "",
                                "sast",
                                "/p/shop/payments/runs/812/jobs/sast",
                                false)),
                "",
                "",
                Optional.of(new Link("Run 790", "/p/shop/payments/runs/790/findings")),
                "main",
                1,
                2,
                List.of());
    }

    private static final List<Link> WAY = List.of(new Link("artifacts", "/b"), new Link("dist", "/b?path=dist"));

    BrowseView folder() {
        return new BrowseView(
                head,
                "build",
                "/j",
                WAY,
                List.of(
                        new BrowseView.Entry("assets", true, "/b?path=dist/assets", "", 12, 4_200_000),
                        new BrowseView.Entry("<img src=x>.txt", false, "/b?path=x", "/raw?path=x", 1, 42),
                        new BrowseView.Entry("latest", false, "", "", 1, 0)),
                3,
                Optional.empty(),
                "/d");
    }

    BrowseView file() {
        return new BrowseView(
                head,
                "build",
                "/j",
                WAY,
                List.of(),
                0,
                Optional.of(new BrowseView.File(
                        "index.html",
                        99,
                        "/raw",
                        false,
                        "/raw?sandbox=1",
                        "/b?in=",
                        List.of("<script>alert(1)</script>", "two"),
                        true)),
                "/d");
    }
}
