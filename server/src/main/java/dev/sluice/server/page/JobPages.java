package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.report.ReportQueries.Show;
import dev.sluice.app.report.ReportQueries.TestWish;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobState.Attempt;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Job;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.log.LineRange;
import dev.sluice.server.log.LogBlock;
import dev.sluice.server.log.LogLines;
import dev.sluice.server.log.LogQuery;
import dev.sluice.server.log.LogViewer;
import dev.sluice.server.log.LogWindow;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.JobView;
import dev.sluice.server.page.view.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A job of a run and its log: as a part of the run's page, and as fragments of the log alone. */
final class JobPages {
    private static final int MATCHES_MAX = 200;
    private static final int SKIP_MAX = 100_000;
    private static final int RAW_STEP = 5000;
    private static final int FAILED_NAMES = 3;

    private final PageSources sources;
    private final LogViewer viewer;

    JobPages(PageSources sources) {
        this.sources = sources;
        this.viewer = sources.viewer();
    }

    JobView view(Visit visit, RunPages.Loaded loaded, String name, JobViews states) {
        JobState state = loaded.run().state().job(name).orElseThrow();
        Job job = RunPages.job(loaded, name);
        String href = Urls.job(loaded.project().path(), loaded.run().id().number(), name);
        Optional<Attempt> shown = attempt(visit, state);
        boolean current = shown.isEmpty() || shown.get().number() == state.attempt();
        Status status =
                shown.map(attempt -> JobViews.status(state, job, attempt)).orElseGet(() -> JobViews.status(state, job));
        Optional<FailureReason> failure = shown.flatMap(Attempt::failure);
        boolean timedOut = failure.filter(FailureReason.TIMEOUT::equals).isPresent();
        return new JobView(
                name,
                href,
                loaded.run().state().pipeline().stageName(job),
                status,
                current && state.allowedFailure(),
                current ? states.reason(state, job) : Optional.empty(),
                shown.map(Attempt::number).orElse(0),
                attempts(state, job, href, shown),
                shown.flatMap(Attempt::runner),
                shown.flatMap(JobViews::took),
                shown.flatMap(JobViews::runningSince),
                shown.map(Attempt::exitCode).orElse(OptionalInt.empty()),
                failure.filter(_ -> !timedOut).map(JobViews::failureKey).orElse(""),
                failure.isEmpty()
                        ? ""
                        : new Sentences(visit.messages(), visit.moments())
                                .say(shown.map(Attempt::message).orElse("")),
                job.environment().map(Job.Environment::name),
                state.environmentUrl().filter(url -> url.startsWith("http://") || url.startsWith("https://")),
                new LinkedRuns(sources)
                        .below(visit, loaded.project(), loaded.run().id(), job, shown),
                actions(visit, loaded, state, href),
                shown.flatMap(one -> reported(visit, loaded, name, one.number())),
                current ? state.outputs().keySet().stream().sorted().toList() : List.of(),
                shown.map(attempt -> JobInputFields.values(loaded.run().state(), name, attempt))
                        .orElse(List.of()),
                log(visit, loaded, name, shown, href));
    }

    /** What an attempt reported; of one that is not the newest its job's page alone knows the number. */
    private Optional<JobView.Reported> reported(Visit visit, RunPages.Loaded loaded, String job, int attempt) {
        return sources.reports().reports(loaded.run().id()).stream()
                .filter(report -> report.job().equals(job) && report.attempt() == attempt)
                .filter(report -> report.totals().tests() > 0
                        || report.totals().coverage().isPresent())
                .findFirst()
                .map(report -> new JobView.Reported(
                        report.totals().tests(),
                        report.totals().failed(),
                        report.totals().failed() == 0 ? List.of() : failedNames(loaded, job),
                        report.totals().coverage().map(visit.moments()::percent).orElse(""),
                        loaded.href() + "/tests?job=" + Urls.value(job)));
    }

    private List<String> failedNames(RunPages.Loaded loaded, String job) {
        TestWish wish = new TestWish(loaded.run().id(), Optional.empty(), Show.FAILED, "", job, 0, FAILED_NAMES);
        return sources.reports().tests(wish).rows().stream()
                .map(row -> row.test().name())
                .toList();
    }

    private static List<JobView.Attempt> attempts(JobState state, Job job, String href, Optional<Attempt> shown) {
        return state.attempts().stream()
                .map(attempt -> new JobView.Attempt(
                        attempt.number(),
                        JobViews.status(state, job, attempt),
                        href + "?attempt=" + attempt.number(),
                        shown.filter(attempt::equals).isPresent()))
                .toList();
    }

