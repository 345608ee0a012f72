package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Route;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes the API by OpenAPI 3.1. Which operations there are, and what they need, comes from the route table, so that no
 * route is missing; what they take and answer comes from the resource {@code openapi.json}, which a test holds against the
 * routes and against real answers. Safe for many threads.
 */
final class OpenApi {
    private static final String BASE = "/api/v1/";
    private static final String JSON = "application/json";
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final JsonObject ERRORS = errors();

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
        JsonObject known = known();
        JsonObject info = new JsonObject();
        info.addProperty("title", "Sluice");
        info.addProperty("version", "1");
        info.addProperty(
                "description",
                "Whatever fails answers with a problem (RFC 9457) that has a stable code. Times are in UTC, in ISO"
                        + " 8601. Unknown fields of a body are refused. Programs must bear new fields in answers.");
        JsonObject json = new JsonObject();
        json.addProperty("openapi", "3.1.0");
        json.add("info", info);
        json.add("paths", paths(routes.all(), known));
        json.add("components", components(known));
        return json;
    }

    private static JsonObject known() {
        try (InputStream in = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.json"));
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonObject paths(List<Route> all, JsonObject known) {
        JsonObject paths = new JsonObject();
        for (Route route : all) {
            if (route.template().startsWith(BASE)) {
                String path = route.template().replace("*}", "}");
                if (!paths.has(path)) {
                    paths.add(path, new JsonObject());
                }
                JsonObject told = Optional.ofNullable(
                                known.getAsJsonObject("operations").getAsJsonObject(route.method() + " " + path))
                        .orElseGet(JsonObject::new);
                paths.getAsJsonObject(path)
                        .add(
                                route.method().toLowerCase(Locale.ROOT),
                                operation(route, path, told, known.getAsJsonObject("pathParameters")));
            }
        }
        return paths;
    }

    private static JsonObject operation(Route route, String path, JsonObject told, JsonObject pathParameters) {
        JsonObject operation = new JsonObject();
        operation.add("operationId", told.get("id"));
        JsonArray tags = new JsonArray();
        tags.add(told.get("tag"));
        operation.add("tags", tags);
        operation.addProperty("summary", route.summary());
        operation.addProperty("x-needs", needs(route.guard()));
        operation.add("parameters", parameters(path, told, pathParameters));
        if (told.has("body")) {
            JsonObject body = told.getAsJsonObject("body");
            JsonObject requestBody = new JsonObject();
            requestBody.add("required", body.get("required"));
            requestBody.add("content", content(JSON, schema(body.get("schema").getAsString())));
            operation.add("requestBody", requestBody);
        }
        operation.add("responses", responses(route, path, told));
        JsonArray security = new JsonArray();
        if (!(route.guard() instanceof Guard.Anyone)) {
            security.add(scheme("token"));
            security.add(scheme("password"));
        }
        operation.add("security", security);
        return operation;
    }

    private static JsonObject scheme(String name) {
        JsonObject scheme = new JsonObject();
        scheme.add(name, new JsonArray());
        return scheme;
    }

    private static JsonArray parameters(String path, JsonObject told, JsonObject pathParameters) {
        JsonArray parameters = new JsonArray();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            JsonObject parameter = new JsonObject();
            parameter.addProperty("name", matcher.group(1));
            parameter.addProperty("in", "path");
            parameter.addProperty("required", true);
            parameter.add("schema", pathParameters.get(matcher.group(1)));
            parameters.add(parameter);
        }
        if (told.has("query")) {
            for (JsonElement one : told.getAsJsonArray("query")) {
                JsonObject parameter = one.getAsJsonObject();
                parameter.addProperty("in", "query");
                parameters.add(parameter);
            }
        }
        return parameters;
    }

    private static JsonObject responses(Route route, String path, JsonObject told) {
        JsonObject responses = new JsonObject();
        JsonObject answers = told.has("answers") ? told.getAsJsonObject("answers") : new JsonObject();
        answers.entrySet()
                .forEach(answer ->
                        responses.add(answer.getKey(), answer(answer.getValue().getAsString())));
        if (told.has("body")) {
            responses.add("400", problem("400"));
        }
        if (!(route.guard() instanceof Guard.Anyone)) {
            responses.add("401", problem("401"));
            responses.add("403", problem("403"));
        }
        if (path.contains("{")) {
            responses.add("404", problem("404"));
        }
        if (told.has("errors")) {
            told.getAsJsonArray("errors")
                    .forEach(status -> responses.add(status.getAsString(), problem(status.getAsString())));
        }
        responses.add("default", problem("default"));
        return responses;
    }

    /**
     * An answer that is no failure.
     *
     * @param form name of a schema, a media type, or empty text for an answer without a described body
     */
    private static JsonObject answer(String form) {
        JsonObject answer = described(form.isEmpty() ? "done" : "what was asked for");
        if (form.contains("/")) {
            JsonObject text = new JsonObject();
            text.addProperty("type", "string");
            answer.add("content", content(form, text));
        } else if (!form.isEmpty()) {
            answer.add("content", content(JSON, schema(form)));
        }
        return answer;
    }

    private static JsonObject problem(String status) {
        JsonObject problem = described(ERRORS.get(status).getAsString());
        problem.add("content", content("application/problem+json", schema("Problem")));
        return problem;
    }

    private static JsonObject errors() {
        JsonObject errors = new JsonObject();
        errors.addProperty("400", "the body or a parameter cannot be used");
        errors.addProperty("401", "no token, or one that is wrong, was revoked or has expired");
        errors.addProperty("403", "a role or scope is missing");
        errors.addProperty("404", "not there, or not for the caller");
        errors.addProperty("409", "not possible as things stand now");
        errors.addProperty("422", "refused: the values do not do");
        errors.addProperty("429", "too many tries: wait");
        errors.addProperty("default", "anything else that failed");
        return errors;
    }

    private static JsonObject content(String type, JsonObject schema) {
        JsonObject media = new JsonObject();
        media.add("schema", schema);
        JsonObject content = new JsonObject();
        content.add(type, media);
        return content;
    }

    private static JsonObject schema(String name) {
        JsonObject schema = new JsonObject();
        schema.addProperty("$ref", "#/components/schemas/" + name);
        return schema;
    }

    private static JsonObject described(String text) {
        JsonObject json = new JsonObject();
        json.addProperty("description", text);
        return json;
    }

    private static JsonObject components(JsonObject known) {
        JsonObject schemes = new JsonObject();
        schemes.add("token", http("bearer", "a token, made at /tokens"));
        schemes.add("password", http("basic", "name and password of an account, or a token in place of the password"));
        JsonObject components = new JsonObject();
        components.add("schemas", known.get("schemas"));
        components.add("securitySchemes", schemes);
        return components;
    }

    private static JsonObject http(String scheme, String what) {
        JsonObject json = described(what);
        json.addProperty("type", "http");
        json.addProperty("scheme", scheme);
        return json;
    }

    private static String needs(Guard guard) {
        return switch (guard) {
            case Guard.Anyone _ -> "nothing";
            case Guard.SignedIn _ -> "an account";
            case Guard.Installation(var permission) -> "administrator, scope " + word(permission.scope());
            case Guard.InProject(var permission) ->
                "role " + permission.role().map(OpenApi::word).orElse("administrator") + ", scope "
                        + word(permission.scope());
        };
    }

    private static String word(Enum<?> constant) {
        return ApiJson.word(constant);
    }
}
