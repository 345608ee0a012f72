package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.ApprovalDetail;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentDetail;
import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.delivery.DeliveryQueries.ServiceLog;
import dev.sluice.app.delivery.DeliveryQueries.Vote;
import dev.sluice.app.delivery.LastLines;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.RolloutState.StepState;
import dev.sluice.core.delivery.RolloutStep;
import dev.sluice.core.delivery.Slot;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.log.Highlight;
import dev.sluice.server.log.LogLines;
import dev.sluice.server.page.view.ApprovalView;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.Decision;
import dev.sluice.server.page.view.DeploymentView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One deployment: its steps, its approval, and what people do to it. */
final class DeploymentPages {
    private static final int EVIDENCE_MAX = 3;
    private static final int DETAIL_MAX = 200;

    private final PageSources sources;

    DeploymentPages(PageSources sources) {
        this.sources = sources;
    }

    Response deployment(Visit visit) {
        Project project = visit.request().project();
        DeploymentDetail detail = sources.delivery()
                .deployment(project.id(), visit.request().number("deployment"), visit.login())
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        var deployment = detail.deployment();
        DeliveryWords words = new DeliveryWords(visit);
        Status status = DeliveryWords.status(deployment.status());
        String path = project.path();
        DeliveryActionsViews.Target target =
                new DeliveryActionsViews.Target(deployment.environment(), deployment.version(), deployment.number());
        List<dev.sluice.server.page.view.Action> actions =
                new DeliveryActionsViews(visit, words, path).buttons(detail.actions(), target);
        DeploymentView view = new DeploymentView(
                path,
                deployment.environment(),
                deployment.version(),
                BoardPages.commit(detail.release()),
                status,
                words.word(deployment),
                words.rolledBackBy(deployment).orElse(""),
                reason(words, detail),
                LastLines.of(why(detail)).lines(),
                decisions(detail.votes()),
                deployment.by(),
                deployment.requestedAt(),
                deployment.startedAt().flatMap(from -> deployment.finishedAt().map(to -> JobViews.between(from, to))),
                deployment.finishedAt().isPresent() ? Optional.empty() : deployment.startedAt(),
                shares(detail),
                steps(words, detail),
                slots(detail),
                detail.rollout().map(state -> state.plan().removedServices()).orElse(List.of()),
                detail.events().stream()
                        .filter(event -> !event.what().equals("void"))
                        .map(event -> new DeploymentView.Event(
                                event.at(), words.happened(event.what()), event.by(), detail(words, event)))
                        .toList(),
                Urls.changes(path, deployment.number()),
                log(visit, detail.log()),
                detail.actions().stream().anyMatch(action -> action.action() == Action.REVIEW)
                        ? Urls.approval(path, deployment.number())
                        : "",
                actions,
                address(project, visit, deployment.environment()),
                LiveTopics.environments(project.id()));
        return visit.page(
                "page/deployment.jte", frame(visit, project, view.version(), view.environment(), status), view);
    }

    private String address(Project project, Visit visit, String environment) {
        return sources.delivery()
                .environment(project.id(), environment, visit.login(), 1)
                .flatMap(detail -> detail.column().address())
                .filter(url -> url.startsWith("http"))
                .orElse("");
    }

    private static Frame frame(Visit visit, Project project, String version, String environment, Status status) {
        String path = project.path();
        return visit.frame(
                version + " → " + environment + " · " + path,
                Frame.Section.PROJECTS,
                Optional.of(status),
                List.of(
                        new Link(visit.text("shell.projects"), "/"),
                        new Link(path, Urls.project(path)),
                        new Link(visit.text("shell.environments"), Urls.board(path)),
                        new Link(environment, Urls.environment(path, environment))),
                List.of(LiveTopics.environments(project.id())));
    }

    private static Optional<Reason> reason(DeliveryWords words, DeploymentDetail detail) {
        var deployment = detail.deployment();
        if (deployment.waits().isPresent()) {
            return Optional.of(words.waits(deployment.waits().get()));
        }
        String what = words.told(why(detail)).what();
        return what.isEmpty() ? Optional.empty() : Optional.of(new Reason.Told(what));
    }

    /** What a person wrote is left alone. */
    private static String detail(DeliveryWords words, DeliveryQueries.Happening event) {
        return event.by().equals("system") ? words.brief(event.detail()) : event.detail();
    }

