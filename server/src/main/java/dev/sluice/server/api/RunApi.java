package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.audit.AuditTrail;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.run.ChosenInputs;
import dev.sluice.app.run.LogStore;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunQueries;
import dev.sluice.app.run.RunStore;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEngine;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs, jobs and logs for programs. Safe for many threads. */
final class RunApi {
    private static final int LOG_WAIT_S_MAX = 30;
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final Guard RUN = new Guard.InProject(Permission.RUN);
    private static final String RUNS = "/api/v1/projects/{project*}/runs";
    private static final String ONE = RUNS + "/{number}";
    private static final String JOBS = ONE + "/jobs";
    private static final String JOB = JOBS + "/{job}";
    private static final int LINES_PER_READ = 5_000;

    private final Parts parts;

    record Parts(
            RunQueries queries,
            RunStore store,
            RunCommands commands,
            LogStore logs,
            AuditTrail audit,
            ProtectedRefRules protection,
            InstantSource clock) {}

    RunApi(Parts parts) {
        this.parts = parts;
    }

    void addTo(Routes routes) {
        routes.get(RUNS, READ, "Runs, newest first", this::list);
        routes.post(RUNS, RUN, "Start the pipeline of a branch or tag", this::start);
        routes.get(ONE, READ, "A run with its jobs", this::run);
        routes.get(JOBS, READ, "Jobs of a run", this::jobs);
        routes.get(JOB, READ, "A job with its attempts", this::job);
        routes.get(JOB + "/log", READ, "Log of an attempt as text", this::log);
        routes.post(ONE + "/cancel", RUN, "Cancel a run", this::cancel);
        routes.post(ONE + "/retry", RUN, "Start all failed and canceled jobs again", this::retry);
        routes.post(JOB + "/cancel", RUN, "Cancel a job", this::cancelJob);
        routes.post(JOB + "/retry", RUN, "Start a job again", this::retryJob);
        routes.post(JOB + "/play", RUN, "Start a manual or delayed job", this::playJob);
    }

    private Response list(Request request) {
        RunQueries.RunFilter filter = new RunQueries.RunFilter(
                request.query("ref").orElse(""),
                request.query("status").orElse(""),
                request.query("event").orElse(""),
                request.query("actor").orElse(""));
        long before = request.queryNumber("before", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        int limit = (int) request.queryNumber("limit", 50, 1, 200);
        List<RunSummary> runs = parts.queries().runs(request.project().id(), filter, before, limit);
        JsonObject json = new JsonObject();
        json.add("runs", ApiJson.array(runs, ApiJson::run));
        if (runs.size() == limit) {
            json.addProperty("next_before", runs.getLast().id().number());
        }
        return Response.json(200, json);
    }

    private Response start(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "branch", "ref", "variables", "inputs");
        String ref = fields.textIfAny("ref")
                .or(() -> fields.textIfAny("branch"))
                .orElse(request.project().defaultBranch());
        RunCommands.Wish wish = new RunCommands.Wish(
                ref, fields.textsByName("variables"), fields.textsByName("inputs"), Trigger.Event.API);
        return switch (parts.commands().start(request.project().id(), wish, request.caller())) {
            case RunCommands.Started.Made(RunId id) -> {
                audit(request, "run.started", id, ref);
                yield Response.json(201, full(load(id)));
            }
            case RunCommands.Started.NoFile(String where) ->
                throw new BadRequest(409, "no-pipeline-file", "there is no .gitlab-ci.yml on " + where);
            case RunCommands.Started.Refused(String why) -> throw new BadRequest(409, "not-started", why);
        };
    }

    private Response run(Request request) {
        return Response.json(200, full(load(request)));
    }

    private Response jobs(Request request) {
        RunState state = load(request).state();
        JsonObject json = new JsonObject();
        json.add("jobs", ApiJson.array(state.jobs(), job -> ApiJson.job(state, job)));
        return Response.json(200, json);
    }

    private Response job(Request request) {
        RunState state = load(request).state();
        return Response.json(200, ApiJson.job(state, job(request, state)));
    }

    private Response log(Request request) {
        StoredRun run = load(request);
        JobState found = job(request, run.state());
        int attempt = (int) request.queryNumber("attempt", Math.max(1, found.attempt()), 1, 10_000);
        LogId id = new LogId(run.id(), found.name(), attempt);
        long from = request.queryNumber("from", 0, 0, Long.MAX_VALUE);
        Duration wait = Duration.ofSeconds(request.queryNumber("wait", 0, 0, LOG_WAIT_S_MAX));
        JobState job = awaitNews(request, found, id, from, wait);
        // Counted after the job's state was read: of one that is over nothing is missing.
        long total = parts.logs().lineCount(id);
        return Response.stream(200, "text/plain; charset=utf-8", out -> {
                    for (long at = from; at < total; at += LINES_PER_READ) {
                        int count = (int) Math.min(LINES_PER_READ, total - at);
                        for (LogStore.Line line : parts.logs().lines(id, at, count)) {
                            out.write(line.text().getBytes(StandardCharsets.UTF_8));
                            out.write('\n');
                        }
                    }
                })
                .with("Content-Disposition", "inline; filename=\"log.txt\"")
                .with("X-Next-Line", Long.toString(Math.max(from, total)))
                .with("X-Job-Attempt", Integer.toString(job.attempt()))
                .with("X-Job-Status", ApiJson.word(job.status()));
    }