    /** The attempt that the address names, else the last one. */
    private static Optional<Attempt> attempt(Visit visit, JobState state) {
        long wanted = visit.request().queryNumber("attempt", 0, 0, Integer.MAX_VALUE);
        if (wanted == 0) {
            return state.current();
        }
        Optional<Attempt> found = state.attempts().stream()
                .filter(attempt -> attempt.number() == wanted)
                .findFirst();
        if (found.isEmpty()) {
            throw BadRequest.notFound(visit.text("error.notFoundHow"));
        }
        return found;
    }

    private List<Action> actions(Visit visit, RunPages.Loaded loaded, JobState state, String href) {
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
        JobStatus status = state.status();
        List<Action.Choice> choices = JobInputFields.choices(visit, loaded.run().state(), state.name());
        if (mayRun && JobViews.canStart(status)) {
            actions.add(Action.of(visit.text("job.start"), href + "/start")
                    .primary()
                    .confirm(startQuestion(visit, loaded, state.name()), "")
                    .choosing(choices));
        }
        if (mayRun && JobViews.canRetry(status)) {
            actions.add(Action.of(visit.text("job.retry"), href + "/retry")
                    .confirm(visit.text("job.retryAsk"), "")
                    .choosing(choices));
        }
        if (JobViews.canCancel(status)) {
            boolean again = status == JobStatus.STOPPING;
            actions.add(Action.of(visit.text(again ? "job.endNow" : "job.cancel"), href + "/cancel")
                    .danger()
                    .confirm(visit.text(again ? "job.endNowAsk" : "job.cancelAsk"), ""));
        }
        return actions;
    }

    /** The file's own question, where it has one ({@code manual_confirmation}). */
    private static String startQuestion(Visit visit, RunPages.Loaded loaded, String job) {
        return loaded.run()
                .state()
                .pipeline()
                .job(job)
                .map(Job::when)
                .flatMap(when -> when instanceof Job.When.Manual manual ? manual.confirmation() : Optional.empty())
                .orElseGet(() -> visit.text("job.startAsk"));
    }

    private JobView.LogView log(
            Visit visit, RunPages.Loaded loaded, String name, Optional<Attempt> shown, String href) {
        int number = shown.map(Attempt::number).orElse(0);
        LogId id = new LogId(loaded.run().id(), name, number);
        boolean running =
                shown.filter(attempt -> attempt.finishedAt().isEmpty()).isPresent();
        boolean failed = shown.flatMap(Attempt::failure).isPresent();
        LogViewer.Stand stand =
                running ? LogViewer.Stand.RUNNING : failed ? LogViewer.Stand.FAILED : LogViewer.Stand.DONE;
        LogWindow window = shown.isEmpty()
                ? new LogWindow(0, List.of(), OptionalLong.empty(), "", false, false)
                : viewer.open(new LogViewer.Wish(
                        id,
                        stand,
                        marked(visit),
                        from(visit),
                        visit.moments().zone(),
                        href,
                        whole(visit),
                        LogQuery.of(query(visit)).highlight()));
        String query = query(visit);
        Optional<JobView.Matches> matches =
                query.isEmpty() || shown.isEmpty() ? Optional.empty() : Optional.of(matches(visit, id, query, href));
        return new JobView.LogView(
                window, running ? LiveTopics.log(id) : "", href, href + "/log", number, query, matches);
    }

    private static OptionalLong from(Visit visit) {
        long from = visit.request().queryNumber("from", 0, 0, Long.MAX_VALUE / 2);
        return from == 0 ? OptionalLong.empty() : OptionalLong.of(from);
    }

    private static String query(Visit visit) {
        String query = visit.request().query("q").orElse("");
        return query.length() > LogQuery.LENGTH_MAX ? query.substring(0, LogQuery.LENGTH_MAX) : query;
    }

    private static OptionalLong whole(Visit visit) {
        long whole = visit.request().queryNumber("whole", 0, 0, Long.MAX_VALUE / 2);
        return whole == 0 ? OptionalLong.empty() : OptionalLong.of(whole);
    }

    private static Optional<LineRange> marked(Visit visit) {
        Optional<LineRange> lines = visit.request().query("l").flatMap(LineRange::parse);
        OptionalLong whole = whole(visit);
        return lines.isEmpty() && whole.isPresent()
                ? Optional.of(new LineRange(whole.getAsLong(), whole.getAsLong()))
                : lines;
    }

