package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.app.access.TokenStore.TokenInfo;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.ChosenInputs;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.model.Job;
import dev.sluice.core.model.JobInput;
import dev.sluice.core.model.Problem;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** The API's JSON forms: stable names, lower-case words, times in ISO 8601 to the millisecond. Pure. */
final class ApiJson {
    private ApiJson() {}

    static JsonObject project(Project project) {
        JsonObject json = new JsonObject();
        json.addProperty("id", project.id());
        json.addProperty("path", project.path());
        json.addProperty("default_branch", project.defaultBranch());
        json.addProperty("created_at", milliseconds(project.createdAt()));
        return json;
    }

    static JsonObject run(RunSummary run) {
        JsonObject json = new JsonObject();
        json.addProperty("project", run.id().project());
        json.addProperty("number", run.id().number());
        json.addProperty("status", word(run.status()));
        json.addProperty("warnings", run.warnings());
        json.addProperty("event", word(run.event()));
        json.addProperty("ref", run.ref());
        json.addProperty("commit", run.commit());
        json.addProperty("title", run.title());
        json.addProperty("actor", run.actor());
        json.addProperty("created_at", milliseconds(run.createdAt()));
        time(json, "started_at", run.startedAt());
        time(json, "finished_at", run.finishedAt());
        return json;
    }

    static JsonObject job(RunState state, JobState job) {
        Optional<Job> definition = state.pipeline().job(job.name());
        JsonObject json = new JsonObject();
        json.addProperty("name", job.name());
        definition.ifPresent(one -> json.addProperty("stage", state.pipeline().stageName(one)));
        json.addProperty("status", word(job.status()));
        json.addProperty("allowed_failure", job.allowedFailure());
        job.why().ifPresent(why -> json.add("why", why(why)));
        job.environmentUrl().ifPresent(url -> json.addProperty("environment_url", url));
        List<JobInput> inputs = ChosenInputs.of(state, job.name());
        if (!inputs.isEmpty()) {
            json.add("inputs", array(inputs, ApiJson::input));
        }
        json.add("attempts", array(job.attempts(), ApiJson::attempt));
        return json;
    }

    private static JsonObject input(JobInput input) {
        JsonObject json = new JsonObject();
        json.addProperty("name", input.name());
        json.addProperty("type", input.type().word());
        json.addProperty("value", input.value());
        if (!input.description().isEmpty()) {
            json.addProperty("description", input.description());
        }
        if (!input.options().isEmpty()) {
            json.add("options", texts(input.options()));
        }
        input.pattern().ifPresent(pattern -> json.addProperty("regex", pattern));
        return json;
    }

    private static JsonObject attempt(JobState.Attempt attempt) {
        JsonObject json = new JsonObject();
        json.addProperty("number", attempt.number());
        json.addProperty("offered_at", milliseconds(attempt.offeredAt()));
        attempt.runner().ifPresent(runner -> json.addProperty("runner", runner));
        time(json, "started_at", attempt.startedAt());
        time(json, "finished_at", attempt.finishedAt());
        attempt.failure().ifPresent(failure -> json.addProperty("failure", word(failure)));
        attempt.exitCode().ifPresent(code -> json.addProperty("exit_code", code));
        if (!attempt.message().isEmpty()) {
            json.addProperty("message", attempt.message());
        }
        if (!attempt.inputs().isEmpty()) {
            JsonObject inputs = new JsonObject();
            new TreeMap<>(attempt.inputs()).forEach(inputs::addProperty);
            json.add("inputs", inputs);
        }
        attempt.startedBecause().ifPresent(why -> json.add("started_because", why(why)));
        return json;
    }

    private static JsonObject why(JobState.Why why) {
        JsonObject json = new JsonObject();
        json.addProperty("cause", word(why.cause()));
        json.add("about", texts(why.about()));
        return json;
    }

    static JsonObject problem(Problem problem) {
        JsonObject json = new JsonObject();
        json.addProperty("file", problem.at().file());
        json.addProperty("line", problem.at().line());
        json.addProperty("column", problem.at().column());
        json.addProperty("severity", word(problem.severity()));
        json.addProperty("code", problem.code());
        json.addProperty("message", problem.message());
        problem.advice().ifPresent(hint -> json.addProperty("hint", hint));
        return json;
    }

    static JsonObject token(TokenInfo token) {
        JsonObject json = new JsonObject();
        json.addProperty("id", token.id());
        json.addProperty("name", token.name());
        json.add(
                "scopes",
                texts(token.scopes().stream().map(ApiJson::word).sorted().toList()));
        token.project().ifPresent(project -> json.addProperty("project", project));
        json.addProperty("created_at", milliseconds(token.createdAt()));
        time(json, "expires_at", token.expiresAt());
        time(json, "used_at", token.usedAt());
        return json;
    }

    static <T> JsonArray array(List<T> values, Function<T, JsonElement> one) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(one.apply(value)));
        return array;
    }

    static JsonArray texts(List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        return array;
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void time(JsonObject json, String name, Optional<Instant> at) {
        at.ifPresent(instant -> json.addProperty(name, milliseconds(instant)));
    }

    static String milliseconds(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
