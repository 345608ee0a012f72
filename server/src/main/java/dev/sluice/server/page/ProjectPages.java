package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.app.report.ReportQueries.CoveragePoint;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunQueries.RunFilter;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StartForm;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Problem;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.ProjectsView;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.RunsView;
import dev.sluice.server.page.view.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The list of projects and the list of a project's runs. */
final class ProjectPages {
    private static final int BARS = 30;
    private static final int PAGE = 50;
    private static final int TREND = 60;
    private static final int TOPICS_MAX = 30;

    private final PageSources sources;

    ProjectPages(PageSources sources) {
        this.sources = sources;
    }

    Response projects(Visit visit) {
        List<Project> readable = sources.projects().list(visit.request().caller());
        Map<Long, Long> approvals = sources.delivery().waitingApprovals(visit.login()).stream()
                .collect(Collectors.groupingBy(DeliveryQueries.WaitingApproval::project, Collectors.counting()));
        List<ProjectsView.Project> all = readable.stream()
                .map(project ->
                        row(project, approvals.getOrDefault(project.id(), 0L).intValue()))
                .sorted(Comparator.comparing((ProjectsView.Project row) -> !fails(row))
                        .thenComparing(row -> row.approvals() == 0)
                        .thenComparing(ProjectsView.Project::path))
                .toList();
        String query = visit.request().query("q").orElse("").strip().toLowerCase(Locale.ROOT);
        boolean onlyFailing = visit.request().query("failing").isPresent();
        List<ProjectsView.Project> shown = all.stream()
                .filter(row -> row.path().toLowerCase(Locale.ROOT).contains(query))
                .filter(row -> !onlyFailing || fails(row))
                .toList();
        int failing = (int) all.stream().filter(ProjectPages::fails).count();
        List<String> topics = readable.stream()
                .limit(TOPICS_MAX / 2)
                .flatMap(project -> java.util.stream.Stream.of(
                        LiveTopics.project(project.id()), LiveTopics.environments(project.id())))
                .toList();
        Frame frame =
                visit.frame(visit.text("projects.title"), Frame.Section.PROJECTS, Optional.empty(), List.of(), topics);
        boolean mayAdd = sources.access().allows(visit.request().caller(), Permission.CREATE_PROJECT);
        String pushCommand = "git push " + visit.gitAddress("team/app") + " main";
        return visit.page(
                "page/projects.jte",
                frame,
                new ProjectsView(shown, all.size(), failing, query, onlyFailing, mayAdd, pushCommand));
    }

    private static boolean fails(ProjectsView.Project row) {
        return row.last().filter(run -> run.status() == Status.FAILED).isPresent();
    }

    private ProjectsView.Project row(Project project, int approvals) {
        RunFilter onDefault = new RunFilter(project.defaultBranch(), "", "", "");
        List<RunSummary> runs = sources.runs().runs(project.id(), onDefault, Long.MAX_VALUE, BARS);
        if (runs.isEmpty()) {
            runs = sources.runs().runs(project.id(), RunFilter.any(), Long.MAX_VALUE, BARS);
        }
        List<RunSummary> over = runs.stream()
                .filter(run -> run.status().isFinal() && run.status() != RunStatus.SKIPPED)
                .toList();
        long passed =
                over.stream().filter(run -> run.status() == RunStatus.SUCCESS).count();
        String path = project.path();
        return new ProjectsView.Project(
                project.id(),
                path,
                Urls.project(path),
                runs.stream().findFirst().map(run -> last(path, run)),
                bars(over.reversed()),
                median(over),
                over.isEmpty() ? 0 : (int) (passed * 100 / over.size()),
                sources.delivery().live(project.id()).stream()
                        .map(live -> new ProjectsView.Live(live.environment(), live.version(), live.since()))
                        .toList(),
                approvals,
                Urls.board(path));
    }

    private ProjectsView.Run last(String path, RunSummary run) {
        return new ProjectsView.Run(
                run.id().number(),
                Urls.run(path, run.id()),
                run.ref(),
                RunStatuses.status(run),
                reason(run),
                run.finishedAt().orElse(run.createdAt()));
    }

