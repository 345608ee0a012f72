package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.trigger.TriggerTokenStore.TokenInfo;
import dev.sluice.app.trigger.TriggerTokens;
import dev.sluice.app.trigger.TriggeredRuns;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Trigger tokens, and runs for those who show one: at our own address, and where GitLab has it, so that what scripts do there they
 * do here. Safe for many threads.
 */
final class TriggerApi {
    private static final Guard MANAGE = new Guard.InProject(Permission.MANAGE_PROJECT);
    private static final Guard WITH_TOKEN = new Guard.Anyone("the trigger token in the request says who may");
    private static final String TRIGGERS = "/api/v1/projects/{project*}/triggers";
    private static final int PAYLOAD_CHARACTERS_MAX = 256 * 1024;
    private static final Pattern NAMED = Pattern.compile("(variables|inputs)\\[(.+)]");

    private final TriggerTokens tokens;
    private final TriggeredRuns runs;

    TriggerApi(TriggerTokens tokens, TriggeredRuns runs) {
        this.tokens = tokens;
        this.runs = runs;
    }

    void addTo(Routes routes) {
        routes.get(TRIGGERS, MANAGE, "Trigger tokens of a project", this::list);
        routes.post(TRIGGERS, MANAGE, "Make a trigger token; its secret is in the answer, this once", this::create);
        routes.add("DELETE", TRIGGERS + "/{id}", MANAGE, "Revoke a trigger token", this::revoke);
        routes.post("/api/v1/projects/{project*}/trigger", WITH_TOKEN, "Start a run by a trigger token", this::start);
        routes.post(
                "/api/v4/projects/{project*}/trigger/pipeline",
                WITH_TOKEN,
                "Start a run by a trigger token, as GitLab has it",
                request -> startAsGitlab(request, request.query("ref").orElse("")));
        routes.post(
                "/api/v4/projects/{project*}/ref/{ref}/trigger/pipeline",
                WITH_TOKEN,
                "Start a run of a ref by a trigger token, as GitLab has it",
                request -> startAsGitlab(request, request.param("ref")));
    }

    private Response list(Request request) {
        JsonObject json = new JsonObject();
        json.add("triggers", ApiJson.array(tokens.list(request.caller(), request.project()), TriggerApi::json));
        return Response.json(200, json);
    }

    private Response create(Request request) throws IOException {
        String description = Fields.of(request.json(), "description").text("description");
        return switch (tokens.create(request.caller(), request.project(), description)) {
            case TriggerTokens.Result.Made(TokenInfo info, Secret secret) -> {
                JsonObject json = json(info);
                json.addProperty("token", secret.reveal());
                yield Response.json(201, json);
            }
            case TriggerTokens.Result.Refused(String why) -> throw new BadRequest(422, "refused", why);
        };
    }

    private Response revoke(Request request) {
        if (!tokens.revoke(request.caller(), request.project(), request.number("id"))) {
            throw BadRequest.notFound("there is no trigger token of that number");
        }
        return Response.noContent();
    }

    private static JsonObject json(TokenInfo info) {
        JsonObject json = new JsonObject();
        json.addProperty("id", info.id());
        json.addProperty("short_form", info.shortForm());
        json.addProperty("description", info.description());
        json.addProperty("owner", info.owner());
        json.addProperty("created_at", ApiJson.milliseconds(info.createdAt()));
        info.usedAt().ifPresent(at -> json.addProperty("used_at", ApiJson.milliseconds(at)));
        return json;
    }

