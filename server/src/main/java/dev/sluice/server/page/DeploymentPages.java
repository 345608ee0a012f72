package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.DeploymentDetail;
import dev.sluice.app.delivery.DeliveryQueries.ServiceLog;
import dev.sluice.app.delivery.DeliveryQueries.Vote;
import dev.sluice.app.delivery.LastLines;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.ProbeEvidence;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.delivery.RolloutState.StepState;
import dev.sluice.core.delivery.RolloutStep;
import dev.sluice.core.delivery.Slot;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.log.Highlight;
import dev.sluice.server.log.LogLines;
import dev.sluice.server.page.view.Decision;
import dev.sluice.server.page.view.DeploymentView;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Reason;
import dev.sluice.server.page.view.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One deployment: its steps, what they saw, and what happened to it. */
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

    static Frame frame(Visit visit, Project project, String version, String environment, Status status) {
        String path = project.path();
        return visit.frame(
                version + " → " + environment + " · " + path,
                Frame.Section.PROJECTS,
                Optional.of(status),
                visit.crumbs(
                        path,
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
}
