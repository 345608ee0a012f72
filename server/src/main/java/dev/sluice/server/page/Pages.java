package dev.sluice.server.page;

import dev.sluice.app.access.Permission;
import dev.sluice.server.http.ErrorPages;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Handler;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;

/** The pages' part of the route table. Safe for many threads. */
public final class Pages {
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final Guard RUN = new Guard.InProject(Permission.RUN);
    private static final Guard DEPLOY = new Guard.InProject(Permission.DEPLOY);
    private static final Guard MANAGE = new Guard.InProject(Permission.MANAGE_PROJECT);
    private static final Guard SIGNED_IN = new Guard.SignedIn();
    private static final Guard ADD = new Guard.Installation(Permission.CREATE_PROJECT);
    private static final String PROJECT = "/p/{project*}";
    private static final String ONE_RUN = PROJECT + "/runs/{number}";
    private static final String JOB = ONE_RUN + "/jobs/{job}";
    private static final String ENVIRONMENT = PROJECT + "/environments/{environment}";
    private static final String SETTINGS = PROJECT + "/settings";
    private static final String DEPLOYMENT = PROJECT + "/deployments/{deployment}";

    private final PageSources sources;
    private final Renderer renderer = new Renderer();
    private final StaticFiles files = new StaticFiles();
    private final ProjectPages projects;
    private final StartPages starts;
    private final JobPages jobs;
    private final TestPages tests;
    private final CoveragePages coverage;
    private final FindingPages findings;
    private final ArtifactPages artifacts;
    private final RunPages runs;
    private final RunActions runActions;
    private final BoardPages boards;
    private final ReleasePages releases;
    private final OverviewPages overview;
    private final DeploymentPages deployments;
    private final ApprovalPages approvals;
    private final DeploymentActions actions;
    private final ChangesPages changes;
    private final SearchPages search;
    private final AuditPages audit;
    private final NewProjectPages newProjects;
    private final AccountPages account;
    private final VariablePages variables;
    private final ProtectedRefPages protectedRefs;
    private final SchedulePages schedules;
    private final ResourceGroupPages groups;
    private final TriggerPages triggers;

    public Pages(PageSources sources) {
        this.sources = sources;
        this.projects = new ProjectPages(sources);
        this.starts = new StartPages(sources);
        this.jobs = new JobPages(sources);
        VisibleArtifacts visible = new VisibleArtifacts(sources);
        this.runs = new RunPages(sources, jobs, visible);
        this.tests = new TestPages(sources, runs);
        this.coverage = new CoveragePages(sources, runs);
        this.findings = new FindingPages(sources, runs);
        this.artifacts = new ArtifactPages(sources, runs, visible);
        this.runActions = new RunActions(sources, runs);
        this.boards = new BoardPages(sources);
        this.releases = new ReleasePages(sources);
        this.overview = new OverviewPages(sources);
        this.deployments = new DeploymentPages(sources);
        this.approvals = new ApprovalPages(sources);
        this.actions = new DeploymentActions(sources);
        this.search = new SearchPages(sources);
        this.changes = new ChangesPages(sources);
        this.audit = new AuditPages(sources);
        this.newProjects = new NewProjectPages(sources);
        this.account = new AccountPages(sources);
        this.variables = new VariablePages(sources);
        this.protectedRefs = new ProtectedRefPages(sources);
        this.schedules = new SchedulePages(sources);
        this.groups = new ResourceGroupPages(sources);
        this.triggers = new TriggerPages(sources);
    }

    /** Answers a visit. */
    private interface Page {
        Response answer(Visit visit) throws IOException;
    }

    /** Draws errors in the visitor's language. */
    public ErrorPages errorPages() {
        return (request, status, code, detail, role) -> PageErrors.render(visit(request), status, code, detail, role);
    }

    /** Adds every page and every action. */
    public void addTo(Routes routes) {
        addShell(routes);
        addAccount(routes);
        addRuns(routes);
        addJobs(routes);
        addDelivery(routes);
        addSettings(routes);
    }