    private Response start(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "token", "ref", "variables", "inputs");
        TriggeredRuns.Result.Made made = made(new TriggeredRuns.Wish(
                request.param("project"),
                Secret.presented(fields.text("token")),
                fields.text("ref"),
                fields.textsByName("variables"),
                fields.textsByName("inputs"),
                payload(request.json()),
                request.caller().address()));
        return Response.json(201, ApiJson.run(RunSummary.of(made.run())));
    }

    /** What a job gets as {@code TRIGGER_PAYLOAD}: all that was sent but the token. */
    private static String payload(JsonObject sent) {
        JsonObject payload = sent.deepCopy();
        payload.remove("token");
        String text = payload.toString();
        if (text.length() > PAYLOAD_CHARACTERS_MAX) {
            throw new BadRequest(
                    413, "too-large", "what is sent to a trigger may have " + PAYLOAD_CHARACTERS_MAX + " characters");
        }
        return text;
    }

    /** Fields such as {@code variables[NAME]} as an object of objects. */
    private static JsonObject nested(Map<String, String> given) {
        JsonObject all = new JsonObject();
        given.forEach((name, value) -> {
            Matcher named = NAMED.matcher(name);
            if (named.matches()) {
                String group = named.group(1);
                if (!all.has(group)) {
                    all.add(group, new JsonObject());
                }
                all.getAsJsonObject(group).addProperty(named.group(2), value);
            } else {
                all.addProperty(name, value);
            }
        });
        return all;
    }

    /**
     * GitLab takes the fields of a form, of the query, or of a JSON object (docs.gitlab.com, "Pipeline trigger tokens API"), which may
     * be a webhook of anybody with fields of its own.
     */
    private Response startAsGitlab(Request request, String refOfPath) throws IOException {
        Map<String, String> given = new LinkedHashMap<>(request.queries());
        Map<String, String> variables = new LinkedHashMap<>();
        Map<String, String> inputs = new LinkedHashMap<>();
        JsonObject sent = new JsonObject();
        if (request.header("Content-Type").orElse("").startsWith("application/json")) {
            sent = request.json();
            Fields fields = Fields.amongOthers(sent);
            fields.textIfAny("token").ifPresent(token -> given.put("token", token));
            fields.textIfAny("ref").ifPresent(ref -> given.put("ref", ref));
            variables.putAll(fields.textsByName("variables"));
            inputs.putAll(fields.textsByName("inputs"));
        } else {
            given.putAll(request.anyForm());
        }
        given.forEach((name, value) -> {
            Matcher named = NAMED.matcher(name);
            if (named.matches()) {
                (named.group(1).equals("inputs") ? inputs : variables).put(named.group(2), value);
            }
        });
        JsonObject whole = nested(given);
        sent.asMap().forEach(whole::add);
        TriggeredRuns.Result.Made made = made(new TriggeredRuns.Wish(
                request.param("project"),
                Secret.presented(given.getOrDefault("token", "")),
                refOfPath.isEmpty() ? given.getOrDefault("ref", "") : refOfPath,
                variables,
                inputs,
                payload(whole),
                request.caller().address()));
        return Response.json(201, asGitlab(made.project(), made.run()));
    }

    private static JsonObject asGitlab(Project project, StoredRun run) {
        JsonObject json = new JsonObject();
        json.addProperty("id", run.id().number());
        json.addProperty("iid", run.id().number());
        json.addProperty("project_id", project.id());
        json.addProperty("sha", run.trigger().commit().sha());
        json.addProperty("ref", run.trigger().ref().name());
        json.addProperty("status", ApiJson.word(run.state().status()));
        json.addProperty("source", "trigger");
        json.addProperty(
                "web_url", run.trigger().project().url() + "/runs/" + run.id().number());
        return json;
    }

    private TriggeredRuns.Result.Made made(TriggeredRuns.Wish wish) {
        return switch (runs.start(wish)) {
            case TriggeredRuns.Result.Made made -> made;
            case TriggeredRuns.Result.Unknown _ ->
                throw BadRequest.notFound("there is no such project, or the token is not one of its trigger tokens");
            case TriggeredRuns.Result.Wait(Duration atLeast) ->
                throw new BadRequest(429, "wait", "too many requests: wait " + atLeast.toSeconds() + " s");
            case TriggeredRuns.Result.Refused(String why) -> throw new BadRequest(409, "not-started", why);
        };
    }
}
