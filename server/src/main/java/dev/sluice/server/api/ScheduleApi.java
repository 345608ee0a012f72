package dev.sluice.server.api;

import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.run.StoredRun;
import dev.sluice.app.schedule.Schedule;
import dev.sluice.app.schedule.Schedules;
import dev.sluice.app.trigger.OrderedRuns;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.util.Optional;

/** Schedules of projects for programs. Safe for many threads. */
final class ScheduleApi {
    private static final Guard RUN = new Guard.InProject(Permission.RUN);
    private static final String SCHEDULES = "/api/v1/projects/{project*}/schedules";
    private static final String ONE = SCHEDULES + "/{id}";

    private final Schedules schedules;

    ScheduleApi(Schedules schedules) {
        this.schedules = schedules;
    }

    void addTo(Routes routes) {
        routes.get(SCHEDULES, RUN, "Schedules of a project; values are for owner and maintainers", this::list);
        routes.post(SCHEDULES, RUN, "Make a schedule; its runs have the caller's rights", this::create);
        routes.get(ONE, RUN, "A schedule", this::one);
        routes.add(
                "PUT",
                ONE,
                RUN,
                "Change a schedule of one's own, a maintainer others too, and become its owner",
                this::change);
        routes.add("DELETE", ONE, RUN, "Forget a schedule", this::remove);
        routes.post(ONE + "/play", RUN, "Make a run of a schedule now", this::play);
    }

    private Response list(Request request) {
        JsonObject json = new JsonObject();
        json.add("schedules", ApiJson.array(schedules.list(request.caller(), request.project()), ScheduleApi::json));
        return Response.json(200, json);
    }

    private Response one(Request request) {
        return Response.json(200, json(load(request)));
    }

    private Schedule load(Request request) {
        return schedules
                .find(request.caller(), request.project(), request.number("id"))
                .orElseThrow(() -> BadRequest.notFound("there is no schedule of that number"));
    }

    private Response create(Request request) throws IOException {
        Fields fields = fields(request);
        Schedules.Wish wish = new Schedules.Wish(
                fields.text("description"),
                fields.textIfAny("ref").orElse(request.project().defaultBranch()),
                fields.text("cron"),
                fields.textIfAny("zone").orElse("UTC"),
                fields.truthIfAny("active").orElse(true),
                fields.textsByName("variables"));
        return answer(201, schedules.create(request.caller(), request.project(), wish));
    }

    private Response change(Request request) throws IOException {
        Fields fields = fields(request);
        Schedule before = load(request);
        Schedules.Wish wish = new Schedules.Wish(
                fields.textIfAny("description").orElse(before.description()),
                fields.textIfAny("ref").orElse(before.ref()),
                fields.textIfAny("cron").orElse(before.cron()),
                fields.textIfAny("zone").orElse(before.zone().getId()),
                fields.truthIfAny("active").orElse(before.active()),
                request.json().has("variables") ? fields.textsByName("variables") : before.variables());
        return answer(200, schedules.change(request.caller(), request.project(), before.id(), wish));
    }

    private static Fields fields(Request request) throws IOException {
        return Fields.of(request.json(), "description", "ref", "cron", "zone", "active", "variables");
    }

    private static Response answer(int status, Schedules.Result result) {
        return switch (result) {
            case Schedules.Result.Done(Schedule schedule) -> Response.json(status, json(schedule));
            case Schedules.Result.Refused(String field, String why) ->
                throw new BadRequest(422, "refused", field + ": " + why);
        };
    }

    private Response remove(Request request) {
        if (!schedules.remove(request.caller(), request.project(), request.number("id"))) {
            throw BadRequest.notFound("there is no schedule of that number");
        }
        return Response.noContent();
    }

    private Response play(Request request) {
        Schedule schedule = load(request);
        return switch (schedules.play(request.caller(), request.project(), schedule.id())) {
            case OrderedRuns.Result.Made(StoredRun run) -> Response.json(201, ApiJson.run(RunSummary.of(run)));
            case OrderedRuns.Result.None(String why) -> throw new BadRequest(409, "not-started", why);
        };
    }

    private static JsonObject json(Schedule schedule) {
        JsonObject json = new JsonObject();
        json.addProperty("id", schedule.id());
        json.addProperty("description", schedule.description());
        json.addProperty("ref", schedule.ref());
        json.addProperty("cron", schedule.cron());
        json.addProperty("zone", schedule.zone().getId());
        json.addProperty("active", schedule.active());
        json.addProperty("owner", schedule.owner());
        JsonObject variables = new JsonObject();
        schedule.variables().forEach(variables::addProperty);
        json.add("variables", variables);
        schedule.nextAt().ifPresent(at -> json.addProperty("next_at", ApiJson.milliseconds(at)));
        Optional<Schedule.Last> last = schedule.last();
        last.ifPresent(one -> {
            json.addProperty("last_at", ApiJson.milliseconds(one.at()));
            if (one.run() > 0) {
                json.addProperty("last_run", one.run());
            }
            if (!one.problem().isEmpty()) {
                json.addProperty("last_problem", one.problem());
            }
        });
        return json;
    }
}