    private void addSettings(Routes routes) {
        routes.get(
                SETTINGS,
                MANAGE,
                "Settings of a project",
                page(visit -> Response.seeOther(
                        Urls.variables(visit.request().project().path()))));
        routes.get(SETTINGS + "/variables", MANAGE, "Variables of a project", page(variables::list));
        routes.post(SETTINGS + "/variables", MANAGE, "Keep a variable by the form", page(variables::set));
        routes.post(SETTINGS + "/variables/remove", MANAGE, "Forget a variable by the form", page(variables::remove));
        routes.get(SETTINGS + "/branches", MANAGE, "Protected branches and tags", page(protectedRefs::list));
        routes.post(SETTINGS + "/branches", MANAGE, "Protect branches or tags", page(protectedRefs::protect));
        routes.post(SETTINGS + "/branches/remove", MANAGE, "Protect them no more", page(protectedRefs::unprotect));
        routes.get(SETTINGS + "/resource-groups", MANAGE, "Resource groups", page(groups::list));
        routes.post(
                SETTINGS + "/resource-groups", MANAGE, "Choose the order of a resource group", page(groups::choose));
        routes.get(SETTINGS + "/schedules", RUN, "Schedules of a project", page(schedules::list));
        routes.post(SETTINGS + "/schedules", RUN, "Make or change a schedule by the form", page(schedules::keep));
        routes.post(SETTINGS + "/schedules/{id}/play", RUN, "Make a scheduled run now", page(schedules::play));
        routes.post(SETTINGS + "/schedules/{id}/remove", RUN, "Forget a schedule", page(schedules::remove));
        routes.get(SETTINGS + "/triggers", MANAGE, "Trigger tokens of a project", page(triggers::list));
        routes.post(SETTINGS + "/triggers", MANAGE, "Make a trigger token by the form", page(triggers::make));
        routes.post(SETTINGS + "/triggers/{id}/revoke", MANAGE, "Revoke a trigger token", page(triggers::revoke));
    }

    private void addShell(Routes routes) {
        routes.get(
                StaticFiles.PATH + "{file}",
                new Guard.Anyone("style and script of the log-in page"),
                "A file of the pages",
                files::answer);
        routes.get("/login", new Guard.Anyone("this is the log-in form"), "Log-in form", page(SessionPages::signIn));
        routes.get(
                "/preferences",
                new Guard.Anyone("language and theme are chosen before the log-in, too"),
                "Choose language and theme",
                page(SessionPages::preferences));
        routes.get("/", SIGNED_IN, "Projects", page(projects::projects));
        routes.get("/environments", SIGNED_IN, "What is live where", page(overview::overview));
        routes.get("/search", SIGNED_IN, "Find by name", page(search::search));
        routes.get("/audit", new Guard.Installation(Permission.READ_AUDIT), "Audit record", page(audit::entries));
    }

    private void addAccount(Routes routes) {
        routes.get("/projects/new", ADD, "Form for a new project", page(newProjects::form));
        routes.post("/projects", ADD, "Make a project by the form", page(newProjects::make));
        routes.get("/tokens", SIGNED_IN, "The visitor's access tokens", page(account::tokens));
        routes.post("/tokens", SIGNED_IN, "Make an access token by the form", page(account::make));
        routes.post("/tokens/{id}/revoke", SIGNED_IN, "Revoke an own access token", page(account::revoke));
        routes.post("/password", SIGNED_IN, "Change the own password by the form", page(account::changePassword));
    }

