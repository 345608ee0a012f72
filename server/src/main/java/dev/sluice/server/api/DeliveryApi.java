package dev.sluice.server.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.sluice.app.access.Permission;
import dev.sluice.app.delivery.AnnouncedReleases;
import dev.sluice.app.delivery.DeliveryCommands;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.DeliveryQueries.Action;
import dev.sluice.app.delivery.DeliveryQueries.Refusal;
import dev.sluice.app.delivery.RefusalWords;
import dev.sluice.dialects.delivery.DeliveryDialect;
import dev.sluice.server.http.BadRequest;
import dev.sluice.server.http.Guard;
import dev.sluice.server.http.Request;
import dev.sluice.server.http.Response;
import dev.sluice.server.http.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Releases, environments and deployments over the API. Safe for many threads. */
public final class DeliveryApi {
    private static final int RELEASES = 50;
    private static final String PROJECT = "/api/v1/projects/{project*}";
    private static final String ANNOUNCED = PROJECT + "/releases/announced/{tag}";
    private static final Guard READ = new Guard.InProject(Permission.READ);
    private static final Guard MANAGE = new Guard.InProject(Permission.MANAGE_PROJECT);
    private static final Guard DEPLOY = new Guard.InProject(Permission.DEPLOY);
    private static final Map<String, Action> STEERING = Map.of(
            "cancel", Action.CANCEL,
            "pause", Action.PAUSE,
            "continue", Action.CONTINUE,
            "promote", Action.PROMOTE_NOW,
            "abort", Action.ABORT);

    private final DeliveryQueries queries;
    private final DeliveryCommands commands;
    private final AnnouncedReleases announced;

    public DeliveryApi(DeliveryQueries queries, DeliveryCommands commands, AnnouncedReleases announced) {
        this.queries = queries;
        this.commands = commands;
        this.announced = announced;
    }

    /** Adds the routes. */
    public void addTo(Routes routes) {
        routes.get(PROJECT + "/releases", READ, "Releases, newest first", this::releases);
        routes.get(PROJECT + "/releases/announced", READ, "Releases that jobs announced", this::announced);
        routes.get(ANNOUNCED, READ, "A release that a job announced", this::oneAnnounced);
        routes.add("DELETE", ANNOUNCED, MANAGE, "Remove a release; its tag stays", this::removeAnnounced);
        routes.get(PROJECT + "/environments", READ, "Environments with what is live", this::environments);
        routes.get(PROJECT + "/deployments/{number}", READ, "One deployment with its steps", this::deployment);
        routes.post(PROJECT + "/deployments", DEPLOY, "Deploy a release to an environment", this::deploy);
        routes.post(PROJECT + "/rollbacks", DEPLOY, "Go back to an earlier release", this::rollBack);
        routes.post(PROJECT + "/takedowns", DEPLOY, "Stop what is live in an environment", this::takeDown);
        routes.post(PROJECT + "/deployments/{number}/approval", DEPLOY, "Approve or reject", this::vote);
        routes.post(
                PROJECT + "/deployments/{number}/{wish}",
                DEPLOY,
                "cancel, pause, continue, promote or abort",
                this::steer);
        Guard anyone = new Guard.Anyone("editors fetch the schema without an account; it is part of the program");
        routes.get("/schema/sluice.json", anyone, "The JSON Schema of sluice.yml", _ -> schema());
    }

    private static Response schema() {
        byte[] schema = DeliveryDialect.schema().getBytes(StandardCharsets.UTF_8);
        return Response.of(200, "application/schema+json", schema);
    }

    private Response releases(Request request) {
        JsonArray rows = new JsonArray();
        board(request).rows().forEach(row -> {
            JsonObject json = DeliveryJson.release(row.release());
            JsonObject where = new JsonObject();
            row.cells().stream()
                    .filter(cell -> cell.state() != DeliveryQueries.CellState.NONE)
                    .forEach(cell -> where.addProperty(cell.environment(), DeliveryJson.word(cell.state())));
            json.add("environments", where);
            announced
                    .find(request.project().id(), row.release().version())
                    .ifPresent(one -> json.add("announced", ReleaseJson.inList(one)));
            rows.add(json);
        });
        return items(rows);
    }

    private Response announced(Request request) {
        JsonArray rows = new JsonArray();
        announced
                .list(request.project().id(), (int) request.queryNumber("limit", RELEASES, 1, 200))
                .forEach(one -> rows.add(ReleaseJson.inList(one)));
        return items(rows);
    }

    private Response oneAnnounced(Request request) {
        return announced
                .find(request.project().id(), request.param("tag"))
                .map(one -> Response.json(200, ReleaseJson.of(one)))
                .orElseThrow(() -> noRelease(request));
    }

    private Response removeAnnounced(Request request) {
        if (!announced.remove(request.caller(), request.project(), request.param("tag"))) {
            throw noRelease(request);
        }
        return Response.noContent();
    }

    private static BadRequest noRelease(Request request) {
        return BadRequest.notFound("no job announced a release of the tag " + request.param("tag"));
    }

