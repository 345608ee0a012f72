package dev.sluice.server.page;

import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.RunId;
import dev.sluice.server.graph.GraphLayout;
import dev.sluice.server.graph.GraphNode;
import dev.sluice.server.log.Highlight;
import dev.sluice.server.log.LineRange;
import dev.sluice.server.log.LogQuery;
import dev.sluice.server.log.LogViewer;
import dev.sluice.server.page.view.*;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.text.Language;
import dev.sluice.server.text.Messages;
import dev.sluice.server.text.Moments;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One view of each screen, with hostile and long texts among them. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-11-20T13:46:00Z");
    static final ZoneId ZONE = ZoneId.of("Europe/Moscow");

    private static final StaticFiles FILES = new StaticFiles();

    private final Messages m;

    Samples(Language language) {
        this.m = Messages.of(language);
    }

    /** A screen: its template and view. */
    record Screen(String template, Frame frame, Object view) {}

    Frame frame(Theme theme, String title, Frame.Section section, Status state, Link... crumbs) {
        return new Frame(
                m,
                new Moments(m, ZONE, NOW),
                theme,
                FILES,
                Optional.of("anna"),
                "token",
                "/",
                section,
                title,
                Optional.ofNullable(state),
                List.of(crumbs),
                "run-1-812",
                0,
                "",
                List.of("/p/shop/payments/deployments/78/approval"),
                true);
    }

    Map<String, Screen> all(Theme theme) {
        Map<String, Screen> all = new LinkedHashMap<>();
        Link project = new Link("shop/payments", "/p/shop/payments");
        Link run = new Link(m.text("run.number", "n", "812"), "/p/shop/payments/runs/812");
        Frame projects = frame(theme, m.text("projects.title"), Frame.Section.PROJECTS, null);
        Frame in = frame(theme, "payments", Frame.Section.PROJECTS, null, project);
        Frame failed = frame(theme, "Run 812 · payments", Frame.Section.PROJECTS, Status.FAILED, project, run);
        all.put("projects", new Screen("page/projects.jte", projects, projects()));
        all.put(
                "projects-empty",
                new Screen("page/projects.jte", projects, new ProjectsView(List.of(), 0, 0, "", false, true, PUSH)));
        all.put(
                "projects-ask",
                new Screen("page/projects.jte", projects, new ProjectsView(List.of(), 0, 0, "", false, false, PUSH)));
        all.put("search", new Screen("page/search.jte", projects, search("pay")));
        all.put("search-none", new Screen("page/search.jte", projects, search("")));
        all.put("search-hits", new Screen("page/searchHits.jte", projects, search("pay")));
        all.put("changes", new Screen("page/changes.jte", in, changes()));
        all.put("run-deployments", new Screen("page/runDeployments.jte", failed, runDeployments(true)));
        all.put("run-deployments-none", new Screen("page/runDeployments.jte", failed, runDeployments(false)));
        all.put(
                "project-new",
                new Screen(
                        "page/newProject.jte",
                        in,
                        new NewProjectView(
                                "<script>",
                                "main",
                                m.text("newProject.badPath"),
                                m.text("newProject.badBranch"),
                                PUSH)));
        all.put("tokens", new Screen("page/tokens.jte", projects, tokens()));
        all.put("variables", new Screen("page/variables.jte", in, variables(false)));
        all.put("variables-change", new Screen("page/variables.jte", in, variables(true)));
        all.put("schedules", new Screen("page/schedules.jte", in, schedules(true)));
        all.put("schedules-none", new Screen("page/schedules.jte", in, schedules(false)));
        all.put("triggers", new Screen("page/triggers.jte", in, triggers()));
        all.put("protected-refs", new Screen("page/protectedRefs.jte", in, protectedRefs()));
        all.put("runs", new Screen("page/runs.jte", in, runs()));
        all.put("runs-first", new Screen("page/runs.jte", in, firstPush()));
        all.put("runs-no-file", new Screen("page/runs.jte", in, withoutFile()));
        all.put("start", new Screen("page/start.jte", in, start(true)));
        all.put("start-no-file", new Screen("page/start.jte", in, start(false)));
        all.put("run", new Screen("page/run.jte", failed, run(false)));
        all.put(
                "run-live",
                new Screen(
                        "page/run.jte",
                        frame(theme, "Run 812", Frame.Section.PROJECTS, Status.RUNNING, project, run),
                        run(true)));
        all.put("run-parts", new Screen("page/runParts.jte", failed, run(false)));
        all.put("run-invalid", new Screen("page/run.jte", failed, invalid()));
        all.put("waterfall", new Screen("page/waterfall.jte", failed, waterfall()));
        ReportSamples reports = new ReportSamples(head(Status.FAILED), NOW);
        all.put("tests", new Screen("page/tests.jte", failed, reports.tests(true)));
        all.put("tests-none", new Screen("page/tests.jte", failed, reports.tests(false)));
        all.put("test", new Screen("page/test.jte", in, reports.test()));
        all.put("coverage", new Screen("page/coverage.jte", failed, reports.coverage(true)));
        all.put("coverage-none", new Screen("page/coverage.jte", failed, reports.coverage(false)));
        all.put("source", new Screen("page/source.jte", failed, reports.source()));
        all.put("findings", new Screen("page/findings.jte", failed, reports.findings()));
        all.put("browse", new Screen("page/browse.jte", failed, reports.folder()));
        all.put("browse-file", new Screen("page/browse.jte", failed, reports.file()));
        all.put("artifacts", new Screen("page/artifacts.jte", failed, artifacts()));
        all.put("configuration", new Screen("page/configuration.jte", failed, configuration()));
        all.put(
                "board",
                new Screen(
                        "page/board.jte",
                        frame(theme, m.text("shell.environments"), Frame.Section.PROJECTS, null, project),
                        board()));
        all.put(
                "overview",
                new Screen(
                        "page/overview.jte",
                        frame(theme, m.text("overview.title"), Frame.Section.ENVIRONMENTS, null),
                        overview()));
        all.put(
                "approval",
                new Screen(
                        "page/approval.jte",
                        frame(theme, "v43", Frame.Section.PROJECTS, Status.APPROVAL, project),
                        approval(Optional.empty())));
        all.put(
                "approval-refused",
                new Screen(
                        "page/approval.jte",
                        frame(theme, "v43", Frame.Section.PROJECTS, Status.APPROVAL, project),
                        approval(Optional.of(m.text("reason.ownRun")))));
        all.put(
                "deployment",
                new Screen(
                        "page/deployment.jte",
                        frame(theme, "v43", Frame.Section.PROJECTS, Status.RUNNING, project),
                        deployment(false)));
        all.put(
                "deployment-failed",
                new Screen(
                        "page/deployment.jte",
                        frame(theme, "v43", Frame.Section.PROJECTS, Status.FAILED, project),
                        deployment(true)));
        all.put(
                "environment",
                new Screen(
                        "page/environment.jte",
                        frame(theme, "production", Frame.Section.PROJECTS, null, project),
                        environment()));
        all.put(
                "audit",
                new Screen("page/audit.jte", frame(theme, m.text("audit.title"), Frame.Section.AUDIT, null), audit()));
        all.put(
                "sign-in",
                new Screen(
                        "page/signIn.jte",
                        anonymous(theme),
                        new SignInView(m.text("signIn.failed"), "anna", "/", "/login")));
        all.put(
                "error",
                new Screen(
                        "page/error.jte",
                        in,
                        new ErrorView(
                                404,
                                m.text("error.notFound"),
                                m.text("error.noRunLast", "n", "9999", "project", "payments", "last", "812"),
                                "",
                                new Link(m.text("error.home"), "/"))));
        all.put(
                "error-of-a-form",
                new Screen(
                        "page/error.jte",
                        in,
                        new ErrorView(
                                400,
                                m.text("error.refused"),
                                m.text("error.unusable"),
                                "the form has no <b>boundary</b>",
                                new Link(m.text("error.home"), "/"))));
        return all;
    }

    private Frame anonymous(Theme theme) {
        return new Frame(
                m,
                new Moments(m, ZONE, NOW),
                theme,
                FILES,
                Optional.empty(),
                "",
                "/login",
                Frame.Section.NONE,
                m.text("signIn.title"),
                Optional.empty(),
                List.of(),
                "",
                0,
                "",
                List.of(),
                false);
    }

    private static Commit commit(String sha, String title, String author) {
        return new Commit(sha + "0000000000000000000000000000000000", title, author);
    }

    private static final Commit RETRY = commit("9f3c2a1", "Retry card capture on timeout", "anna");

    private static final String PUSH = "git push https://sluice.example.org/git/team/app.git main";

    private VariablesView variables(boolean changes) {
        String href = "/p/shop/payments/settings/variables";
        Action remove = Action.of(m.text("variables.remove"), href + "/remove")
                .danger()
                .confirm(m.text("variables.removeAsk", "key", "TOKEN"), "");
        VariablesView.Row shown = new VariablesView.Row(
                "REGISTRY_ADDRESS_OF_THE_PRODUCTION_CLUSTER",
                "production/*",
                Optional.of("registry.example.com:5000/<script>"),
                List.of(m.text("variables.protected"), m.text("variables.raw")),
                "what it is for <img>",
                "anna",
                NOW.minusSeconds(86_400),
                href + "?key=REGISTRY#edit",
                remove);
        VariablesView.Row hidden = new VariablesView.Row(
                "TOKEN",
                "",
                Optional.empty(),
                List.of(m.text("variables.hidden"), m.text("variables.file")),
                "",
                "anna",
                NOW,
                href + "?key=TOKEN#edit",
                remove);
        VariablesView.Form form = new VariablesView.Form(
                changes,
                changes ? "TOKEN" : "",
                "*",
                "",
                "file",
                "hidden",
                true,
                false,
                "",
                changes,
                changes ? m.text("variables.valueProblem") : "");
        return new VariablesView("/p/shop/payments/settings", href, changes ? List.of() : List.of(shown, hidden), form);
    }

    private SchedulesView schedules(boolean some) {
        String href = "/p/shop/payments/settings/schedules";
        Action play = Action.of(m.text("schedules.play"), href + "/1/play");
        Action remove = Action.of(m.text("schedules.remove"), href + "/1/remove")
                .danger()
                .confirm(m.text("schedules.removeAsk", "name", "nightly <script>"), "");
        SchedulesView.Row nightly = new SchedulesView.Row(
                "nightly build of everything <script>",
                "main",
                "0 4 * * 1-5",
                "Europe/Moscow",
                "anna",
                Optional.of(NOW.plusSeconds(40_000)),
                Optional.of(NOW.minusSeconds(46_400)),
                "/p/shop/payments/runs/812",
                "",
                href + "?id=1#edit",
                play,
                remove);
        SchedulesView.Row broken = new SchedulesView.Row(
                "weekly",
                "release/1",
                "@weekly",
                "UTC",
                "ivan",
                Optional.empty(),
                Optional.of(NOW.minusSeconds(600)),
                "",
                m.text("said.noRef", "a", "release/1"),
                href + "?id=2#edit",
                play,
                remove);
        SchedulesView.Form form = some
                ? new SchedulesView.Form(
                        1,
                        "nightly",
                        "main",
                        "0 4 * *",
                        "UTC",
                        true,
                        "TARGET=all <b>",
                        m.text("schedules.cronProblem", "n", "8"))
                : new SchedulesView.Form(0, "", "main", "0 4 * * *", "UTC", true, "", "");
        return new SchedulesView("/p/shop/payments/settings", href, some ? List.of(nightly, broken) : List.of(), form);
    }

    private TriggersView triggers() {
        Action revoke = Action.of(m.text("tokens.revoke"), "/p/shop/payments/settings/triggers/1/revoke")
                .danger()
                .confirm(m.text("triggers.revokeAsk", "name", "deployer"), "");
        return new TriggersView(
                "/p/shop/payments/settings",
                "/p/shop/payments/settings/triggers",
                List.of(new TriggersView.Row(
                        "slt_aB3d…", "deployer <script>", "anna", NOW.minusSeconds(86_400), Optional.empty(), revoke)),
                "slt_" + "x".repeat(43),
                "curl -X POST -F token=TOKEN -F ref=main http://127.0.0.1/api/v4/projects/1/trigger/pipeline",
                m.text("triggers.problem"));
    }

    private ProtectedRefsView protectedRefs() {
        String href = "/p/shop/payments/settings/branches";
        Action remove = Action.of(m.text("protected.remove"), href + "/remove")
                .danger()
                .confirm(m.text("protected.removeAsk", "pattern", "release/*"), "");
        return new ProtectedRefsView(
                "/p/shop/payments/settings",
                href,
                "main",
                List.of(
                        new ProtectedRefsView.Row(false, "release/*", true, remove),
                        new ProtectedRefsView.Row(true, "v*<script>", false, remove)),
                "a b",
                m.text("protected.problem"));
    }

    private TokensView tokens() {
        return new TokensView(
                List.of(
                        token("laptop <script>", "read, write", "", Optional.empty()),
                        token("robot", "read", "shop/payments", Optional.of(NOW.plusSeconds(864_000)))),
                "slc_" + "x".repeat(43),
                new TokensView.Form(
                        "",
                        m.text("tokens.nameProblem", "n", 100),
                        List.of(
                                new TokensView.ScopeChoice("read", m.text("tokens.scopeRead"), true),
                                new TokensView.ScopeChoice("admin", m.text("tokens.scopeAdmin"), false)),
                        m.text("tokens.scopesProblem"),
                        "shop/payments",
                        "x",
                        m.text("tokens.daysProblem", "n", 3650)),
                List.of("shop/payments", "shop/web"),
                new TokensView.PasswordProblems(m.text("password.wrong"), m.text("password.short", "n", 10)));
    }

    private TokensView.Row token(String name, String scopes, String project, Optional<Instant> expires) {
        Action revoke = Action.of(m.text("tokens.revoke"), "/tokens/1/revoke")
                .danger()
                .confirm(m.text("tokens.revokeAsk", "name", name), "");
        return new TokensView.Row(
                name,
                scopes,
                project,
                NOW.minusSeconds(86_400),
                expires,
                expires.map(_ -> NOW.minusSeconds(600)),
                revoke);
    }

    ProjectsView projects() {
        List<ProjectsView.Bar> bars = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            bars.add(new ProjectsView.Bar(
                    i == 11 || i == 29 ? Status.FAILED : Status.PASSED, 0.35 + (i * 37 % 17) / 26.0));
        }
        return new ProjectsView(
                List.of(
                        new ProjectsView.Project(
                                1,
                                "shop/payments",
                                "/p/shop/payments",
                                Optional.of(new ProjectsView.Run(
                                        812,
                                        "/p/shop/payments/runs/812",
                                        "main",
                                        Status.FAILED,
                                        Optional.of(new Reason.Failed(List.of("test-integration"))),
                                        NOW.minusSeconds(360))),
                                bars,
                                Optional.of(Duration.ofMinutes(6)),
                                93,
                                List.of(
                                        new ProjectsView.Live("staging", "v43", NOW.minusSeconds(3600)),
                                        new ProjectsView.Live("production", "v41", NOW.minusSeconds(200_000))),
                                1,
                                "/p/shop/payments/environments"),
                        new ProjectsView.Project(
                                2,
                                "shop/web",
                                "/p/shop/web",
                                Optional.of(new ProjectsView.Run(
                                        118,
                                        "/p/shop/web/runs/118",
                                        "main",
                                        Status.PASSED,
                                        Optional.empty(),
                                        NOW.minusSeconds(720))),
                                bars.subList(12, 28),
                                Optional.of(Duration.ofSeconds(192)),
                                99,
                                List.of(new ProjectsView.Live("production", "v118", NOW.minusSeconds(300))),
                                0,
                                "/p/shop/web/environments"),
                        new ProjectsView.Project(
                                3,
                                "ml/<img src=x onerror=alert(1)>",
                                "/p/ml",
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                0,
                                List.of(),
                                0,
                                "/p/ml/environments")),
                14,
                2,
                "",
                false,
                true,
                PUSH);
    }

    private RunsView firstPush() {
        RunsView full = runs();
        RunsView.Filter any =
                new RunsView.Filter("", "", "", "", List.of(), RunStatuses.STATUSES, RunStatuses.EVENTS, List.of());
        return new RunsView(
                full.project(),
                full.href(),
                List.of(),
                any,
                "",
                0,
                full.href(),
                full.topic(),
                full.start(),
                List.of("git switch main", "git remote add sluice https://sluice.example.org/git/shop/payments.git"),
                "",
                Optional.empty());
    }

    RunsView runs() {
        Action retry = Action.of(m.text("run.retryFailed", "n", 1), "/p/shop/payments/runs/812/retry")
                .confirm(m.text("run.retryFailedAsk", "n", 1), "");
        return new RunsView(
                "shop/payments",
                "/p/shop/payments",
                List.of(
                        new RunsView.Row(
                                812,
                                "/r/812",
                                Status.FAILED,
                                RETRY,
                                "main",
                                "anna",
                                "event.push",
                                Optional.of(Duration.ofSeconds(252)),
                                Optional.empty(),
                                NOW.minusSeconds(360),
                                Optional.of(new Reason.Failed(List.of("test-integration"))),
                                List.of(),
                                List.of(retry)),
                        new RunsView.Row(
                                811,
                                "/r/811",
                                Status.RUNNING,
                                commit(
                                        "77b01cd",
                                        "Bump client to 5.1, with a title that is much longer than the screen of a"
                                                + " telephone is wide, and goes on",
                                        "ivan"),
                                "feature/x",
                                "ivan",
                                "event.mergeRequest",
                                Optional.empty(),
                                Optional.of(NOW.minusSeconds(75)),
                                NOW.minusSeconds(80),
                                Optional.empty(),
                                List.of(),
                                List.of()),
                        new RunsView.Row(
                                810,
                                "/r/810",
                                Status.APPROVAL,
                                commit("51aa9e0", "Fix rounding of refunds", "olga"),
                                "main",
                                "olga",
                                "event.push",
                                Optional.empty(),
                                Optional.of(NOW.minusSeconds(600)),
                                NOW.minusSeconds(600),
                                Optional.of(new Reason.WaitsForPerson(List.of("deploy-production"))),
                                List.of(),
                                List.of()),
                        new RunsView.Row(
                                809,
                                "/r/809",
                                Status.PASSED,
                                commit("c0ffee1", "<script>alert(1)</script>", "ivan"),
                                "main",
                                "ivan",
                                "event.push",
                                Optional.of(Duration.ofSeconds(198)),
                                Optional.empty(),
                                NOW.minusSeconds(7200),
                                Optional.empty(),
                                List.of("staging", "production"),
                                List.of()),
                        new RunsView.Row(
                                808,
                                "/r/808",
                                Status.WARNING,
                                commit("c0ffee2", "Update dependencies", "bot"),
                                "main",
                                "bot",
                                "event.schedule",
                                Optional.of(Duration.ofSeconds(205)),
                                Optional.empty(),
                                NOW.minusSeconds(90000),
                                Optional.empty(),
                                List.of(),
                                List.of()),
                        new RunsView.Row(
                                807,
                                "/r/807",
                                Status.CANCELED,
                                commit("c0ffee3", "Try another thing", "anna"),
                                "<img src=x onerror=alert(1)>",
                                "anna",
                                "event.api",
                                Optional.of(Duration.ofSeconds(12)),
                                Optional.empty(),
                                NOW.minusSeconds(190000),
                                Optional.of(new Reason.CanceledBy("anna")),
                                List.of(),
                                List.of())),
                new RunsView.Filter(
                        "main",
                        "",
                        "",
                        "",
                        List.of("main", "feature/x"),
                        List.of(new RunsView.Option("failed", "status.failed")),
                        List.of(new RunsView.Option("push", "event.push")),
                        List.of("anna", "ivan")),
                "/p/shop/payments?before=763",
                2,
                "/p/shop/payments?upto=812",
                "project-1",
                "/p/shop/payments/start",
                List.of(),
                "",
                Optional.of(new RunsView.Trend(
                        "main",
                        "79 %",
                        "81.5 %",
                        "4,36 80,20 160,24 236,4",
                        List.of(
                                new RunsView.Point(new Link("#812", "/r/812"), "81.5 %", NOW),
                                new RunsView.Point(new Link("#811", "/r/811"), "79 %", NOW.minusSeconds(3600))))));
    }

    private RunsView withoutFile() {
        RunsView first = firstPush();
        return new RunsView(
                first.project(),
                first.href(),
                List.of(),
                first.filter(),
                "",
                0,
                first.href(),
                first.topic(),
                first.start(),
                first.firstPush(),
                "<script>main",
                Optional.empty());
    }

    private static StartView start(boolean hasFile) {
        return new StartView(
                "/p/shop/payments",
                "/p/shop/payments/runs",
                "/p/shop/payments/start",
                "main",
                true,
                hasFile,
                List.of("main", "feature/<img src=x>"),
                List.of("v1"),
                List.of(
                        new StartView.Field("TARGET", "variable.TARGET", "where <b>to</b>", "a", List.of("a", "<img>")),
                        new StartView.Field("NOTE", "variable.NOTE", "", "\"<script>", List.of())),
                "X=</textarea><script>",
                "the value <b> is none of its options");
    }

    RunHead head(Status status) {
        boolean over = !status.isOpen();
        Action retry = Action.of(m.text("run.retryFailed", "n", 1), "/p/x/runs/812/retry")
                .with(Map.of("key", "r"))
                .confirm(m.text("run.retryFailedAsk", "n", 1), "")
                .primary();
        Action cancel =
                Action.of(m.text("run.cancel"), "/p/x/runs/812/cancel").danger().confirm(m.text("run.cancelAsk"), "");
        return new RunHead(
                "shop/payments",
                "/p/shop/payments",
                812,
                "/p/shop/payments/runs/812",
                status,
                RETRY,
                "main",
                "anna",
                "event.push",
                NOW.minusSeconds(360),
                over ? Optional.of(Duration.ofSeconds(252)) : Optional.empty(),
                over ? Optional.empty() : Optional.of(NOW.minusSeconds(252)),
                over ? Optional.empty() : Optional.of(Duration.ofMinutes(3)),
                Optional.empty(),
                over
                        ? Optional.empty()
                        : Optional.of(new RunLink("Started by job child of run #811", "/p/shop/payments/runs/811")),
                List.of(over ? retry : cancel),
                2,
                new RunHead.Reported(1240, over ? 2 : 0, 6, "81.5 %", 340, OptionalInt.of(3)),
                List.of(new RunHead.Exposed(
                        "Test report", "test-db 3/4", "/p/shop/payments/runs/812/artifacts/browse")),
                "run-1-812",
                "/p/shop/payments/runs/811",
                "");
    }

    private static ChangesView changes() {
        return new ChangesView(
                "production",
                "v43",
                "v41",
                "/p/shop/payments/deployments/78/approval",
                List.of(
                        new ChangesView.Line("d-file", "diff --git a/Cards.java b/Cards.java"),
                        new ChangesView.Line("d-at", "@@ -1,3 +1,3 @@ final class Cards {"),
                        new ChangesView.Line("d-del", "-    // <script>alert(1)</script>"),
                        new ChangesView.Line("d-add", "+    // " + "a very long line ".repeat(20)),
                        new ChangesView.Line("", " }")),
                true);
    }

    private RunDeploymentsView runDeployments(boolean made) {
        return new RunDeploymentsView(
                head(Status.PASSED),
                "env-1",
                made ? "v43" : "",
                "/p/shop/payments/environments",
                List.of(
                        new RunDeploymentsView.Place(
                                "staging",
                                "/e/staging",
                                board().rows().get(1).cells().get(0)),
                        new RunDeploymentsView.Place("production", "/e/production", BoardView.Cell.empty())));
    }

    private static SearchView search(String query) {
        return query.isEmpty()
                ? new SearchView("nothing <b>like</b> it", "", List.of())
                : new SearchView(
                        query,
                        "/p/shop/payments",
                        List.of(
                                new SearchView.Hit("search.project", "shop/payments", "", "/p/shop/payments"),
                                new SearchView.Hit(
                                        "search.run",
                                        "#812 <script>alert(1)</script> " + "and on ".repeat(20),
                                        "shop/payments",
                                        "/r/812"),
                                new SearchView.Hit(
                                        "search.environment", "production", "shop/payments", "/e/production")));
    }

    RunView run(boolean live) {
        List<RunView.JobRow> jobs = List.of(
                row("test-db 3/4", live ? Status.RUNNING : Status.FAILED, 48, Optional.empty(), 2, true),
                row("package", Status.WAITING, 0, Optional.of(new Reason.NeedFailed(List.of("test-db 3/4"))), 0, false),
                row("staging", Status.WAITING, 0, Optional.of(new Reason.Needs(List.of("package"))), 0, false),
                row("production", Status.APPROVAL, 0, Optional.of(new Reason.Manual()), 0, false),
                row("lint", Status.WARNING, 20, Optional.empty(), 0, false),
                row("build", Status.PASSED, 70, Optional.empty(), 0, false),
                row("test-db 1/4", Status.PASSED, 44, Optional.empty(), 0, false),
                row("test-db 2/4", Status.PASSED, 45, Optional.empty(), 0, false),
                row("test-db 4/4", Status.PASSED, 51, Optional.empty(), 0, false),
                row("test-unit", Status.PASSED, 50, Optional.empty(), 0, false),
                row("docs", Status.SKIPPED, 0, Optional.of(new Reason.NothingFailed()), 0, false));
        List<RunView.Chip> chips = List.of(
                new RunView.Chip(Optional.empty(), 11, "?", true),
                new RunView.Chip(Optional.of(Status.FAILED), 1, "?status=failed", false),
                new RunView.Chip(Optional.of(Status.WAITING), 2, "?status=waiting", false));
        return new RunView(
                head(live ? Status.RUNNING : Status.FAILED),
                Optional.of(graph(live)),
                jobs,
                chips,
                Optional.of(job(live)),
                List.of(),
                "/parts");
    }

    private static RunView.JobRow row(
            String name, Status status, int seconds, Optional<Reason> reason, int neededBy, boolean selected) {
        return new RunView.JobRow(
                "j-" + name.replace(' ', '-').replace('/', '-'),
                name,
                "/p/shop/payments/runs/812/jobs/" + name.replace(" ", "%20").replace("/", "%2F"),
                status,
                status == Status.WARNING,
                seconds == 0 || status == Status.RUNNING ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)),
                status == Status.RUNNING ? Optional.of(NOW.minusSeconds(seconds)) : Optional.empty(),
                reason,
                neededBy,
                selected ? 2 : 1,
                selected);
    }

    GraphView graph(boolean live) {
        List<GraphNode> nodes = List.of(
                new GraphNode("build", 0, List.of()),
                new GraphNode("lint", 0, List.of()),
                new GraphNode("docs", 0, List.of()),
                new GraphNode("test-unit", 1, List.of("build")),
                new GraphNode("test-db", 1, List.of("build")),
                new GraphNode("package", 2, List.of("test-unit", "test-db", "lint")),
                new GraphNode("staging", 3, List.of("package")),
                new GraphNode("production", 4, List.of("staging")));
        Map<String, Status> status = Map.of(
                "build",
                Status.PASSED,
                "lint",
                Status.WARNING,
                "docs",
                Status.SKIPPED,
                "test-unit",
                Status.PASSED,
                "test-db",
                live ? Status.RUNNING : Status.FAILED,
                "package",
                Status.WAITING,
                "staging",
                Status.WAITING,
                "production",
                Status.APPROVAL);
        GraphLayout layout = GraphLayout.of(nodes, true);
        List<GraphView.Box> boxes = new ArrayList<>();
        for (GraphLayout.Box box : layout.boxes()) {
            boxes.add(new GraphView.Box(
                    boxes.size(),
                    box.x(),
                    box.y(),
                    box.id().equals("test-db") ? "test-db (4)" : box.id(),
                    box.id(),
                    "#",
                    status.get(box.id()),
                    box.id().equals("test-db") ? "3 ✓ 1 ✕" : "1:10",
                    List.of(),
                    "",
                    "",
                    box.id().equals("test-db")));
        }
        return new GraphView(
                layout,
                boxes,
                List.of(
                        new GraphView.Part(Status.FAILED, 1),
                        new GraphView.Part(Status.WAITING, 2),
                        new GraphView.Part(Status.PASSED, 8)),
                List.of("build", "test", "package", "staging", "production"),
                true,
                false,
                "?graph=stage",
                "?graph=needs");
    }

    JobView job(boolean live) {
        MemoryLog log = new MemoryLog(NOW.minusSeconds(60));
        int now = 1763646000;
        log.add(
                "section_start:" + now + ":prepare\r\u001b[0KPreparing the workspace",
                "Reading 1,204 files of 9f3c2a1",
                "section_end:" + (now + 3) + ":prepare\r\u001b[0K");
        log.add(
                "section_start:" + (now + 3) + ":script\r\u001b[0KRunning the script",
                "\u001b[32;1m$ ./gradlew test --info\u001b[0;m");
        for (int i = 0; i < 120; i++) {
            log.add("> Task :compileJava \u001b[33mUP-TO-DATE\u001b[0m   " + i
                    + " of 120, see https://example.org/build?x=1&y=" + i);
        }
        if (!live) {
            log.add(
                    "",
                    "CaptureTest > \u001b[1mretries\u001b[22m \u001b[31mFAILED\u001b[39m",
                    "    \u001b[31mAssertionError: expected:<402> but was:<500>\u001b[0m",
                    "        at CaptureTest.retries(CaptureTest.java:57)",
                    "token is [MASKED] and <script>alert(1)</script>",
                    "",
                    "\u001b[31;1m2 tests failed\u001b[0m",
                    "BUILD FAILED in 41s");
            log.add(
                    "section_end:" + (now + 46) + ":script\r\u001b[0K",
                    "section_start:" + (now + 46) + ":after[collapsed=true]\r\u001b[0KRunning after_script",
                    "cleaned",
                    "section_end:" + (now + 48)
                            + ":after\r\u001b[0K\u001b[31;1mERROR: Job failed: exit status 1\u001b[0;m");
        }
        LogStore.LogId id = new LogStore.LogId(new RunId(1, 812), "test-db 3/4", 2);
        LogViewer viewer = new LogViewer(log);
        var window = viewer.open(new LogViewer.Wish(
                id,
                live ? LogViewer.Stand.RUNNING : LogViewer.Stand.FAILED,
                live ? Optional.empty() : LineRange.parse("127-128"),
                OptionalLong.empty(),
                ZONE,
                "/p/x/runs/812/jobs/y",
                OptionalLong.empty(),
                live ? Highlight.NONE : LogQuery.of("FAILED").highlight()));
        JobView.LogView view = new JobView.LogView(
                window,
                live ? "log-1-812-2-test-db 3/4" : "",
                "/p/x/runs/812/jobs/y",
                "/p/x/runs/812/jobs/y/log",
                2,
                live ? "" : "FAILED",
                live
                        ? Optional.empty()
                        : Optional.of(new JobView.Matches(
                                1922,
                                0,
                                List.of(new JobView.Match(127, "?l=127"), new JobView.Match(132, "?l=132")),
                                "",
                                "?q=FAILED&skip=200",
                                "")));
        Action retry = Action.of(m.text("job.retry"), "/retry")
                .confirm(m.text("job.retryAsk"), "")
                .choosing(List.of(
                        new Action.Choice(
                                "input.place", "place", "lab", List.of("lab", "live"), "Where it goes", false),
                        new Action.Choice(
                                "input.count",
                                "count",
                                "3",
                                List.of(),
                                "How many copies · " + m.text("job.inputHint.number"),
                                false),
                        new Action.Choice("input.notes", "notes", "one\ntwo", List.of(), "", true),
                        new Action.Choice("input.dry", "dry", "true", List.of("true", "false"), "", false)));
        Action cancel = Action.of(m.text("job.cancel"), "/cancel").danger().confirm(m.text("job.cancelAsk"), "");
        return new JobView(
                "test-db 3/4",
                "/p/x/runs/812/jobs/y",
                "test",
                live ? Status.RUNNING : Status.FAILED,
                false,
                Optional.empty(),
                2,
                List.of(
                        new JobView.Attempt(1, Status.FAILED, "?attempt=1", false),
                        new JobView.Attempt(2, live ? Status.RUNNING : Status.FAILED, "?attempt=2", true)),
                Optional.of("lin-2"),
                live ? Optional.empty() : Optional.of(Duration.ofSeconds(48)),
                live ? Optional.of(NOW.minusSeconds(48)) : Optional.empty(),
                live ? OptionalInt.empty() : OptionalInt.of(1),
                live ? "" : "failure.script",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(live ? cancel : retry),
                live
                        ? Optional.empty()
                        : Optional.of(new JobView.Reported(
                                240,
                                2,
                                List.of("retries", "limit <img src=x>"),
                                "81.5 %",
                                "/p/x/runs/812/tests?job=y")),
                List.of("IMAGE", "VERSION"),
                List.of(new JobView.Input("place", "lab"), new JobView.Input("count", "3")),
                view);
    }

    RunView invalid() {
        ProblemView problem = new ProblemView(
                ".gitlab-ci.yml:14:5",
                true,
                "unknown key \"scripts\" in job \"build\"",
                "gitlab/unknown-key",
                "did you mean \"script\"?",
                List.of(
                        new ProblemView.Line(13, "build:", ""),
                        new ProblemView.Line(14, "    scripts: make", "    ^~~~~~~"),
                        new ProblemView.Line(15, "    stage: build", "")),
                "/c?line=14#C14");
        ProblemView warning = new ProblemView(
                ".gitlab-ci.yml:20:1",
                false,
                "job \"old\" uses \"only\", which rules replace",
                "gitlab/only",
                "",
                List.of(),
                "/c?line=20#C20");
        return new RunView(
                head(Status.FAILED),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(problem, warning),
                "/parts");
    }

    WaterfallView waterfall() {
        return new WaterfallView(
                head(Status.FAILED),
                List.of(
                        new WaterfallView.Row(
                                "build",
                                "/j",
                                Status.PASSED,
                                0,
                                20,
                                300,
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(70),
                                true),
                        new WaterfallView.Row(
                                "lint",
                                "/j",
                                Status.WARNING,
                                0,
                                25,
                                105,
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(20),
                                false),
                        new WaterfallView.Row(
                                "test-unit",
                                "/j",
                                Status.PASSED,
                                300,
                                330,
                                530,
                                Duration.ofSeconds(8),
                                Duration.ofSeconds(50),
                                false),
                        new WaterfallView.Row(
                                "test-db 3/4",
                                "/j",
                                Status.FAILED,
                                300,
                                500,
                                1000,
                                Duration.ofSeconds(50),
                                Duration.ofSeconds(125),
                                true)),
                Duration.ofSeconds(252),
                List.of(
                        new WaterfallView.Tick(250, Duration.ofSeconds(63)),
                        new WaterfallView.Tick(500, Duration.ofSeconds(126)),
                        new WaterfallView.Tick(750, Duration.ofSeconds(189))));
    }

    ArtifactsView artifacts() {
        String digest = "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";
        return new ArtifactsView(
                head(Status.FAILED),
                List.of(
                        new ArtifactsView.Row(
                                "build",
                                "/j",
                                "backend.jar",
                                "/a",
                                "/b",
                                1,
                                1_423_000,
                                digest,
                                Optional.of(NOW.plusSeconds(600000))),
                        new ArtifactsView.Row(
                                "test-unit",
                                "/j",
                                "reports with a very long name indeed",
                                "/a",
                                "/b",
                                1204,
                                99,
                                digest,
                                Optional.empty())));
    }

    ConfigurationView configuration() {
        String text = "stages: [build, test]\n\n"
                + "build:\n"
                + "  stage: build\n"
                + "  script:\n"
                + "    - make\n"
                + "  artifacts:\n"
                + "    paths: [out/]\n\n"
                + "test-unit:\n"
                + "  stage: test\n"
                + "  needs: [build]\n"
                + "  script: make test\n";
        return new ConfigurationView(
                head(Status.FAILED),
                ".gitlab-ci.yml",
                "gitlab",
                text.lines().toList(),
                List.of(),
                OptionalInt.of(10),
                List.of(
                        new ConfigurationView.JobPlace("build", "build", ".gitlab-ci.yml:3", 3),
                        new ConfigurationView.JobPlace("test-unit", "test", ".gitlab-ci.yml:10", 10)));
    }

    BoardView board() {
        Action promote = Action.of("Promote", "/promote")
                .confirm("v43 is deployed to production as soon as it is approved.", "");
        Action back = Action.of("Roll back to v40", "/rollback")
                .danger()
                .confirm("v40 replaces v41 in production at once. Undo: promote v41 again.", "production");
        BoardView.Cell none = BoardView.Cell.empty();
        return new BoardView(
                "shop/payments",
                "/p/shop/payments/environments",
                "/p/shop/payments",
                "env-1",
                List.of(
                        new BoardView.Column(
                                "staging",
                                "/e/staging",
                                m.language() == Language.RU ? "автоматически" : "automatic",
                                Optional.of(new BoardView.Live(
                                        "v43",
                                        NOW.minusSeconds(2640),
                                        Status.PASSED,
                                        m.language() == Language.RU ? "здорово" : "healthy")),
                                "",
                                "http://staging.shop.localhost:8080/",
                                ""),
                        new BoardView.Column(
                                "production",
                                "/e/production",
                                m.language() == Language.RU
                                        ? "1 одобрение, 10 % на 15 мин"
                                        : "1 approval, 10 % for 15 min",
                                Optional.of(new BoardView.Live(
                                        "v41",
                                        NOW.minusSeconds(280000),
                                        Status.PASSED,
                                        m.language() == Language.RU ? "здорово" : "healthy")),
                                "",
                                "http://shop.localhost:8080/",
                                "")),
                1,
                "/p/shop/payments/deployments/78/approval",
                List.of(
                        new BoardView.Row(
                                "v44", RETRY, NOW.minusSeconds(360), Status.FAILED, "/r/812", List.of(none, none)),
                        new BoardView.Row(
                                "v43",
                                commit("77b01cd", "Bump client to 5.1", "ivan"),
                                NOW.minusSeconds(4000),
                                Status.PASSED,
                                "/r/811",
                                List.of(
                                        new BoardView.Cell(
                                                Optional.of(Status.PASSED),
                                                true,
                                                m.text("board.since", "time", "16:02"),
                                                Optional.empty(),
                                                List.of("anna"),
                                                "/d/77",
                                                "",
                                                List.of()),
                                        new BoardView.Cell(
                                                Optional.of(Status.APPROVAL),
                                                false,
                                                m.text("status.approval"),
                                                Optional.of(NOW.minusSeconds(7200)),
                                                List.of(m.text("approval.needs", "n", 1, "who", "olga, anna")),
                                                "/d/78",
                                                "/d/78/approval",
                                                List.of()))),
                        new BoardView.Row(
                                "v42",
                                commit("51aa9e0", "Fix rounding of refunds for several currencies at once", "olga"),
                                NOW.minusSeconds(90000),
                                Status.PASSED,
                                "/r/810",
                                List.of(
                                        new BoardView.Cell(
                                                Optional.of(Status.SKIPPED),
                                                false,
                                                "Was live 2 d",
                                                Optional.of(NOW.minusSeconds(90000)),
                                                List.of(),
                                                "/d/75",
                                                "",
                                                List.of()),
                                        new BoardView.Cell(
                                                Optional.of(Status.CANCELED),
                                                false,
                                                "Rejected by olga",
                                                Optional.of(NOW.minusSeconds(80000)),
                                                List.of("“load test”"),
                                                "/d/76",
                                                "",
                                                List.of(promote.refuse(m.text("reason.ownRun")))))),
                        new BoardView.Row(
                                "v41",
                                commit("c0ffee1", "Show receipts", "ivan"),
                                NOW.minusSeconds(280000),
                                Status.PASSED,
                                "/r/809",
                                List.of(
                                        new BoardView.Cell(
                                                Optional.of(Status.SKIPPED),
                                                false,
                                                "Was live 1 d",
                                                Optional.of(NOW.minusSeconds(190000)),
                                                List.of(),
                                                "/d/71",
                                                "",
                                                List.of()),
                                        new BoardView.Cell(
                                                Optional.of(Status.PASSED),
                                                true,
                                                m.text("board.since", "time", "Tue 12:12"),
                                                Optional.empty(),
                                                List.of("anna"),
                                                "/d/72",
                                                "",
                                                List.of(back))))),
                List.of("production is 3 releases (6 commits) behind main · oldest waits 2 h"),
                "main",
                List.of());
    }

    OverviewView overview() {
        BoardView.Cell live = new BoardView.Cell(
                Optional.of(Status.PASSED),
                true,
                "healthy",
                Optional.of(NOW.minusSeconds(2640)),
                List.of(),
                "/d/77",
                "",
                List.of());
        BoardView.Cell bad = new BoardView.Cell(
                Optional.of(Status.FAILED),
                true,
                "unhealthy",
                Optional.of(NOW.minusSeconds(264000)),
                List.of("GET /health: 500"),
                "/d/71",
                "",
                List.of());
        return new OverviewView(
                List.of("staging", "production"),
                List.of(
                        new OverviewView.Row(
                                "shop/payments",
                                "/p/shop/payments/environments",
                                List.of(
                                        new OverviewView.Cell("v43", live, List.of()),
                                        new OverviewView.Cell("v41", bad, List.of())),
                                List.of(new Link("v43 → production", "/d/78/approval"))),
                        new OverviewView.Row(
                                "shop/web",
                                "/p/shop/web/environments",
                                List.of(
                                        new OverviewView.Cell(
                                                "",
                                                BoardView.Cell.empty(),
                                                List.of(new OverviewView.Open(
                                                        Status.APPROVAL,
                                                        "v119",
                                                        m.text("status.approval"),
                                                        "/d/79/approval"))),
                                        new OverviewView.Cell("v118", live, List.of())),
                                List.of())),
                "",
                List.of("env-1", "env-2"));
    }

    ApprovalView approval(Optional<String> refused) {
        return new ApprovalView(
                "production",
                "v43",
                commit("77b01cd", "Bump client to 5.1", "ivan"),
                "v41",
                commit("c0ffee1", "Show receipts", "ivan"),
                "10 % 15 min → 50 % 15 min → 100 %",
                List.of(
                        commit("77b01cd", "Bump client to 5.1", "ivan"),
                        commit("51aa9e0", "Fix rounding of refunds", "olga"),
                        commit(
                                "aaaaaa1",
                                "Say why a card was refused, in the words of the bank and in ours, so that support can"
                                        + " answer",
                                "anna")),
                3,
                refused.isPresent() ? List.of(commit("c0ffee1", "Show <b>receipts</b>", "ivan")) : List.of(),
                refused.isPresent() ? 2 : 0,
                List.of(
                        new ApprovalView.Check(Status.PASSED, "14 of 14 jobs of run 809", "/r/809"),
                        new ApprovalView.Check(Status.PASSED, "healthy in staging for 2 h", "")),
                List.of("olga", "anna"),
                2,
                List.of(new Decision("olga", true, NOW.minusSeconds(360), "ok")),
                "/p/shop/payments/deployments/78/approval",
                "/p/shop/payments/deployments/78/changes",
                refused,
                Optional.empty(),
                "env-1");
    }

    DeploymentView deployment(boolean failed) {
        List<DeploymentView.Step> steps = List.of(
                new DeploymentView.Step(
                        Status.PASSED,
                        "prepare",
                        Optional.of(NOW.minusSeconds(300)),
                        Optional.of(Duration.ofSeconds(2)),
                        List.of("files of v43 laid out")),
                new DeploymentView.Step(
                        Status.PASSED,
                        "start",
                        Optional.of(NOW.minusSeconds(298)),
                        Optional.of(Duration.ofSeconds(1)),
                        List.of("backend on 127.0.0.1:41873")),
                new DeploymentView.Step(
                        failed ? Status.FAILED : Status.PASSED,
                        "health",
                        Optional.of(NOW.minusSeconds(297)),
                        Optional.of(Duration.ofSeconds(4)),
                        List.of("GET /health → " + (failed ? "500 in 3 ms: broken" : "200 in 3 ms: ok"))),
                new DeploymentView.Step(
                        failed ? Status.SKIPPED : Status.RUNNING,
                        "10 %",
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                new DeploymentView.Step(Status.WAITING, "50 %", Optional.empty(), Optional.empty(), List.of()),
                new DeploymentView.Step(Status.WAITING, "100 %", Optional.empty(), Optional.empty(), List.of()));
        Action pause = Action.of("Pause", "/pause");
        Action abort = Action.of("Abort", "/abort")
                .danger()
                .confirm("v41 gets all requests again; v43 is stopped.", "production");
        return new DeploymentView(
                "shop/payments",
                "production",
                "v43",
                commit("77b01cd", "Bump client to 5.1", "ivan"),
                failed ? Status.FAILED : Status.RUNNING,
                failed ? "Rolled back" : "Rolling out",
                failed ? "" : "anna rolled back from v44 to v43: “<b>orders</b> are lost”",
                failed ? Optional.of(new Reason.RolledBack("v41", "/health", "500", "399")) : Optional.empty(),
                failed ? List.of("Traceback (most recent call last):", "KeyError: '<script>'") : List.of(),
                List.of(
                        new Decision("olga", true, NOW.minusSeconds(360), "ok <img src=x>"),
                        new Decision("ivan", false, NOW.minusSeconds(360), "")),
                "anna",
                NOW.minusSeconds(300),
                failed ? Optional.of(Duration.ofSeconds(9)) : Optional.empty(),
                failed ? Optional.empty() : Optional.of(NOW.minusSeconds(300)),
                failed ? List.of() : List.of(new DeploymentView.Share("v43", 10), new DeploymentView.Share("v41", 90)),
                steps,
                List.of(
                        new DeploymentView.Slot(failed ? Status.FAILED : Status.PASSED, "backend/1", "v43"),
                        new DeploymentView.Slot(Status.PASSED, "backend/1", "v41")),
                List.of("mailer"),
                List.of(
                        new DeploymentView.Event(NOW.minusSeconds(360), "requested", "system", ""),
                        new DeploymentView.Event(NOW.minusSeconds(320), "approved", "olga", "<b>ok</b>")),
                "/p/shop/payments/deployments/78/changes",
                new dev.sluice.server.log.LogLines(new dev.sluice.server.log.LogLines.Look("", 0, ZONE, Highlight.NONE))
                        .plain("backend/1 +", "listening on 41873"),
                "",
                failed ? List.of() : List.of(pause, abort),
                "http://shop.localhost:8080/",
                "env-1");
    }

    EnvironmentView environment() {
        return new EnvironmentView(
                "shop/payments",
                "/p/shop/payments/environments",
                board().columns().get(1),
                List.of(Action.of("Roll back to v40", "/deploy").danger().confirm("v40", "production")),
                List.of(
                        new EnvironmentView.Row(
                                Status.APPROVAL,
                                "v43",
                                "/d/78",
                                commit("77b01cd", "Bump client to 5.1", "ivan"),
                                m.text("status.approval"),
                                NOW.minusSeconds(600),
                                "ivan",
                                List.of(),
                                List.of()),
                        new EnvironmentView.Row(
                                Status.PASSED,
                                "v41",
                                "/d/72",
                                commit("c0ffee1", "Show receipts", "ivan"),
                                "live",
                                NOW.minusSeconds(280000),
                                "anna",
                                List.of(new Decision("olga", true, NOW.minusSeconds(280100), "<b>ok</b>")),
                                List.of())),
                "env-1");
    }

    AuditView audit() {
        return new AuditView(
                List.of(
                        new AuditView.Row(
                                NOW.minusSeconds(360),
                                "olga",
                                "deployment.approved",
                                "shop/payments",
                                "v43 → production",
                                "ok",
                                "/d/78",
                                "10.0.4.7"),
                        new AuditView.Row(
                                NOW.minusSeconds(4000),
                                "system",
                                "deployment.started",
                                "shop/payments",
                                "v43 → staging",
                                "",
                                "/d/77",
                                ""),
                        new AuditView.Row(NOW.minusSeconds(9000), "anna", "login", "", "anna", "", "", "10.0.4.9")),
                "",
                "",
                "",
                "/audit?before=100");
    }
}