    private void addRuns(Routes routes) {
        routes.get(PROJECT, READ, "Runs of a project", page(projects::runs));
        routes.get(PROJECT + "/start", RUN, "Choose what to start", page(starts::form));
        routes.post(PROJECT + "/runs", RUN, "Start the pipeline of a branch or tag", page(starts::start));
        routes.get(ONE_RUN, READ, "A run", page(runs::jobs));
        routes.get(ONE_RUN + "/parts", READ, "The parts of a run's page that change", page(runs::parts));
        routes.get(ONE_RUN + "/waterfall", READ, "A run's jobs over time", page(runs::waterfall));
        routes.get(ONE_RUN + "/tests", READ, "A run's tests", page(tests::tests));
        routes.get(ONE_RUN + "/coverage", READ, "What a run's jobs went through", page(coverage::coverage));
        routes.get(ONE_RUN + "/source", READ, "A file of a run's commit", page(coverage::source));
        routes.get(ONE_RUN + "/findings", READ, "What tools found", page(findings::findings));
        routes.get(ONE_RUN + "/artifacts/browse", READ, "What is in an artifact", page(artifacts::browse));
        routes.get(ONE_RUN + "/artifacts/raw", READ, "A file of an artifact", page(artifacts::raw));
        routes.get(PROJECT + "/tests/{test}", READ, "A test over the runs", page(tests::test));
        routes.get(ONE_RUN + "/artifacts", READ, "A run's artifacts", page(artifacts::list));
        routes.get(ONE_RUN + "/artifacts/download", READ, "An artifact as zip", page(artifacts::download));
        routes.get(ONE_RUN + "/configuration", READ, "A run's pipeline file", page(runs::configuration));
        routes.get(
                ONE_RUN + "/deployments", READ, "Where a run's release went", page(visit -> boards.ofRun(visit, runs)));
        routes.post(ONE_RUN + "/cancel", RUN, "Cancel a run", page(runActions::cancelRun));
        routes.post(ONE_RUN + "/retry", RUN, "Re-run a run's failed jobs", page(runActions::retryFailed));
    }

    private void addJobs(Routes routes) {
        routes.get(JOB, READ, "A job", page(runs::jobs));
        routes.get(JOB + "/log/lines", READ, "Lines of a log", page(visit -> {
            RunPages.Loaded loaded = runs.load(visit);
            return jobs.lines(visit, loaded, runs.frame(visit, loaded));
        }));
        routes.get(JOB + "/log/search", READ, "Find in a log", page(visit -> {
            RunPages.Loaded loaded = runs.load(visit);
            return jobs.search(visit, loaded, runs.frame(visit, loaded));
        }));
        routes.get(JOB + "/log/raw", READ, "A log as text", page(visit -> jobs.raw(visit, runs.load(visit))));
        routes.post(JOB + "/retry", RUN, "Re-run a job", page(runActions::retryJob));
        routes.post(JOB + "/start", RUN, "Start a manual job", page(runActions::startJob));
        routes.post(JOB + "/cancel", RUN, "Cancel a job", page(runActions::cancelJob));
    }

    private void addDelivery(Routes routes) {
        routes.get(PROJECT + "/releases", READ, "Releases with what is said of them", page(releases::releases));
        routes.get(PROJECT + "/releases/{tag}", READ, "What is said of a release", page(releases::release));
        routes.post(PROJECT + "/releases/remove", MANAGE, "Remove a release by the form", page(releases::remove));
        routes.get(PROJECT + "/environments", READ, "Releases and environments", page(boards::board));
        routes.get(ENVIRONMENT, READ, "An environment", page(boards::environment));
        routes.post(ENVIRONMENT + "/deploy", DEPLOY, "Promote or roll back", page(actions::deploy));
        routes.get(DEPLOYMENT, READ, "A deployment", page(deployments::deployment));
        routes.get(DEPLOYMENT + "/changes", READ, "What a deployment changes", page(changes::changes));
        routes.get(DEPLOYMENT + "/approval", READ, "An approval", page(approvals::approval));
        routes.post(DEPLOYMENT + "/approval", DEPLOY, "Approve or reject", page(actions::vote));
        routes.post(DEPLOYMENT + "/steer", DEPLOY, "Pause, continue, abort", page(actions::steer));
    }

    private Handler page(Page page) {
        return request -> page.answer(visit(request));
    }

    private Visit visit(Request request) {
        return new Visit(sources, renderer, files, request);
    }
}
