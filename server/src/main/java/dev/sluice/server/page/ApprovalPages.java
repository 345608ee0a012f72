package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.ApprovalDetail;
import dev.sluice.app.delivery.DeliveryQueries.Live;
import dev.sluice.app.delivery.DeliveryQueries.Vote;
import dev.sluice.app.live.LiveTopics;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.EnvironmentSpec;
import dev.sluice.core.delivery.Release;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.ApprovalView;
import dev.sluice.server.page.view.Commit;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What somebody who is to approve a deployment needs to know. */
final class ApprovalPages {
    private final PageSources sources;

    ApprovalPages(PageSources sources) {
        this.sources = sources;
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
                DeploymentPages.decisions(
                        detail.votes().stream().filter(Vote::counts).toList()),
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
                DeploymentPages.frame(visit, project, deployment.version(), deployment.environment(), status),
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
}
