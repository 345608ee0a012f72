package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.app.report.ReportSummary;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.Problem;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.ConfigurationView;
import dev.sluice.server.page.view.ProblemView;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.RunHead;
import dev.sluice.server.page.view.RunView;
import dev.sluice.server.page.view.Status;
import dev.sluice.server.page.view.TestsView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The pages of one run. */
final class RunPages {
    private static final String GRAPH = "graph";
    private static final int RUNS_COMPARED = 10;

    private final PageSources sources;
    private final JobPages jobs;
    private final VisibleArtifacts artifacts;

    RunPages(PageSources sources, JobPages jobs, VisibleArtifacts artifacts) {
        this.sources = sources;
        this.jobs = jobs;
        this.artifacts = artifacts;
    }

    /** A run with what its pages need of it. */
    record Loaded(Project project, StoredRun run, RunSummary summary, List<Problem> problems) {
        String href() {
            return Urls.run(project.path(), run.id());
        }
    }

    /** The run that the path names; 404 with the number of the last one where there is none. */
    Loaded load(Visit visit) {
        Project project = visit.request().project();
        long number = visit.request().number("number");
        RunId id = new RunId(project.id(), number);
        Optional<StoredRun> run = sources.store().load(id);
        if (run.isEmpty()) {
            throw BadRequest.notFound(missing(visit, project, number));
        }
        return new Loaded(
                project, run.get(), RunSummary.of(run.get()), sources.runs().problems(id));
    }

    private String missing(Visit visit, Project project, long number) {
        List<RunSummary> last = sources.runs().runs(project.id(), RunQueries.RunFilter.any(), Long.MAX_VALUE, 1);
        String wanted = Long.toString(number);
        return last.isEmpty()
                ? visit.text("error.noRun", "n", wanted, "project", project.path())
                : visit.text(
                        "error.noRunLast",
                        "n",
                        wanted,
                        "project",
                        project.path(),
                        "last",
                        Long.toString(last.getFirst().id().number()));
    }

    Response jobs(Visit visit) {
        Loaded loaded = load(visit);
        RunView view = view(visit, loaded, selected(visit, loaded));
        Frame frame = frame(visit, loaded);
        if (visit.request().fragment() && view.job().isPresent()) {
            return visit.page("page/jobPane.jte", frame, view);
        }
        Response page = visit.page("page/run.jte", frame, view);
        Optional<String> graph =
                visit.request().query(GRAPH).filter(value -> value.equals("stage") || value.equals("needs"));
        return graph.isEmpty() ? page : page.with("Set-Cookie", SessionPages.cookie(GRAPH, graph.get()));
    }

    /** The parts of the page that change while the run goes on. */
    Response parts(Visit visit) {
        Loaded loaded = load(visit);
        Optional<String> job = visit.request().query("job");
        return visit.page(
                "page/runParts.jte", frame(visit, loaded), view(visit, loaded, job.or(() -> selected(visit, loaded))));
    }

    Response waterfall(Visit visit) {
        Loaded loaded = load(visit);
        WaterfallViews waterfall = new WaterfallViews(
                loaded.run(), loaded.project().path(), visit.moments().now());
        return visit.page("page/waterfall.jte", frame(visit, loaded), waterfall.view(head(visit, loaded)));
    }

    /** What could not be read of the reports. */
    List<TestsView.Note> notes(Loaded loaded) {
        return sources.reports().reports(loaded.run().id()).stream()
                .flatMap(report -> report.totals().notes().stream().map(note -> new TestsView.Note(report.job(), note)))
                .toList();
    }

    Response configuration(Visit visit) {
        Loaded loaded = load(visit);
        Optional<RunQueries.SourceFile> source =
                sources.runs().source(loaded.run().id());
        List<String> lines = source.map(file -> file.text().lines().toList()).orElse(List.of());
        String path = source.map(RunQueries.SourceFile::path).orElse("");
        int marked = (int) visit.request().queryNumber("line", 0, 0, Integer.MAX_VALUE);
        var pipeline = loaded.run().state().pipeline();
        List<ConfigurationView.JobPlace> places = pipeline.jobs().stream()
                .map(job -> new ConfigurationView.JobPlace(
                        job.name(),
                        pipeline.stageName(job),
                        job.at().file() + ":" + job.at().line(),
                        job.at().line()))
                .toList();
        ConfigurationView view = new ConfigurationView(
                head(visit, loaded),
                path,
                pipeline.dialect(),
                lines,
                problems(loaded, source),
                marked == 0 ? OptionalInt.empty() : OptionalInt.of(marked),
                places);
        return visit.page("page/configuration.jte", frame(visit, loaded), view);
    }

    private List<ProblemView> problems(Loaded loaded, Optional<RunQueries.SourceFile> source) {
        if (loaded.problems().isEmpty()) {
            return List.of();
        }
        return ProblemViews.of(
                loaded.problems(),
                source.map(RunQueries.SourceFile::path).orElse(""),
                source.map(file -> file.text().lines().toList()).orElse(List.of()),
                loaded.href() + "/configuration");
    }