    private static String why(DeploymentDetail detail) {
        String reason = detail.deployment().reason();
        return reason.isEmpty()
                ? detail.rollout()
                        .flatMap(RolloutState::failure)
                        .map(RolloutState.Failure::reason)
                        .orElse("")
                : reason;
    }

    static List<Decision> decisions(List<Vote> votes) {
        return votes.stream()
                .map(vote -> new Decision(vote.by(), vote.approve(), vote.at(), vote.comment()))
                .toList();
    }

    private static List<DeploymentView.Share> shares(DeploymentDetail detail) {
        Optional<RolloutState> rollout = detail.rollout();
        if (rollout.isEmpty()
                || rollout.get().isOver()
                || rollout.get().plan().takesDown()
                || detail.replaces().isEmpty()) {
            return List.of();
        }
        int share = rollout.get().newShare();
        return List.of(
                new DeploymentView.Share(detail.deployment().version(), share),
                new DeploymentView.Share(detail.replaces().get(), 100 - share));
    }

    private static List<DeploymentView.Step> steps(DeliveryWords words, DeploymentDetail detail) {
        if (detail.rollout().isEmpty()) {
            return List.of();
        }
        RolloutState rollout = detail.rollout().get();
        List<DeploymentView.Step> steps = new ArrayList<>();
        for (StepState step : rollout.steps()) {
            steps.add(new DeploymentView.Step(
                    status(step, rollout),
                    words.step(step.step()),
                    step.startedAt(),
                    took(step),
                    evidence(words, step, rollout)));
        }
        return steps;
    }

    private static Status status(StepState step, RolloutState rollout) {
        return switch (step.status()) {
            case WAITING -> rollout.isOver() ? Status.SKIPPED : Status.WAITING;
            case ACTIVE -> rollout.paused().isPresent() ? Status.APPROVAL : Status.RUNNING;
            case DONE -> Status.PASSED;
            case FAILED -> Status.FAILED;
            case SKIPPED -> Status.SKIPPED;
        };
    }

    private static Optional<Duration> took(StepState step) {
        return step.startedAt().flatMap(from -> step.endedAt().map(to -> JobViews.between(from, to)));
    }

    /** What was seen while the step lasted: the last answers of the slots it is about, and why it failed. */
    private static List<String> evidence(DeliveryWords words, StepState step, RolloutState rollout) {
        List<String> lines = new ArrayList<>();
        if (!step.note().isEmpty()) {
            lines.add(words.brief(step.note()));
        }
        boolean asks = step.step() instanceof RolloutStep.AwaitHealthy
                || step.step() instanceof RolloutStep.Observe
                || step.step() instanceof RolloutStep.Hold;
        if (asks && step.startedAt().isPresent()) {
            Instant from = step.startedAt().get();
            Instant to = step.endedAt().orElse(Instant.MAX);
            List<ProbeEvidence> seen = rollout.probes().stream()
                    .filter(probe -> !probe.at().isBefore(from) && !probe.at().isAfter(to))
                    .toList();
            seen.subList(Math.max(0, seen.size() - EVIDENCE_MAX), seen.size())
                    .forEach(probe -> lines.add(show(words, probe)));
        }
        return lines;
    }

    private static String show(DeliveryWords words, ProbeEvidence probe) {
        String detail = words.brief(probe.detail().strip());
        String shown = detail.length() > DETAIL_MAX ? detail.substring(0, DETAIL_MAX) + "…" : detail;
        return probe.slot().service() + "/" + probe.slot().copy() + ": "
                + (probe.status() == 0 ? "" : "HTTP " + probe.status() + ", ")
                + probe.tookMs() + "\u00a0ms" + (shown.isEmpty() ? "" : ": " + shown);
    }

    private static List<DeploymentView.Slot> slots(DeploymentDetail detail) {
        if (detail.rollout().isEmpty()) {
            return List.of();
        }
        RolloutState rollout = detail.rollout().get();
        return rollout.running().stream()
                .map(slot -> new DeploymentView.Slot(
                        slotStatus(slot, rollout, detail.probes()),
                        slot.service() + "/" + slot.copy(),
                        slot.side() == Slot.Side.NEW
                                ? detail.deployment().version()
                                : detail.replaces().orElse("")))
                .toList();
    }

