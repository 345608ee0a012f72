package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.project.ProtectedRefRules;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.app.variable.Variable;
import dev.sluice.app.variable.Variables;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.util.Optional;

/** Variables and protected branches and tags of projects, for programs. Safe for many threads. */
final class VariableApi {
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final Guard MANAGE = new Guard.InProject(Permission.MANAGE_PROJECT);
    private static final String VARIABLES = "/api/v1/projects/{project*}/variables";
    private static final String VARIABLE = VARIABLES + "/{key}";
    private static final String REFS = "/api/v1/projects/{project*}/protected-refs";

    private final Variables variables;
    private final ProtectedRefRules refs;

    VariableApi(Variables variables, ProtectedRefRules refs) {
        this.variables = variables;
        this.refs = refs;
    }

    void addTo(Routes routes) {
        routes.get(VARIABLES, MANAGE, "Variables of a project, with the values that are visible", this::list);
        routes.get(VARIABLE, MANAGE, "A variable, with its value unless it is hidden", this::variable);
        routes.add("PUT", VARIABLE, MANAGE, "Keep a variable; without a value the one that there is stays", this::set);
        routes.add("DELETE", VARIABLE, MANAGE, "Forget a variable", this::remove);
        routes.get(REFS, READ, "Protected branches and tags beside the default branch", this::refs);
        routes.add("PUT", REFS, MANAGE, "Protect branches or tags", this::protect);
        routes.add("DELETE", REFS, MANAGE, "Protect them no more", this::unprotect);
    }

    private Response list(Request request) {
        JsonObject json = new JsonObject();
        json.add("variables", ApiJson.array(variables.list(request.caller(), request.project()), variable -> {
            JsonObject one = json(variable);
            if (variable.visibility() == Variable.Visibility.VISIBLE) {
                addValue(request, variable, one);
            }
            return one;
        }));
        return Response.json(200, json);
    }

    private Response variable(Request request) {
        Variable variable = variables
                .find(request.caller(), request.project(), request.param("key"), scope(request))
                .orElseThrow(() -> gone(request));
        JsonObject json = json(variable);
        addValue(request, variable, json);
        return Response.json(200, json);
    }

    private void addValue(Request request, Variable variable, JsonObject json) {
        variables
                .value(request.caller(), request.project(), variable.key(), variable.scope())
                .ifPresent(value -> json.addProperty("value", value));
    }

    private Response set(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "value", "type", "visibility", "protected", "raw", "description");
        Optional<Variable> before =
                variables.find(request.caller(), request.project(), request.param("key"), scope(request));
        Variables.Wish wish = new Variables.Wish(
                request.param("key"),
                scope(request),
                fields.textIfAny("value"),
                fields.textIfAny("type")
                        .map(word -> Variable.Type.of(word).orElseThrow(() -> unknown("type", word, "env_var, file")))
                        .or(() -> before.map(Variable::type))
                        .orElse(Variable.Type.ENV_VAR),
                fields.textIfAny("visibility")
                        .map(word -> Variable.Visibility.of(word)
                                .orElseThrow(() -> unknown("visibility", word, "visible, masked, hidden")))
                        .or(() -> before.map(Variable::visibility))
                        .orElse(Variable.Visibility.VISIBLE),
                fields.truthIfAny("protected")
                        .or(() -> before.map(Variable::protectedOnly))
                        .orElse(false),
                fields.truthIfAny("raw").or(() -> before.map(Variable::raw)).orElse(false),
                fields.textIfAny("description")
                        .or(() -> before.map(Variable::description))
                        .orElse(""));
        return switch (variables.set(request.caller(), request.project(), wish)) {
            case Variables.Result.Done(Variable variable, boolean made) ->
                Response.json(made ? 201 : 200, json(variable));
            case Variables.Result.Refused(String field, String why) ->
                throw new BadRequest(422, "refused", field + ": " + why);
        };
    }

    private Response remove(Request request) {
        if (!variables.remove(request.caller(), request.project(), request.param("key"), scope(request))) {
            throw gone(request);
        }
        return Response.noContent();
    }

    private static BadRequest gone(Request request) {
        return BadRequest.notFound("there is no variable of that key with the scope " + scope(request));
    }

    private static String scope(Request request) {
        return request.query("environment_scope")
                .filter(text -> !text.isEmpty())
                .orElse(Variable.EVERYWHERE);
    }

    private static BadRequest unknown(String what, String word, String known) {
        return new BadRequest(400, "bad-field", "there is no " + what + " \"" + word + "\"; there are " + known);
    }

    private static JsonObject json(Variable variable) {
        JsonObject json = new JsonObject();
        json.addProperty("key", variable.key());
        json.addProperty("environment_scope", variable.scope());
        json.addProperty("type", variable.type().word());
        json.addProperty("visibility", variable.visibility().word());
        json.addProperty("protected", variable.protectedOnly());
        json.addProperty("raw", variable.raw());
        json.addProperty("description", variable.description());
        json.addProperty("changed_at", ApiJson.milliseconds(variable.changedAt()));
        json.addProperty("changed_by", variable.changedBy());
        return json;
    }

    private Response refs(Request request) {
        JsonObject json = new JsonObject();
        json.addProperty("default_branch", request.project().defaultBranch());
        json.add("protected_refs", ApiJson.array(refs.list(request.caller(), request.project()), VariableApi::json));
        return Response.json(200, json);
    }

    private static JsonObject json(Rule rule) {
        JsonObject json = new JsonObject();
        json.addProperty("kind", rule.refs().tags() ? "tag" : "branch");
        json.addProperty("pattern", rule.refs().pattern());
        json.addProperty("push", rule.maintainersOnly() ? "maintainer" : "developer");
        return json;
    }

    private Response protect(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "kind", "pattern", "push");
        String push = fields.textIfAny("push").orElse("maintainer");
        if (!push.equals("maintainer") && !push.equals("developer")) {
            throw unknown("role to push", push, "maintainer, developer");
        }
        Rule rule = new Rule(
                new ProtectedRefs(tags(fields.textIfAny("kind").orElse("branch")), fields.text("pattern")),
                push.equals("maintainer"));
        refs.put(request.caller(), request.project(), rule).ifPresent(why -> {
            throw new BadRequest(422, "refused", why);
        });
        return Response.json(200, json(rule));
    }

    private Response unprotect(Request request) {
        ProtectedRefs wanted = new ProtectedRefs(
                tags(request.query("kind").orElse("branch")),
                request.query("pattern").orElse(""));
        if (!refs.remove(request.caller(), request.project(), wanted)) {
            throw BadRequest.notFound("there is no such rule");
        }
        return Response.noContent();
    }

    private static boolean tags(String kind) {
        return switch (kind) {
            case "branch" -> false;
            case "tag" -> true;
            default -> throw unknown("kind", kind, "branch, tag");
        };
    }
}