    private JobView.Matches matches(Visit visit, LogId id, String query, String href) {
        int before = (int) visit.request().queryNumber("skip", 0, 0, SKIP_MAX);
        LogStore.Matches found;
        switch (LogQuery.of(query)) {
            case LogQuery.Refused(String why) -> {
                return new JobView.Matches(0, 0, List.of(), "", "", why);
            }
            case LogQuery.Text(String text) -> found = sources.logs().search(id, text, before + MATCHES_MAX);
            case LogQuery.Expression expression ->
                found = sources.logs().searchLines(id, expression::fits, before + MATCHES_MAX);
        }
        String address = "?attempt=" + id.attempt() + "&q=" + Urls.value(query);
        List<Long> lines = found.lines()
                .subList(Math.min(before, found.lines().size()), found.lines().size());
        long after = before + lines.size();
        return new JobView.Matches(
                found.total(),
                before,
                lines.stream()
                        .map(line -> new JobView.Match(
                                line + 1, href + address + skip(before) + "&l=" + (line + 1) + "#L" + (line + 1)))
                        .toList(),
                before == 0 ? "" : address + skip(Math.max(0, before - MATCHES_MAX)),
                after < found.total() && after <= SKIP_MAX ? address + skip((int) after) : "",
                "");
    }

    private static String skip(int before) {
        return before == 0 ? "" : "&skip=" + before;
    }

    /** The log that the path and the query name. */
    private LogId logOf(Visit visit, RunPages.Loaded loaded) {
        String name = visit.request().param("job");
        JobState state =
                loaded.run().state().job(name).orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        int attempt = attempt(visit, state)
                .map(Attempt::number)
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        return new LogId(loaded.run().id(), name, attempt);
    }

    /** Lines of a gap. */
    Response lines(Visit visit, RunPages.Loaded loaded, Frame frame) {
        LogId id = logOf(visit, loaded);
        long from = visit.request().queryNumber("from", 1, 1, Long.MAX_VALUE / 2);
        long to = visit.request().queryNumber("to", from + LogViewer.WINDOW - 1, from, Long.MAX_VALUE / 2);
        boolean fromEnd = visit.request().query("end").isPresent();
        LogViewer.Wish wish = new LogViewer.Wish(
                id,
                LogViewer.Stand.DONE,
                Optional.empty(),
                OptionalLong.empty(),
                visit.moments().zone(),
                Urls.job(loaded.project().path(), id.run().number(), id.job()),
                OptionalLong.empty(),
                LogQuery.of(query(visit)).highlight());
        List<LogBlock> blocks = viewer.part(wish, new LogBlock.Gap(from - 1, to), fromEnd);
        LogWindow window = new LogWindow(to, blocks, OptionalLong.empty(), "", false, false);
        return visit.page("page/logLines.jte", frame, view(id, loaded, window, query(visit), Optional.empty()));
    }

    /** What is found in the whole log. */
    Response search(Visit visit, RunPages.Loaded loaded, Frame frame) {
        LogId id = logOf(visit, loaded);
        String query = query(visit);
        Optional<JobView.Matches> found = query.isEmpty()
                ? Optional.empty()
                : Optional.of(matches(
                        visit,
                        id,
                        query,
                        Urls.job(loaded.project().path(), id.run().number(), id.job())));
        List<Long> numbers = found.stream()
                .flatMap(matches -> matches.shown().stream())
                .map(match -> match.line() - 1)
                .toList();
        String items = viewer.items(
                id,
                numbers,
                new LogLines.Look(
                        Urls.job(loaded.project().path(), id.run().number(), id.job()),
                        id.attempt(),
                        visit.moments().zone(),
                        LogQuery.of(query).highlight()));
        List<LogBlock> marked = items.isEmpty() ? List.of() : List.of(new LogBlock.Lines(items));
        LogWindow window = new LogWindow(0, marked, OptionalLong.empty(), "", false, false);
        return visit.page("page/logMatches.jte", frame, view(id, loaded, window, query, found));
    }

    private static JobView.LogView view(
            LogId id, RunPages.Loaded loaded, LogWindow window, String query, Optional<JobView.Matches> found) {
        String href = Urls.job(loaded.project().path(), id.run().number(), id.job());
        return new JobView.LogView(window, "", href, href + "/log", id.attempt(), query, found);
    }

    /** The whole log as the job wrote it. */
    Response raw(Visit visit, RunPages.Loaded loaded) {
        LogId id = logOf(visit, loaded);
        Response raw = Response.stream(200, "text/plain; charset=utf-8", out -> writeRaw(id, out))
                .with("Content-Security-Policy", "sandbox; default-src 'none'");
        return visit.request().query("download").isEmpty()
                ? raw
                : raw.with("Content-Disposition", "attachment; filename=\"" + Urls.file(id.job()) + ".log\"");
    }

    private void writeRaw(LogId id, OutputStream out) throws IOException {
        long at = 0;
        List<LogStore.Line> lines = sources.logs().lines(id, at, RAW_STEP);
        while (!lines.isEmpty()) {
            for (LogStore.Line line : lines) {
                out.write(line.text().getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            at += lines.size();
            lines = sources.logs().lines(id, at, RAW_STEP);
        }
    }
}
