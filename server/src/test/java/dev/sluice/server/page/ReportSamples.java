package dev.sluice.server.page;

import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.RunHead;
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
}