    /** Waits until there is a line that the caller does not have, or the attempt is over; the job as it is then. */
    private JobState awaitNews(Request request, JobState found, LogId id, long from, Duration wait) {
        long until = System.nanoTime() + wait.toNanos();
        JobState job = found;
        try {
            for (long left = wait.toNanos(); left > 0; left = until - System.nanoTime()) {
                boolean over = job.status().isOver() || job.attempt() > id.attempt();
                if (over || parts.logs().awaitLines(id, from, Duration.ofNanos(left))) {
                    break;
                }
                job = job(request, load(request).state());
            }
            return wait.isZero() ? job : job(request, load(request).state());
        } catch (InterruptedException stopped) {
            // The server stops: what there is now is the answer.
            Thread.currentThread().interrupt();
            return job;
        }
    }

    private Response cancel(Request request) {
        RunState state = load(request).state();
        if (state.status().isFinal()) {
            throw new BadRequest(409, "not-now", "the run is over already: " + ApiJson.word(state.status()));
        }
        return act(
                request,
                "run.canceled",
                new RunEvent.CancelRequested(login(request), parts.clock().instant()));
    }

    private Response retry(Request request) {
        boolean any = load(request).state().jobs().stream()
                .anyMatch(job -> job.status() == JobStatus.FAILED || job.status() == JobStatus.CANCELED);
        if (!any) {
            throw new BadRequest(409, "not-now", "there is nothing to start again: no job failed or was canceled");
        }
        return actOnRef(
                request,
                "run.retried",
                new RunEvent.FailedRetryRequested(login(request), parts.clock().instant()));
    }

    private Response cancelJob(Request request) {
        JobState job = job(request, load(request).state());
        if (job.status().isOver()) {
            throw new BadRequest(409, "not-now", "the job is over already: " + ApiJson.word(job.status()));
        }
        return act(
                request,
                "job.canceled",
                new RunEvent.JobCancelRequested(
                        job.name(), login(request), parts.clock().instant()));
    }

    private Response retryJob(Request request) throws IOException {
        Map<String, String> chosen = chosen(request);
        RunState state = load(request).state();
        JobState job = job(request, state);
        String name = job.name();
        if (!RunEngine.canRetry(state, name)) {
            throw new BadRequest(409, "not-now", "the job cannot be started again now: " + whyNotAgain(job.status()));
        }
        return actOnRef(
                request,
                "job.retried",
                new RunEvent.JobRetryRequested(
                        name,
                        login(request),
                        usable(chosen, state, name),
                        parts.clock().instant()));
    }

    private static String whyNotAgain(JobStatus status) {
        return switch (status) {
            case MANUAL -> "it has not run and waits for a person, who starts it by play";
            case DELAYED -> "it has not run and waits for its time; play starts it before";
            case WAITING, QUEUED, RUNNING, STOPPING -> "it is not over: " + ApiJson.word(status);
            case SKIPPED, SUCCESS, FAILED, CANCELED -> "what comes before it in the run has not let it start";
        };
    }

    private Response playJob(Request request) throws IOException {
        Map<String, String> chosen = chosen(request);
        RunState state = load(request).state();
        String name = job(request, state).name();
        if (!RunEngine.canStart(state, name)) {
            throw new BadRequest(409, "not-now", "the job does not wait for a person, or what it needs is not done");
        }
        return actOnRef(
                request,
                "job.started",
                new RunEvent.JobStartRequested(
                        name,
                        login(request),
                        usable(chosen, state, name),
                        parts.clock().instant()));
    }

    /** What the caller chose of the job's inputs. */
    private static Map<String, String> chosen(Request request) throws IOException {
        return Fields.of(request.json(), "inputs").valuesByName("inputs");
    }

    private static Map<String, String> usable(Map<String, String> chosen, RunState state, String job) {
        List<String> problems = ChosenInputs.problems(state, job, chosen);
        if (!problems.isEmpty()) {
            throw new BadRequest(422, "bad-inputs", String.join("; ", problems));
        }
        return chosen;
    }

    /** What makes jobs run is for those who may start runs of the ref. */
    private Response actOnRef(Request request, String action, RunEvent event) {
        Optional<String> problem = parts.protection()
                .runProblem(
                        request.caller(),
                        request.project(),
                        load(request).trigger().ref());
        if (problem.isPresent()) {
            throw new BadRequest(403, "forbidden", problem.get());
        }
        return act(request, action, event);
    }

    private Response act(Request request, String action, RunEvent event) {
        RunId id = load(request).id();
        parts.commands().send(id, event);
        audit(request, action, id, request.path().contains("/jobs/") ? "job " + request.param("job") : "");
        return Response.json(200, full(load(id)));
    }

    private JsonObject full(StoredRun run) {
        JsonObject json = ApiJson.run(RunSummary.of(run));
        json.add("jobs", ApiJson.array(run.state().jobs(), job -> ApiJson.job(run.state(), job)));
        json.add("problems", ApiJson.array(parts.queries().problems(run.id()), ApiJson::problem));
        return json;
    }

    private StoredRun load(Request request) {
        return load(new RunId(request.project().id(), request.number("number")));
    }

    private StoredRun load(RunId id) {
        return parts.store()
                .load(id)
                .orElseThrow(() -> BadRequest.notFound("there is no run " + id.number() + " in this project"));
    }

    private static JobState job(Request request, RunState state) {
        return state.job(request.param("job"))
                .orElseThrow(() -> BadRequest.notFound("there is no such job in this run"));
    }

    private void audit(Request request, String action, RunId run, String detail) {
        String path = request.project().path();
        parts.audit()
                .record(new AuditTrail.Deed(
                        login(request),
                        action,
                        path,
                        "run " + run.number(),
                        detail,
                        "/p/" + path + "/runs/" + run.number(),
                        request.caller().address()));
    }

    private static String login(Request request) {
        return request.caller().login();
    }
}
