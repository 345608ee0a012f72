package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.Routes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Describes the API by OpenAPI 3.1, made from the route table itself, so that no route is missing. */
final class OpenApi {
    private static final String BASE = "/api/v1/";
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)(\\*?)\\}");

    private final Routes routes;

    OpenApi(Routes routes) {
        this.routes = routes;
    }

    void addTo(Routes table) {
        table.get(
                BASE + "openapi.json",
                new Guard.Anyone("it describes the program, not what it holds"),
                "This description",
                _ -> Response.json(200, describe()));
    }

    private JsonObject describe() {
        JsonObject info = new JsonObject();
        info.addProperty("title", "Sluice");
        info.addProperty("version", "1");
        info.addProperty(
                "description",
                "Errors are problem details (RFC 9457) with a stable code. A project is named by its number or its"
                        + " path.");
        JsonObject json = new JsonObject();
        json.addProperty("openapi", "3.1.0");
        json.add("info", info);
        json.add("paths", paths(routes.all()));
        json.add("components", components());
        return json;
    }

    private static JsonObject paths(List<Route> all) {
        JsonObject paths = new JsonObject();
        for (Route route : all) {
            if (route.template().startsWith(BASE)) {
                String path = route.template().replace("*}", "}");
                if (!paths.has(path)) {
                    paths.add(path, new JsonObject());
                }
                paths.getAsJsonObject(path).add(route.method().toLowerCase(Locale.ROOT), operation(route));
            }
        }
        return paths;
    }

    private static JsonObject operation(Route route) {
        JsonObject operation = new JsonObject();
        operation.addProperty("summary", route.summary());
        operation.addProperty("x-needs", needs(route.guard()));
        JsonArray parameters = new JsonArray();
        Matcher matcher = PARAMETER.matcher(route.template());
        while (matcher.find()) {
            JsonObject type = new JsonObject();
            type.addProperty("type", "string");
            JsonObject parameter = new JsonObject();
            parameter.addProperty("name", matcher.group(1));
            parameter.addProperty("in", "path");
            parameter.addProperty("required", true);
            parameter.add("schema", type);
            if (!matcher.group(2).isEmpty()) {
                parameter.addProperty("description", "may hold slashes");
            }
            parameters.add(parameter);
        }
        operation.add("parameters", parameters);
        operation.add("responses", responses(route));
        JsonArray security = new JsonArray();
        if (!(route.guard() instanceof Guard.Anyone)) {
            JsonObject token = new JsonObject();
            token.add("token", new JsonArray());
            security.add(token);
        }
        operation.add("security", security);
        return operation;
    }

    private static JsonObject responses(Route route) {
        JsonObject responses = new JsonObject();
        responses.add("2XX", described("done"));
        if (!(route.guard() instanceof Guard.Anyone)) {
            responses.add("401", described("no or no valid token"));
            responses.add("403", described("a role or scope is missing"));
            responses.add("404", described("not there, or not for the caller"));
        }
        return responses;
    }

    private static JsonObject described(String text) {
        JsonObject json = new JsonObject();
        json.addProperty("description", text);
        return json;
    }

    private static JsonObject components() {
        JsonObject token = new JsonObject();
        token.addProperty("type", "http");
        token.addProperty("scheme", "bearer");
        JsonObject schemes = new JsonObject();
        schemes.add("token", token);
        JsonObject components = new JsonObject();
        components.add("securitySchemes", schemes);
        return components;
    }

    private static String needs(Guard guard) {
        return switch (guard) {
            case Guard.Anyone _ -> "nothing";
            case Guard.SignedIn _ -> "an account";
            case Guard.Installation(var permission) -> "administrator, scope " + permission.scope();
            case Guard.InProject(var permission) ->
                "role " + permission.role().map(Enum::name).orElse("ADMINISTRATOR") + ", scope " + permission.scope();
        };
    }
}
