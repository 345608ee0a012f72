package dev.sluice.server.page;

import dev.sluice.app.project.Project;
import dev.sluice.core.engine.ResourceOrder;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Response;
import dev.sluice.server.page.view.ResourceGroupsView;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** In which order the jobs of a project's resource groups run, for its maintainers. */
final class ResourceGroupPages {
    private final PageSources sources;

    ResourceGroupPages(PageSources sources) {
        this.sources = sources;
    }

    Response list(Visit visit) {
        return page(visit, 200, "", "");
    }

    Response choose(Visit visit) throws IOException {
        Map<String, String> fields = visit.request().form();
        Project project = visit.request().project();
        String key = fields.getOrDefault("key", "").strip();
        ResourceOrder order = ResourceOrder.ofWord(fields.getOrDefault("mode", ""))
                .orElseThrow(() -> new BadRequest(422, "refused", visit.text("groups.noMode")));
        return sources.settings()
                        .groups()
                        .choose(visit.request().caller(), project, key, order)
                        .isPresent()
                ? Response.seeOther(Urls.resourceGroups(project.path()))
                : page(visit, 422, key, visit.text("groups.problem"));
    }

    private Response page(Visit visit, int status, String key, String problem) {
        Project project = visit.request().project();
        ResourceGroupsView view = new ResourceGroupsView(
                Urls.settings(project.path()),
                Urls.resourceGroups(project.path()),
                sources.settings().groups().list(visit.request().caller(), project).stream()
                        .map(group -> new ResourceGroupsView.Row(
                                group.key(), group.order().word()))
                        .toList(),
                Stream.of(ResourceOrder.values()).map(ResourceGroupPages::mode).toList(),
                key,
                problem);
        return visit.page(
                status, "page/resourceGroups.jte", visit.settingsFrame(project, visit.text("groups.title")), view);
    }

    private static ResourceGroupsView.Mode mode(ResourceOrder order) {
        return new ResourceGroupsView.Mode(
                order.word(),
                switch (order) {
                    case UNORDERED -> "groups.unordered";
                    case OLDEST_FIRST -> "groups.oldest_first";
                    case NEWEST_FIRST -> "groups.newest_first";
                    case NEWEST_READY_FIRST -> "groups.newest_ready_first";
                });
    }
}
