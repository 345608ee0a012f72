package dev.sluice.server.page;

import dev.sluice.app.audit.AuditTrail;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a visitor does to runs and jobs. Each is written into the audit record; the answer leads back to the page. */
final class RunActions {
    private final PageSources sources;
    private final RunPages pages;

    RunActions(PageSources sources, RunPages pages) {
        this.sources = sources;
        this.pages = pages;
    }

    Response cancelRun(Visit visit) {
        RunPages.Loaded loaded = pages.load(visit);
        return done(
                visit, loaded, "run.canceled", new RunEvent.CancelRequested(visit.login(), now()), "", loaded.href());
    }

    Response retryFailed(Visit visit) {
        RunPages.Loaded loaded = toRun(visit);
        return done(
                visit,
                loaded,
                "run.retried",
                new RunEvent.FailedRetryRequested(visit.login(), now()),
                "",
                loaded.href());
    }

    Response retryJob(Visit visit) {
        RunPages.Loaded loaded = toRun(visit);
        String job = job(visit, loaded);
        Map<String, String> inputs = JobInputFields.chosen(visit, loaded.run().state(), job);
        return job(
                visit, loaded, "job.retried", new RunEvent.JobRetryRequested(job, visit.login(), inputs, now()), job);
    }

    Response startJob(Visit visit) {
        RunPages.Loaded loaded = toRun(visit);
        String job = job(visit, loaded);
        Map<String, String> inputs = JobInputFields.chosen(visit, loaded.run().state(), job);
        return job(
                visit, loaded, "job.started", new RunEvent.JobStartRequested(job, visit.login(), inputs, now()), job);
    }

    Response cancelJob(Visit visit) {
        RunPages.Loaded loaded = pages.load(visit);
        String job = job(visit, loaded);
        return job(visit, loaded, "job.canceled", new RunEvent.JobCancelRequested(job, visit.login(), now()), job);
    }

    /** The run, for whoever may make its jobs run. */
    private RunPages.Loaded toRun(Visit visit) {
        RunPages.Loaded loaded = pages.load(visit);
        Optional<String> problem = sources.settings()
                .protectedRefs()
                .runProblem(
                        visit.request().caller(),
                        loaded.project(),
                        loaded.run().trigger().ref());
        if (problem.isPresent()) {
            throw new BadRequest(403, "forbidden", visit.said(problem.get()));
        }
        return loaded;
    }

    private Instant now() {
        return sources.clock().instant();
    }

    private static String job(Visit visit, RunPages.Loaded loaded) {
        return loaded.run()
                .state()
                .job(visit.request().param("job"))
                .map(JobState::name)
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
    }

    private Response job(Visit visit, RunPages.Loaded loaded, String action, RunEvent event, String job) {
        String back = Urls.job(loaded.project().path(), loaded.run().id().number(), job);
        return done(visit, loaded, action, event, job, back);
    }

    private Response done(
            Visit visit, RunPages.Loaded loaded, String action, RunEvent event, String detail, String back) {
        sources.commands().send(loaded.run().id(), event);
        sources.audit()
                .record(new AuditTrail.Deed(
                        visit.login(),
                        action,
                        loaded.project().path(),
                        "run " + loaded.run().id().number(),
                        detail,
                        back,
                        visit.request().caller().address()));
        return Response.seeOther(back);
    }
}