    /** A copy that is still starting has not failed, whatever it answers. */
    private static Status slotStatus(Slot slot, RolloutState rollout, List<ProbeEvidence> probes) {
        Optional<ProbeEvidence> last =
                probes.stream().filter(probe -> probe.slot().equals(slot)).reduce((_, second) -> second);
        boolean routed = rollout.routed().contains(slot);
        if (last.map(ProbeEvidence::healthy).orElse(routed)) {
            return Status.PASSED;
        }
        return routed || last.filter(ProbeEvidence::ended).isPresent() ? Status.FAILED : Status.RUNNING;
    }

    private static String log(Visit visit, List<ServiceLog> logs) {
        StringBuilder html = new StringBuilder();
        LogLines lines = new LogLines(new LogLines.Look("", 0, visit.moments().zone(), Highlight.NONE));
        for (ServiceLog log : logs) {
            for (String line : log.lines()) {
                html.append(lines.plain(log.service() + "/" + log.copy() + (log.old() ? " -" : " +"), line));
            }
        }
        return html.toString();
    }

    Response approval(Visit visit) {
        Project project = visit.request().project();
        ApprovalDetail detail = detail(visit, project);
        var deployment = detail.deployment();
        DeliveryWords words = new DeliveryWords(visit);
        String path = project.path();
        Release release = detail.release();
        boolean open = deployment.status() == DeploymentStatus.NEEDS_APPROVAL;
        ApprovalView view = new ApprovalView(
                deployment.environment(),
                deployment.version(),
                BoardPages.commit(release),
                detail.live().map(Live::version).orElse(""),
                detail.live()
                        .flatMap(live -> sources.delivery().release(project.id(), live.version()))
                        .map(BoardPages::commit)
                        .orElse(new Commit("", "", "")),
                words.plan(detail.environment().strategy()) + " · " + visit.text("plan.failure"),
                commits(detail.commits()),
                Math.max(0, detail.commitsTotal() - detail.commits().size()),
                commits(detail.lost()),
                detail.releasesBack(),
                checks(visit, words, detail, project),
                detail.may(),
                detail.required(),
                decisions(detail.votes().stream().filter(Vote::counts).toList()),
                Urls.approval(path, deployment.number()),
                Urls.changes(path, deployment.number()),
                detail.viewerRefusal().map(words::refusal),
                open
                        ? Optional.empty()
                        : Optional.of(new Link(
                                words.word(deployment.status())
                                        + (deployment.reason().isEmpty()
                                                ? ""
                                                : ": " + words.brief(deployment.reason())),
                                Urls.deployment(path, deployment.number()))),
                LiveTopics.environments(project.id()));
        Status status = DeliveryWords.status(deployment.status());
        return visit.page(
                "page/approval.jte",
                frame(visit, project, deployment.version(), deployment.environment(), status),
                view);
    }

    private static List<Commit> commits(List<DeliveryQueries.CommitView> commits) {
        return commits.stream()
                .map(commit -> new Commit(commit.sha(), commit.title(), Commit.nameOf(commit.author())))
                .toList();
    }

    private List<ApprovalView.Check> checks(Visit visit, DeliveryWords words, ApprovalDetail detail, Project project) {
        List<ApprovalView.Check> checks = new ArrayList<>();
        Status jobs = detail.jobsPassed() == detail.jobsAll() ? Status.PASSED : Status.WARNING;
        long run = detail.release().run();
        checks.add(new ApprovalView.Check(
                jobs,
                visit.text(
                        "approval.jobs",
                        "passed",
                        detail.jobsPassed(),
                        "all",
                        detail.jobsAll(),
                        "run",
                        Long.toString(run)),
                Urls.run(project.path(), run)));
        if (detail.environment().source() instanceof EnvironmentSpec.Source.After after) {
            checks.add(liveIn(visit, words, detail.release().version(), after.environment(), project));
        }
        return checks;
    }