    /** A run that failed without a failed job could not start: its file has mistakes. */
    private Optional<Reason> reason(RunSummary run) {
        if (run.status() != RunStatus.FAILED || !run.failed().isEmpty()) {
            return RunStatuses.reason(run);
        }
        int errors = (int) sources.runs().problems(run.id()).stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .count();
        return errors == 0 ? Optional.empty() : Optional.of(new Reason.InvalidFile(errors));
    }

    private static List<ProjectsView.Bar> bars(List<RunSummary> oldestFirst) {
        long longest = oldestFirst.stream()
                .flatMap(run -> RunStatuses.took(run).stream())
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(1);
        return oldestFirst.stream()
                .map(run -> new ProjectsView.Bar(
                        RunStatuses.status(run),
                        RunStatuses.took(run).orElse(Duration.ZERO).toMillis() / (double) Math.max(1, longest)))
                .toList();
    }

    private static Optional<Duration> median(List<RunSummary> over) {
        List<Duration> passed = over.stream()
                .filter(run -> run.status() == RunStatus.SUCCESS)
                .flatMap(run -> RunStatuses.took(run).stream())
                .sorted()
                .toList();
        return passed.isEmpty() ? Optional.empty() : Optional.of(passed.get(passed.size() / 2));
    }

    Response runs(Visit visit) {
        Project project = visit.request().project();
        RunFilter filter = new RunFilter(
                visit.request().query("ref").orElse(""),
                visit.request().query("status").orElse(""),
                visit.request().query("event").orElse(""),
                visit.request().query("actor").orElse(""));
        long upto = visit.request().queryNumber("upto", Long.MAX_VALUE - 1, 1, Long.MAX_VALUE - 1);
        long before = visit.request().queryNumber("before", upto + 1, 1, Long.MAX_VALUE);
        List<RunSummary> found = sources.runs().runs(project.id(), filter, before, PAGE + 1);
        List<RunSummary> shown = found.subList(0, Math.min(PAGE, found.size()));
        long newest = shown.isEmpty() ? 0 : shown.getFirst().id().number();
        int fresh = upto == Long.MAX_VALUE - 1
                ? 0
                : (int) sources.runs().runs(project.id(), filter, Long.MAX_VALUE, PAGE).stream()
                        .filter(run -> run.id().number() > upto)
                        .count();
        String href = Urls.project(project.path());
        String chosen = "ref=" + Urls.value(filter.ref()) + "&status=" + Urls.value(filter.status()) + "&event="
                + Urls.value(filter.event()) + "&actor=" + Urls.value(filter.actor());
        boolean firstPage = visit.request().query("before").isEmpty();
        // A list without runs yet may grow by itself: nobody is reading it.
        String refresh = firstPage && newest > 0 ? href + "?" + chosen + "&upto=" + newest : visit.here();
        Map<Long, List<String>> live = live(project);
        RunsView view = new RunsView(
                project.path(),
                href,
                shown.stream().map(run -> row(visit, project, run, live)).toList(),
                filter(project, filter),
                found.size() > PAGE
                        ? href + "?" + chosen + "&before="
                                + shown.getLast().id().number()
                        : "",
                fresh,
                refresh,
                LiveTopics.project(project.id()),
                start(visit, project),
                shown.isEmpty() ? firstPush(visit, project) : List.of(),
                shown.isEmpty() && withoutFile(visit, project) ? project.defaultBranch() : "",
                firstPage ? trend(visit, project) : Optional.empty());
        Frame frame = visit.frame(
                project.path(),
                Frame.Section.PROJECTS,
                Optional.empty(),
                List.of(new Link(visit.text("shell.projects"), "/")),
                List.of(LiveTopics.project(project.id())));
        return visit.page("page/runs.jte", frame, view);
    }

