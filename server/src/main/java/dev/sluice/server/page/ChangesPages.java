package dev.sluice.server.page;

import dev.sluice.app.delivery.DeliveryQueries.Changes;
import dev.sluice.app.project.Project;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.ChangesView;
import dev.sluice.server.page.view.Link;
import java.util.List;
import java.util.Optional;

/** What a deployment changes in the files, for those who are to approve it. */
final class ChangesPages {
    private static final int LINES_MAX = 5000;
    private static final int WIDTH_MAX = 2000;

    private final PageSources sources;

    ChangesPages(PageSources sources) {
        this.sources = sources;
    }

    Response changes(Visit visit) {
        Project project = visit.request().project();
        long number = visit.request().number("deployment");
        Changes changes = sources.delivery()
                .changes(project.id(), number)
                .orElseThrow(() -> BadRequest.notFound(visit.text("error.notFoundHow")));
        String path = project.path();
        String environment = changes.deployment().environment();
        String version = changes.release().version();
        boolean waits = changes.deployment().status() == DeploymentStatus.NEEDS_APPROVAL;
        ChangesView view = new ChangesView(
                environment,
                version,
                changes.from().orElse(""),
                waits ? Urls.approval(path, number) : "",
                lines(changes.text()),
                changes.cut()
                        || changes.text().lines().skip(LINES_MAX).findFirst().isPresent());
        Frame frame = visit.frame(
                visit.text("changes.title") + " · " + version + " → " + environment + " · " + path,
                Frame.Section.PROJECTS,
                Optional.empty(),
                visit.crumbs(
                        path,
                        new Link(visit.text("shell.environments"), Urls.board(path)),
                        new Link(environment, Urls.environment(path, environment)),
                        new Link(version, Urls.deployment(path, number))),
                List.of());
        return visit.page("page/changes.jte", frame, view);
    }

    private static List<ChangesView.Line> lines(String text) {
        return text.lines()
                .limit(LINES_MAX)
                .map(line -> new ChangesView.Line(
                        style(line), line.length() > WIDTH_MAX ? line.substring(0, WIDTH_MAX) + "…" : line))
                .toList();
    }

    private static String style(String line) {
        if (line.startsWith("diff ") || line.startsWith("+++") || line.startsWith("---")) {
            return "d-file";
        }
        if (line.startsWith("@@")) {
            return "d-at";
        }
        return line.startsWith("+") ? "d-add" : line.startsWith("-") ? "d-del" : "";
    }
}