    Frame frame(Visit visit, Loaded loaded) {
        return frame(visit, loaded, List.of(LiveTopics.run(loaded.run().id())));
    }

    Frame frame(Visit visit, Loaded loaded, List<String> topics) {
        String title =
                visit.text("run.number", "n", Long.toString(loaded.run().id().number())) + " · "
                        + loaded.project().path();
        return visit.frame(
                title,
                Frame.Section.PROJECTS,
                Optional.of(status(loaded)),
                visit.crumbs(loaded.project().path()),
                topics);
    }

    private static Status status(Loaded loaded) {
        return RunStatuses.status(loaded.summary());
    }

    RunHead head(Visit visit, Loaded loaded) {
        RunSummary run = loaded.summary();
        long number = run.id().number();
        String project = loaded.project().path();
        boolean newer = !sources.runs()
                .runs(loaded.project().id(), RunQueries.RunFilter.any(), number + 2, 1)
                .getFirst()
                .id()
                .equals(run.id());
        return new RunHead(
                project,
                Urls.project(project),
                number,
                loaded.href(),
                status(loaded),
                new Commit(run.commit(), run.title(), run.actor()),
                run.ref(),
                run.actor(),
                RunStatuses.eventKey(run.event()),
                run.createdAt(),
                RunStatuses.took(run),
                RunStatuses.runningSince(run),
                left(visit, run),
                reason(loaded),
                new LinkedRuns(sources).above(visit, loaded.run()),
                actions(visit, loaded),
                artifacts.of(visit, loaded).size(),
                reported(visit, loaded),
                artifacts.exposed(visit, loaded),
                LiveTopics.run(run.id()),
                number > 1 ? Urls.run(project, number - 1) : "",
                newer ? Urls.run(project, number + 1) : "");
    }

    private RunHead.Reported reported(Visit visit, Loaded loaded) {
        ReportSummary sum =
                ReportSummary.of(sources.reports().reports(loaded.run().id()));
        return new RunHead.Reported(
                sum.tests(),
                sum.failed(),
                sum.skipped(),
                sum.coverage().map(visit.moments()::percent).orElse(""),
                sum.lines(),
                sum.findings());
    }

    /** By the median of the last runs that passed; empty where there are none, or it takes longer than they did. */
    private Optional<Duration> left(Visit visit, RunSummary run) {
        Optional<Instant> since = RunStatuses.runningSince(run);
        if (since.isEmpty()) {
            return Optional.empty();
        }
        List<Duration> before = sources
                .runs()
                .runs(
                        run.id().project(),
                        new RunQueries.RunFilter("", "success", "", ""),
                        run.id().number(),
                        RUNS_COMPARED)
                .stream()
                .flatMap(one -> RunStatuses.took(one).stream())
                .sorted()
                .toList();
        return before.isEmpty()
                ? Optional.empty()
                : Optional.of(before.get(before.size() / 2)
                                .minus(JobViews.between(
                                        since.get(), visit.moments().now())))
                        .filter(Duration::isPositive);
    }

    private static Optional<Reason> reason(Loaded loaded) {
        long errors = loaded.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .count();
        if (errors > 0) {
            return Optional.of(new Reason.InvalidFile((int) errors));
        }
        if (loaded.summary().status() == RunStatus.CANCELED) {
            return loaded.run().state().canceledBy().map(Reason.CanceledBy::new);
        }
        return loaded.summary().status() == RunStatus.BLOCKED
                        || loaded.summary().status() == RunStatus.SKIPPED
                ? RunStatuses.reason(loaded.summary())
                : Optional.empty();
    }

    private List<Action> actions(Visit visit, Loaded loaded) {
        if (!sources.access()
                .allows(
                        visit.request().caller(),
                        Permission.RUN,
                        loaded.project().id())) {
            return List.of();
        }
        List<Action> actions = new ArrayList<>();
        boolean mayRun = sources.mayRun(
                visit.request().caller(),
                loaded.project(),
                loaded.run().trigger().ref());
        long failed = loaded.run().state().jobs().stream()
                .filter(job -> switch (job.status()) {
                    case FAILED, CANCELED -> true;
                    case WAITING, MANUAL, DELAYED, QUEUED, RUNNING, STOPPING, SUCCESS, SKIPPED -> false;
                })
                .count();
        if (mayRun && failed > 0 && loaded.summary().status().isFinal()) {
            actions.add(Action.of(visit.text("run.retryFailed", "n", failed), loaded.href() + "/retry")
                    .with(Map.of("key", "r"))
                    .confirm(visit.text("run.retryFailedAsk", "n", failed), "")
                    .primary());
        }
        if (!loaded.summary().status().isFinal()) {
            boolean again = loaded.run().state().canceledBy().isPresent();
            actions.add(Action.of(visit.text(again ? "run.endNow" : "run.cancel"), loaded.href() + "/cancel")
                    .danger()
                    .confirm(visit.text(again ? "run.endNowAsk" : "run.cancelAsk"), ""));
        }
        return actions;
    }