    /** How the coverage of the default branch goes, where its runs tell of any. */
    private Optional<RunsView.Trend> trend(Visit visit, Project project) {
        List<CoveragePoint> newestFirst =
                sources.reports().trend(project.id(), "refs/heads/" + project.defaultBranch(), TREND);
        if (newestFirst.isEmpty()) {
            return Optional.empty();
        }
        List<CoveragePoint> points = newestFirst.reversed();
        int low = points.stream().mapToInt(CoveragePoint::coverage).min().orElse(0);
        int high = points.stream().mapToInt(CoveragePoint::coverage).max().orElse(0);
        // A line that hardly moves is drawn as one: a percent at least is the height.
        int span = Math.max(100, high - low);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            int x = points.size() == 1 ? 4 : 4 + i * 232 / (points.size() - 1);
            int y = 36 - (points.get(i).coverage() - low) * 32 / span;
            line.append(line.isEmpty() ? "" : " ").append(x).append(',').append(y);
        }
        if (points.size() == 1) {
            line.append(" 236").append(line.substring(line.indexOf(",")));
        }
        return Optional.of(new RunsView.Trend(
                project.defaultBranch(),
                visit.moments().percent(points.getFirst().coverage()),
                visit.moments().percent(points.getLast().coverage()),
                line.toString(),
                newestFirst.stream()
                        .map(point -> new RunsView.Point(
                                new Link("#" + point.run().number(), Urls.run(project.path(), point.run())),
                                visit.moments().percent(point.coverage()),
                                point.at()))
                        .toList()));
    }

    private RunsView.Filter filter(Project project, RunFilter filter) {
        RunQueries.FilterChoices choices = sources.runs().choices(project.id());
        return new RunsView.Filter(
                filter.ref(),
                filter.status(),
                filter.event(),
                filter.actor(),
                choices.refs(),
                RunStatuses.STATUSES,
                RunStatuses.EVENTS,
                choices.actors());
    }

    /** The environments where the release of a run is live, by the run's number. */
    private Map<Long, List<String>> live(Project project) {
        Map<Long, List<String>> live = new HashMap<>();
        for (DeliveryQueries.Live one : sources.delivery().live(project.id())) {
            sources.delivery().release(project.id(), one.version()).ifPresent(release -> live.computeIfAbsent(
                            release.run(), _ -> new ArrayList<>())
                    .add(one.environment()));
        }
        return live;
    }

    private boolean mayRetry(Visit visit, Project project, RunSummary run) {
        return sources.access().allows(visit.request().caller(), Permission.RUN, project.id())
                && sources.store()
                        .load(run.id())
                        .map(StoredRun::trigger)
                        .filter(trigger -> sources.mayRun(visit.request().caller(), project, trigger.ref()))
                        .isPresent();
    }

    private RunsView.Row row(Visit visit, Project project, RunSummary run, Map<Long, List<String>> live) {
        String href = Urls.run(project.path(), run.id());
        List<Action> actions = new ArrayList<>();
        if (run.status() == RunStatus.FAILED && !run.failed().isEmpty() && mayRetry(visit, project, run)) {
            int failed = run.failed().size();
            actions.add(Action.of(visit.text("run.retryFailed", "n", failed), href + "/retry")
                    .confirm(visit.text("run.retryFailedAsk", "n", failed), ""));
        }
        return new RunsView.Row(
                run.id().number(),
                href,
                RunStatuses.status(run),
                new Commit(run.commit(), run.title(), run.actor()),
                run.ref(),
                run.actor(),
                RunStatuses.eventKey(run.event()),
                RunStatuses.took(run),
                RunStatuses.runningSince(run),
                run.createdAt(),
                reason(run),
                live.getOrDefault(run.id().number(), List.of()),
                actions);
    }

    private String start(Visit visit, Project project) {
        return sources.access().allows(visit.request().caller(), Permission.RUN, project.id())
                ? Urls.start(project.path(), "")
                : "";
    }

    /** There are commits, but nothing that says what to do with them. */
    private boolean withoutFile(Visit visit, Project project) {
        StartForm form = sources.commands().form(project.id(), project.defaultBranch(), StartPages.actor(visit));
        return form.found() && !form.hasFile();
    }

    /** How commits come here, for those who may push. */
    private List<String> firstPush(Visit visit, Project project) {
        if (!sources.access().allows(visit.request().caller(), Permission.PUSH, project.id())) {
            return List.of();
        }
        String branch = project.defaultBranch();
        return List.of(
                "git switch " + branch,
                "git remote add sluice " + visit.gitAddress(project.path()),
                "git push -u sluice " + branch);
    }
}