    /** How the release does in the environment that it has to be live in first. */
    private ApprovalView.Check liveIn(
            Visit visit, DeliveryWords words, String version, String environment, Project project) {
        Optional<Live> live = sources.delivery().live(project.id()).stream()
                .filter(one ->
                        one.environment().equals(environment) && one.version().equals(version))
                .findFirst();
        String href = Urls.environment(project.path(), environment);
        if (live.isEmpty()) {
            return new ApprovalView.Check(
                    Status.FAILED, visit.text("approval.notIn", "version", version, "env", environment), href);
        }
        Duration since = JobViews.between(live.get().since(), visit.moments().now());
        String text = live.get().health() == DeliveryQueries.Health.HEALTHY
                ? visit.text(
                        "approval.healthyIn",
                        "env",
                        environment,
                        "t",
                        visit.moments().coarse(since))
                : visit.text(
                        "approval.unhealthyIn",
                        "version",
                        version,
                        "env",
                        environment,
                        "health",
                        words.health(live.get().health()));
        return new ApprovalView.Check(DeliveryWords.healthStatus(live.get().health()), text, href);
    }

    private ApprovalDetail detail(Visit visit, Project project) {
        return sources.delivery()
                .approval(project.id(), visit.request().number("deployment"), visit.login())
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
    }

    Response vote(Visit visit) throws IOException {
        Project project = visit.request().project();
        long number = visit.request().number("deployment");
        Map<String, String> form = visit.request().form();
        String decision = form.getOrDefault("decision", "");
        if (!decision.equals("approve") && !decision.equals("reject")) {
            throw new BadRequest(400, "bad-field", "decision is approve or reject");
        }
        DeliveryCommands.Result result = sources.deliveryCommands()
                .vote(
                        visit.request().caller(),
                        project.id(),
                        number,
                        decision.equals("approve"),
                        form.getOrDefault("comment", "").strip());
        String deployment = Urls.deployment(project.path(), number);
        return answer(visit, result, deployment, Urls.approval(project.path(), number), project);
    }

    Response deploy(Visit visit) throws IOException {
        Project project = visit.request().project();
        String environment = visit.request().param("environment");
        Map<String, String> form = visit.request().form();
        Action action = action(form, Action.PROMOTE, Action.ROLL_BACK, Action.REDEPLOY, Action.TAKE_DOWN);
        String back = Urls.board(project.path());
        if ((action == Action.ROLL_BACK || action == Action.TAKE_DOWN)
                && !form.getOrDefault("typed", "").strip().equals(environment)) {
            return PageErrors.refused(visit, visit.text("ask.mistyped", "name", environment), back);
        }
        DeliveryCommands.Result result = sources.deliveryCommands()
                .deploy(
                        visit.request().caller(),
                        project.id(),
                        environment,
                        new DeliveryCommands.Wish(
                                action,
                                form.getOrDefault("version", ""),
                                form.getOrDefault("comment", "").strip()));
        return answer(visit, result, back, back, project);
    }

    Response steer(Visit visit) throws IOException {
        Project project = visit.request().project();
        long number = visit.request().number("deployment");
        Map<String, String> form = visit.request().form();
        Action action = action(form, Action.CANCEL, Action.PAUSE, Action.CONTINUE, Action.PROMOTE_NOW, Action.ABORT);
        String environment = form.getOrDefault("environment", "");
        String page = Urls.deployment(project.path(), number);
        if (action == Action.ABORT
                && (environment.isEmpty()
                        || !form.getOrDefault("typed", "").strip().equals(environment))) {
            return PageErrors.refused(visit, visit.text("ask.mistyped", "name", environment), page);
        }
        DeliveryCommands.Result result =
                sources.deliveryCommands().steer(visit.request().caller(), project.id(), number, action);
        return answer(visit, result, page, page, project);
    }

    private static Action action(Map<String, String> form, Action... allowed) {
        String named = form.getOrDefault("action", "").toUpperCase(Locale.ROOT);
        for (Action action : allowed) {
            if (action.name().equals(named)) {
                return action;
            }
        }
        throw new BadRequest(400, "bad-field", "unknown action");
    }

    private static Response answer(
            Visit visit, DeliveryCommands.Result result, String next, String back, Project project) {
        return switch (result) {
            case DeliveryCommands.Result.Done done ->
                Response.seeOther(
                        done.deployment().isPresent()
                                ? Urls.deployment(
                                        project.path(), done.deployment().getAsLong())
                                : next);
            case DeliveryCommands.Result.Refused refused ->
                PageErrors.refused(visit, new DeliveryWords(visit).refusal(refused.why()), back);
        };
    }
}