    /** The job that the path names, else the one that most needs to be seen. */
    private Optional<String> selected(Visit visit, Loaded loaded) {
        if (visit.request().path().contains("/jobs/")) {
            String name = visit.request().param("job");
            if (loaded.run().state().job(name).isEmpty()) {
                throw BadRequest.notFound(visit.text("error.notFoundHow"));
            }
            return Optional.of(name);
        }
        return ordered(loaded).stream()
                .filter(state -> state.attempt() > 0)
                .findFirst()
                .or(() -> ordered(loaded).stream().findFirst())
                .map(JobState::name);
    }

    /** By need for attention, then as the file has them. */
    private static List<JobState> ordered(Loaded loaded) {
        return loaded.run().state().jobs().stream()
                .sorted(Comparator.comparing(state -> JobViews.status(state, job(loaded, state.name()))))
                .toList();
    }

    static Job job(Loaded loaded, String name) {
        return loaded.run().state().pipeline().job(name).orElseThrow();
    }

    private RunView view(Visit visit, Loaded loaded, Optional<String> selected) {
        List<ProblemView> problems = problems(
                loaded,
                loaded.problems().isEmpty()
                        ? Optional.empty()
                        : sources.runs().source(loaded.run().id()));
        List<JobState> ordered = ordered(loaded);
        if (ordered.isEmpty()) {
            return new RunView(
                    head(visit, loaded), Optional.empty(), List.of(), List.of(), Optional.empty(), problems, "");
        }
        boolean byStage = !visit.request()
                .query(GRAPH)
                .or(() -> visit.request().cookie(GRAPH))
                .orElse("stage")
                .equals("needs");
        JobViews states = new JobViews(
                loaded.run(),
                sources.runners(),
                sources.settings().groups(),
                visit.moments().now());
        String filter = visit.request().query("status").orElse("");
        List<RunView.JobRow> rows = ordered.stream()
                .filter(state -> filter.isEmpty()
                        || JobViews.status(state, job(loaded, state.name()))
                                .style()
                                .equals(filter))
                .map(state -> row(loaded, states, state, selected))
                .toList();
        String partsHref = loaded.href() + "/parts"
                + selected.map(name -> "?job=" + Urls.value(name) + attempt(visit))
                        .orElse("");
        return new RunView(
                head(visit, loaded),
                Optional.of(new GraphViews(visit, loaded.run(), loaded.project().path(), byStage, selected).view()),
                rows,
                chips(loaded, ordered, filter, selected),
                selected.map(name -> jobs.view(visit, loaded, name, states)),
                problems,
                partsHref);
    }

    private static String attempt(Visit visit) {
        return visit.request()
                .query("attempt")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(number -> "&attempt=" + number)
                .orElse("");
    }

    private static RunView.JobRow row(Loaded loaded, JobViews states, JobState state, Optional<String> selected) {
        Job job = job(loaded, state.name());
        int neededBy = (int) loaded.run().state().pipeline().jobs().stream()
                .filter(other -> other.waits() instanceof Job.Waits.ForJobs needs
                        && needs.needs().stream().anyMatch(need -> need.job().equals(state.name())))
                .count();
        return new RunView.JobRow(
                "job-" + loaded.run().state().jobs().indexOf(state),
                state.name(),
                Urls.job(loaded.project().path(), loaded.run().id().number(), state.name()),
                JobViews.status(state, job),
                state.allowedFailure(),
                state.current().flatMap(JobViews::took),
                state.current().flatMap(JobViews::runningSince),
                states.reason(state, job),
                neededBy,
                state.attempt(),
                selected.filter(state.name()::equals).isPresent());
    }

    private List<RunView.Chip> chips(Loaded loaded, List<JobState> ordered, String filter, Optional<String> selected) {
        String here = selected.map(name ->
                        Urls.job(loaded.project().path(), loaded.run().id().number(), name))
                .orElse(loaded.href());
        Map<Status, Integer> counts = new EnumMap<>(Status.class);
        ordered.forEach(state -> counts.merge(JobViews.status(state, job(loaded, state.name())), 1, Integer::sum));
        List<RunView.Chip> chips = new ArrayList<>();
        chips.add(new RunView.Chip(Optional.empty(), ordered.size(), here, filter.isEmpty()));
        if (counts.size() > 1) {
            counts.forEach((status, count) -> chips.add(new RunView.Chip(
                    Optional.of(status),
                    count,
                    here + "?status=" + status.style().toLowerCase(Locale.ROOT),
                    status.style().equals(filter))));
        }
        return chips;
    }
}
