package dev.sluice.server.page;

import dev.sluice.app.project.BranchName;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProjectPath;
import dev.sluice.app.project.Projects;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Link;
import dev.sluice.server.page.view.NewProjectView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The form that makes a project. */
final class NewProjectPages {
    private final PageSources sources;

    NewProjectPages(PageSources sources) {
        this.sources = sources;
    }

    Response form(Visit visit) {
        return page(visit, 200, "", "main", "", "");
    }

    /** Makes the project and shows it, or shows the form again with what is wrong. */
    Response make(Visit visit) throws IOException {
        Map<String, String> form = visit.request().form();
        String path = form.getOrDefault("path", "").strip().toLowerCase(Locale.ROOT);
        String branch = form.getOrDefault("branch", "").strip();
        String pathProblem = ProjectPath.problem(path).isEmpty() ? "" : visit.text("newProject.badPath");
        String branchProblem = BranchName.problem(branch).isEmpty() ? "" : visit.text("newProject.badBranch");
        if (!pathProblem.isEmpty() || !branchProblem.isEmpty()) {
            return page(visit, 422, path, branch, pathProblem, branchProblem);
        }
        return switch (sources.projects().create(visit.request().caller(), path, branch)) {
            case Projects.Result.Made(Project project) -> Response.seeOther(Urls.project(project.path()));
            // Path and branch are good, so nothing is left but that another project has the path.
            case Projects.Result.Refused _ ->
                page(visit, 422, path, branch, visit.text("newProject.taken", "path", path), "");
        };
    }

    private static Response page(
            Visit visit, int status, String path, String branch, String pathProblem, String branchProblem) {
        Frame frame = visit.frame(
                visit.text("newProject.title"),
                Frame.Section.PROJECTS,
                Optional.empty(),
                List.of(new Link(visit.text("shell.projects"), "/")),
                List.of());
        String command = "git push " + visit.gitAddress("team/app") + " main";
        return visit.page(
                status,
                "page/newProject.jte",
                frame,
                new NewProjectView(path, branch, pathProblem, branchProblem, command));
    }
}