    private Response environments(Request request) {
        DeliveryQueries.Board board = board(request);
        List<DeliveryQueries.DeploymentView> open =
                queries.open(request.project().id());
        List<DeliveryQueries.DeploymentView> ended =
                queries.lastEnded(request.project().id());
        JsonArray columns = new JsonArray();
        for (DeliveryQueries.Column column : board.columns()) {
            JsonObject json = DeliveryJson.environment(column);
            JsonArray waiting = new JsonArray();
            open.stream()
                    .filter(deployment -> deployment.environment().equals(column.name()))
                    .forEach(deployment -> waiting.add(DeliveryJson.deployment(deployment)));
            json.add("open", waiting);
            ended.stream()
                    .filter(deployment -> deployment.environment().equals(column.name()))
                    .forEach(deployment -> json.add("last_ended", DeliveryJson.deployment(deployment)));
            columns.add(json);
        }
        return items(columns);
    }

    private DeliveryQueries.Board board(Request request) {
        return queries.board(
                request.project().id(), request.caller().login(), (int) request.queryNumber("limit", RELEASES, 1, 200));
    }

    private static Response items(JsonArray array) {
        JsonObject json = new JsonObject();
        json.add("items", array);
        return Response.json(200, json);
    }

    private Response deployment(Request request) {
        long number = request.number("number");
        return queries.deployment(
                        request.project().id(), number, request.caller().login())
                .map(detail -> Response.json(200, DeliveryJson.detail(detail)))
                .orElseThrow(() -> BadRequest.notFound("there is no deployment " + number));
    }

    private Response deploy(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "environment", "version", "comment");
        return answer(
                request,
                commands.deploy(
                        request.caller(),
                        request.project().id(),
                        fields.text("environment"),
                        wish(Action.PROMOTE, fields.text("version"), fields)));
    }

    private Response rollBack(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "environment", "version", "comment");
        return answer(
                request,
                commands.deploy(
                        request.caller(),
                        request.project().id(),
                        fields.text("environment"),
                        wish(Action.ROLL_BACK, fields.textIfAny("version").orElse(""), fields)));
    }

    private static DeliveryCommands.Wish wish(Action action, String version, Fields fields) {
        return new DeliveryCommands.Wish(
                action, version, fields.textIfAny("comment").orElse("").strip());
    }

    private Response takeDown(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "environment");
        return answer(
                request,
                commands.deploy(
                        request.caller(),
                        request.project().id(),
                        fields.text("environment"),
                        new DeliveryCommands.Wish(Action.TAKE_DOWN, "", "")));
    }

    private Response vote(Request request) throws IOException {
        Fields fields = Fields.of(request.json(), "decision", "comment");
        String decision = fields.text("decision");
        if (!decision.equals("approve") && !decision.equals("reject")) {
            throw new BadRequest(400, "bad-field", "decision is approve or reject, not \"" + decision + "\"");
        }
        return answer(
                request,
                commands.vote(
                        request.caller(),
                        request.project().id(),
                        request.number("number"),
                        decision.equals("approve"),
                        fields.textIfAny("comment").orElse("")));
    }

    private Response steer(Request request) {
        String wish = request.param("wish");
        Action action = Optional.ofNullable(STEERING.get(wish))
                .orElseThrow(() -> BadRequest.notFound("there is nothing like " + wish + " for a deployment"));
        return answer(
                request, commands.steer(request.caller(), request.project().id(), request.number("number"), action));
    }

    private Response answer(Request request, DeliveryCommands.Result result) {
        return switch (result) {
            case DeliveryCommands.Result.Refused(var why) ->
                Response.problem(status(why), RefusalWords.code(why), RefusalWords.of(why));
            case DeliveryCommands.Result.Done(var number) -> {
                JsonElement json = number.isEmpty()
                        ? new JsonObject()
                        : queries.deployment(
                                        request.project().id(),
                                        number.getAsLong(),
                                        request.caller().login())
                                .map(DeliveryJson::detail)
                                .orElseGet(JsonObject::new);
                yield Response.json(202, json);
            }
        };
    }

    private static int status(Refusal why) {
        return switch (why) {
            case Refusal.SignIn() -> 401;
            case Refusal.NeedsRole(var _), Refusal.OwnRelease(), Refusal.RefForMaintainers(var _) -> 403;
            case Refusal.Unknown(var _, var _) -> 404;
            case Refusal.HasVoted(),
                    Refusal.NotLiveIn(var _),
                    Refusal.WrongBranch(var _),
                    Refusal.NothingLive(var _),
                    Refusal.DeployedByJobs(var _),
                    Refusal.AlreadyLive(),
                    Refusal.AlreadyAskedFor(var _),
                    Refusal.FilesExpired(var _),
                    Refusal.ReplacedBy(var _),
                    Refusal.NotNow(var _),
                    Refusal.TryAgain(),
                    Refusal.BadConfiguration(var _) -> 409;
        };
    }
}
