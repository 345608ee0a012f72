package dev.sluice.server.page;

import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.Action;
import dev.sluice.server.page.view.ProtectedRefsView;
import java.io.IOException;
import java.util.Map;

/** Protected branches and tags of a project, for its maintainers. */
final class ProtectedRefPages {
    private static final String TAG = "tag";

    private final PageSources sources;

    ProtectedRefPages(PageSources sources) {
        this.sources = sources;
    }

    Response list(Visit visit) {
        return page(visit, 200, "", "");
    }

    Response protect(Visit visit) throws IOException {
        Map<String, String> fields = visit.request().form();
        Project project = visit.request().project();
        Rule rule = new Rule(refs(fields), !fields.getOrDefault("push", "").equals("developer"));
        return sources.settings()
                        .protectedRefs()
                        .put(visit.request().caller(), project, rule)
                        .isEmpty()
                ? Response.seeOther(Urls.protectedRefs(project.path()))
                : page(visit, 422, rule.refs().pattern(), visit.text("protected.problem"));
    }

    Response unprotect(Visit visit) throws IOException {
        Project project = visit.request().project();
        if (!sources.settings()
                .protectedRefs()
                .remove(visit.request().caller(), project, refs(visit.request().form()))) {
            throw BadRequest.notFound(visit.text("protected.gone"));
        }
        return Response.seeOther(Urls.protectedRefs(project.path()));
    }

    private static ProtectedRefs refs(Map<String, String> fields) {
        return new ProtectedRefs(
                fields.getOrDefault("kind", "").equals(TAG),
                fields.getOrDefault("pattern", "").strip());
    }

    private Response page(Visit visit, int status, String pattern, String problem) {
        Project project = visit.request().project();
        ProtectedRefsView view = new ProtectedRefsView(
                Urls.settings(project.path()),
                Urls.protectedRefs(project.path()),
                project.defaultBranch(),
                sources.settings().protectedRefs().list(visit.request().caller(), project).stream()
                        .map(rule -> row(visit, rule))
                        .toList(),
                pattern,
                problem);
        return visit.page(
                status, "page/protectedRefs.jte", visit.settingsFrame(project, visit.text("protected.title")), view);
    }

    private static ProtectedRefsView.Row row(Visit visit, Rule rule) {
        String href = Urls.protectedRefs(visit.request().project().path()) + "/remove";
        return new ProtectedRefsView.Row(
                rule.refs().tags(),
                rule.refs().pattern(),
                rule.maintainersOnly(),
                Action.of(visit.text("protected.remove"), href)
                        .with(Map.of(
                                "kind",
                                rule.refs().tags() ? TAG : "branch",
                                "pattern",
                                rule.refs().pattern()))
                        .danger()
                        .confirm(
                                visit.text(
                                        "protected.removeAsk",
                                        "pattern",
                                        rule.refs().pattern()),
                                ""));
    }
}
