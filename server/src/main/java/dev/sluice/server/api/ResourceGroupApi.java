package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.run.ResourceGroups;
import dev.sluice.app.run.ResourceGroups.Group;
import dev.sluice.core.engine.ResourceOrder;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resource groups of projects, in GitLab's words, for programs. Safe for many threads. */
final class ResourceGroupApi {
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final Guard MANAGE = new Guard.InProject(Permission.MANAGE_PROJECT);
    private static final String GROUPS = "/api/v1/projects/{project*}/resource-groups";
    private static final String MODES =
            Stream.of(ResourceOrder.values()).map(ResourceOrder::word).collect(Collectors.joining(", "));

    private final ResourceGroups groups;

    ResourceGroupApi(ResourceGroups groups) {
        this.groups = groups;
    }

    void addTo(Routes routes) {
        routes.get(GROUPS, READ, "Resource groups of a project, with their process modes", this::list);
        routes.add("PUT", GROUPS + "/{key}", MANAGE, "Choose the process mode of a resource group", this::choose);
    }

    private Response list(Request request) {
        JsonObject json = new JsonObject();
        json.add(
                "resource_groups",
                ApiJson.array(groups.list(request.caller(), request.project()), ResourceGroupApi::json));
        return Response.json(200, json);
    }

    private Response choose(Request request) throws IOException {
        String word = Fields.of(request.json(), "process_mode").text("process_mode");
        ResourceOrder order = ResourceOrder.ofWord(word)
                .orElseThrow(() -> new BadRequest(
                        422, "refused", "process_mode: there is no \"" + word + "\"; known are " + MODES));
        return groups.choose(request.caller(), request.project(), request.param("key"), order)
                .map(group -> Response.json(200, json(group)))
                .orElseThrow(() -> new BadRequest(
                        422, "refused", "key: a resource group has a name of 1 to 255 characters on one line"));
    }

    private static JsonObject json(Group group) {
        JsonObject json = new JsonObject();
        json.addProperty("key", group.key());
        json.addProperty("process_mode", group.order().word());
        return json;
    }
}
