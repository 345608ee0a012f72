package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.delivery.DeliveryQueries;
import dev.sluice.app.delivery.PublishedRelease;
import dev.sluice.app.run.RunId;
import dev.sluice.core.delivery.DeploymentCause;
import dev.sluice.core.delivery.DeploymentStatus;
import dev.sluice.core.delivery.Release;
import dev.sluice.core.delivery.RolloutState;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Publication;
import dev.sluice.core.model.Trigger;
import dev.sluice.server.api.Api;
import dev.sluice.server.http.Route;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description of the API says what the API does: held against the routes, the bodies it takes, and real answers. */
@Timeout(240)
final class OpenApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A stream without end; what is served to nobody but the reader of this very description; the form of a deployment. */
    private static final Set<String> NOT_ASKED = Set.of("events", "describe", "rollBack");

    private static final String PIPELINE = """
        slow:
          script: ['while [ ! -e "%s/go" ]; do sleep 0.1; done']
        broken:
          script:
            - echo '<testsuite><testcase name="t"/></testsuite>' > t.xml
            - exit 3
          coverage: /x/
          artifacts: {reports: {junit: t.xml}}
          environment: {name: lab, url: "https://lab.example.com"}
        by hand:
          needs: []
          when: manual
          script: [echo by hand]
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private JsonObject description;
    private SchemaCheck schemas;
    private final String password = TestServer.PASSWORD;
    private final Set<String> answered = new TreeSet<>();

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        description = JsonParser.parseString(server.get("/api/v1/openapi.json").body())
                .getAsJsonObject();
        schemas = new SchemaCheck(description);
    }

    @AfterEach
    void stop() throws Exception {
        Files.writeString(folder.resolve("go"), "");
        server.close();
        if (Files.isDirectory(folder.resolve("data/slots"))) {
            Slots.stopAll(folder.resolve("data/slots"));
        }
    }

    private record Operation(String method, String path, JsonObject json) {
        String id() {
            return json.get("operationId").getAsString();
        }

        Optional<JsonObject> body() {
            return Optional.ofNullable(json.getAsJsonObject("requestBody")).map(OpenApiTest::schemaOf);
        }
    }

    private static JsonObject schemaOf(JsonObject withContent) {
        return withContent
                .getAsJsonObject("content")
                .entrySet()
                .iterator()
                .next()
                .getValue()
                .getAsJsonObject()
                .getAsJsonObject("schema");
    }

    private List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        description.getAsJsonObject("paths").entrySet().forEach(path -> path.getValue()
                .getAsJsonObject()
                .entrySet()
                .forEach(one -> all.add(new Operation(
                        one.getKey().toUpperCase(Locale.ROOT),
                        path.getKey(),
                        one.getValue().getAsJsonObject()))));
        return all;
    }

    private Operation operation(String id) {
        return operations().stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation " + id));
    }

    @Test
    void everyRouteIsDescribedAndNothingElse() throws Exception {
        Set<String> routes = new TreeSet<>();
        for (Route route : server.services().routes().all()) {
            if (route.template().startsWith("/api/v1/")) {
                routes.add(route.method() + " " + route.template().replace("*}", "}"));
            }
        }
        JsonObject resource;
        try (InputStreamReader reader =
                new InputStreamReader(Api.class.getResourceAsStream("openapi.json"), StandardCharsets.UTF_8)) {
            resource = JsonParser.parseReader(reader).getAsJsonObject();
        }

        assertThat(new TreeSet<>(resource.getAsJsonObject("operations").keySet()))
                .isEqualTo(routes);
        assertThat(operations().stream().map(one -> one.method() + " " + one.path()))
                .containsExactlyInAnyOrderElementsOf(routes);
        assertThat(operations().stream().map(Operation::id)).doesNotHaveDuplicates();
        for (Operation one : operations()) {
            parametersAreWhole(one);
            one.body().ifPresent(schemas::resolved);
            assertThat(one.json().getAsJsonObject("responses").keySet())
                    .as(one.id())
                    .anyMatch(status -> status.startsWith("2"))
                    .contains("default");
            for (JsonElement answer :
                    one.json().getAsJsonObject("responses").asMap().values()) {
                if (answer.getAsJsonObject().has("content")) {
                    schemas.resolved(schemaOf(answer.getAsJsonObject()));
                }
            }
        }
        for (String name : schemas.all()) {
            refersToWhatThereIs(schemas.schema(name));
        }
    }

    private void parametersAreWhole(Operation one) {
        Set<String> inPath = new TreeSet<>();
        for (JsonElement element : one.json().getAsJsonArray("parameters")) {
            JsonObject parameter = element.getAsJsonObject();
            assertThat(parameter.get("schema").isJsonObject())
                    .as("%s %s", one.id(), parameter)
                    .isTrue();
            refersToWhatThereIs(parameter);
            if (parameter.get("in").getAsString().equals("path")) {
                inPath.add("{" + parameter.get("name").getAsString() + "}");
            }
        }
        assertThat(one.path().replaceAll("[^{}]*(\\{\\w+})?[^{}]*", "$1"))
                .as(one.id())
                .isEqualTo(Arrays.stream(one.path().split("/"))
                        .filter(inPath::contains)
                        .reduce("", String::concat));
    }

    private void refersToWhatThereIs(JsonElement any) {
        if (any instanceof JsonArray array) {
            array.forEach(this::refersToWhatThereIs);
        } else if (any instanceof JsonObject object) {
            if (object.has("$ref")) {
                schemas.resolved(object);
            }
            object.asMap().values().forEach(this::refersToWhatThereIs);
        }
    }

    @Test
    void bodiesAreDescribedAsTheServerReadsThem() throws Exception {
        server.project("shop");
        int checked = 0;
        for (Operation one : operations()) {
            if (one.body().isPresent()) {
                String path = one.path().replace("{project}", "shop").replaceAll("\\{\\w+}", "1");
                String detail = JsonParser.parseString(
                                send(one.method(), path, "{\"no such\":1}").body())
                        .getAsJsonObject()
                        .get("detail")
                        .getAsString();
                Set<String> fields = new TreeSet<>(schemas.resolved(one.body().get())
                        .getAsJsonObject("properties")
                        .keySet());

                assertThat(detail).as(one.id()).isEqualTo("unknown field \"no such\"; known are " + fields);
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(9);
    }

    @Test
    void wordsAreThoseOfTheProgram() {
        Map<String, Enum<?>[]> words = Map.of(
                "Role", Role.values(),
                "Scope", Scope.values(),
                "RunStatus", RunStatus.values(),
                "JobStatus", JobStatus.values(),
                "Event", Trigger.Event.values(),
                "DeploymentStatus", DeploymentStatus.values(),
                "DeploymentCause", DeploymentCause.values());
        words.forEach((name, values) ->
                assertThat(words(schemas.schema(name))).as(name).isEqualTo(words(values)));

        assertThat(words(property("Why", "cause"))).isEqualTo(words(JobState.Why.Cause.values()));
        assertThat(words(property("Attempt", "failure"))).isEqualTo(words(FailureReason.values()));
        assertThat(words(property("FileProblem", "severity"))).isEqualTo(words(Problem.Severity.values()));
        assertThat(words(property("Release", "kind"))).isEqualTo(words(Release.Kind.values()));
        assertThat(words(property("Live", "health"))).isEqualTo(words(DeliveryQueries.Health.values()));
        assertThat(words(property("Step", "status"))).isEqualTo(words(RolloutState.StepStatus.values()));
        List<String> cells = new ArrayList<>(words(DeliveryQueries.CellState.values()));
        cells.remove("none");
        assertThat(words(property("ReleaseOnBoard", "environments").getAsJsonObject("additionalProperties")))
                .isEqualTo(cells);
    }

    private JsonObject property(String schema, String name) {
        return schemas.schema(schema).getAsJsonObject("properties").getAsJsonObject(name);
    }

    private static List<String> words(JsonObject schema) {
        return schema.getAsJsonArray("enum").asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    private static List<String> words(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Test
    void realAnswersAreAsDescribed() throws Exception {
        ShopRepository shop = shop();
        shop.push("Begin", 200);
        accountsAndProjects();
        settings();
        runsAndJobs();
        schedulesAndTriggers();
        deployments();
        ask("changeOwnPassword", "{\"old\":\"" + password + "\",\"new\":\"another long password\"}");

        Set<String> expected = new TreeSet<>();
        operations().forEach(one -> expected.add(one.id()));
        expected.removeAll(NOT_ASKED);
        assertThat(answered).isEqualTo(expected);
        assertThat(schemas.used()).contains("Step", "Probe", "Why", "FileProblem", "Wait", "Live", "Problem");
    }

    private ShopRepository shop() throws Exception {
        server.project("shop");
        return new ShopRepository(folder.resolve("shop"), server.gitUrl("shop"));
    }

    private void accountsAndProjects() throws Exception {
        ask("me", "");
        ask("makeAccount", "{\"login\":\"rita\",\"name\":\"Rita\"}");
        ask("makeAccount", "{\"login\":\"rita\"}");
        ask("listAccounts", "");
        ask("setPassword", "", "login", "rita");
        ask("disableAccount", "", "login", "rita");
        ask("enableAccount", "", "login", "rita");
        ask("listProjects", "");
        ask("makeProject", "{\"path\":\"team/web\"}");
        ask("getProject", "", "project", "team%2Fweb");
        ask("setMember", "{\"role\":\"developer\"}", "project", "team%2Fweb", "login", "rita");
        ask("setMember", "{\"role\":\"king\"}", "project", "team%2Fweb", "login", "rita");
        ask("listMembers", "", "project", "team/web");
        ask("removeMember", "", "project", "team%2Fweb", "login", "rita");
        JsonObject token = ask(
                "makeToken", "{\"name\":\"bot\",\"scopes\":[\"read\",\"write\"],\"project\":\"team/web\",\"days\":3}");
        ask("listTokens", "");
        ask("revokeToken", "", "id", token.get("id").getAsString());
        ask("revokeToken", "", "id", "999");
        ask("listAuditEntries", "");
    }

    private void settings() throws Exception {
        String[] token = {"project", "team/web", "key", "TOKEN"};
        ask("setVariable", "{\"value\":\"a-long-secret\",\"visibility\":\"masked\"}", token);
        ask("setVariable", "{\"value\":\"short\"}", token);
        ask("setVariable", "{\"protected\":true}", "project", "team/web", "key", "REGION");
        ask("setVariable", "{\"value\":\"eu\"}", "project", "team/web", "key", "REGION");
        ask("getVariable", "", token);
        ask("listVariables", "", "project", "team/web");
        ask("removeVariable", "", token);
        ask("protectRefs", "{\"pattern\":\"release/*\"}", "project", "team/web");
        ask("protectRefs", "{\"pattern\":\"a b\"}", "project", "team/web");
        ask("setResourceGroup", "{\"process_mode\":\"oldest_first\"}", "project", "team/web", "key", "production");
        ask("setResourceGroup", "{\"process_mode\":\"random\"}", "project", "team/web", "key", "production");
        ask("listResourceGroups", "", "project", "team/web");
        ask("listProtectedRefs", "", "project", "team/web");
        ask("unprotectRefs", "", "project", "team/web", "pattern", "release%2F*");
    }

    private void schedulesAndTriggers() throws Exception {
        String[] web = {"project", "team/web"};
        ask("makeSchedule", "{\"description\":\"nightly\",\"cron\":\"0 4 * * *\",\"ref\":\"gone\"}", web);
        ask("makeSchedule", "{\"description\":\"nightly\",\"cron\":\"0 4 * *\"}", web);
        ask("listSchedules", "", web);
        ask("getSchedule", "", with(web, "id", "1"));
        ask("playSchedule", "", with(web, "id", "1"));
        ask("changeSchedule", "{\"ref\":\"main\",\"variables\":{\"A\":\"b\"}}", with(web, "id", "1"));
        ask("playSchedule", "", with(web, "id", "1"));
        ask("removeSchedule", "", with(web, "id", "1"));
        String token = ask("makeTrigger", "{\"description\":\"bot\"}", web)
                .get("token")
                .getAsString();
        ask("makeTrigger", "{\"description\":\"\"}", web);
        ask("trigger", "{\"token\":\"" + token + "\",\"ref\":\"main\",\"variables\":{\"A\":\"b\"}}", web);
        ask("trigger", "{\"token\":\"" + token + "\",\"ref\":\"gone\"}", web);
        ask("trigger", "{\"token\":\"wrong\",\"ref\":\"main\"}", web);
        ask("listTriggers", "", web);
        ask("revokeTrigger", "", with(web, "id", "1"));
    }

    private void runsAndJobs() throws Exception {
        Clone clone = Clone.init(folder.resolve("web"));
        clone.must("remote", "add", "origin", server.gitUrl("team/web"));
        clone.write(".gitlab-ci.yml", PIPELINE.formatted(folder)).commit("Begin");
        clone.must("push", "-q", "origin", "main");
        long web = server.services()
                .store()
                .projects()
                .byPath("team/web")
                .orElseThrow()
                .id();
        String[] run = {"project", "team/web", "number", "1"};
        ask("playJob", "", with(run, "job", "by%20hand"));
        ask("getRun", "", run);
        ask("listJobs", "", run);
        ask("cancelJob", "", with(run, "job", "slow"));
        server.finished(new RunId(web, 1));
        ask("getJob", "", with(run, "job", "broken"));
        ask("getLog", "", with(run, "job", "broken"));
        while (ask("listTests", "", run).get("total").getAsInt() == 0) {
            Thread.onSpinWait();
        }
        ask("getReports", "", run);
        ask("listFindings", "", run);
        ask("getCoverage", "", run);
        ask("retryJob", "", with(run, "job", "broken"));
        server.finished(new RunId(web, 1));
        ask("retryRun", "", run);
        ask("cancelRun", "", run);
        server.finished(new RunId(web, 1));
        ask("getRun", "", run);
        ask("cancelRun", "", run);
        ask("startRun", "", "project", "team/web");
        ask("startRun", "{\"branch\":\"none\"}", "project", "team/web");
        clone.write(".gitlab-ci.yml", "build:\n  scripts: [make]\n").commit("Break the file");
        clone.must("push", "-q", "origin", "main");
        ask("getRun", "", "project", "team/web", "number", "3");
        ask("listRuns", "", "project", "team/web");
    }

    private void deployments() throws Exception {
        String[] second = {"project", "shop", "number", "2"};
        Await.until(PATIENCE, () -> status(2).filter(DeploymentStatus.NEEDS_APPROVAL::equals));
        ask("listReleases", "", "project", "shop");
        announce();
        ask("listAnnouncedReleases", "", "project", "shop");
        String[] announced = {"project", "shop", "tag", "v9"};
        ask("getAnnouncedRelease", "", announced);
        ask("removeAnnouncedRelease", "", announced);
        ask("removeAnnouncedRelease", "", announced);
        ask("listEnvironments", "", "project", "shop");
        ask("getDeployment", "", "project", "shop", "number", "1");
        ask("getDeployment", "", second);
        ask("decide", "{\"decision\":\"approve\",\"comment\":\"go\"}", second);
        Await.until(PATIENCE, () -> status(2).filter(DeploymentStatus.SUCCEEDED::equals));
        ask("deploy", "{\"environment\":\"production\",\"version\":\"v0.1.0\"}", "project", "shop");
        ask("deploy", "{\"environment\":\"production\",\"version\":\"v0.1.0\"}", "project", "shop");
        ask("steer", "", "project", "shop", "number", "3", "wish", "cancel");
        ask("listEnvironments", "", "project", "shop");
        ask("rollBack", "{\"environment\":\"production\"}", "project", "shop");
        ask("getDeployment", "", "project", "shop", "number", "99");
        ask("takeDown", "{\"environment\":\"staging\"}", "project", "shop");
        Await.until(PATIENCE, () -> status(4).filter(DeploymentStatus.TAKEN_DOWN::equals));
        ask("takeDown", "{\"environment\":\"staging\"}", "project", "shop");
        ask("getDeployment", "", "project", "shop", "number", "4");
        ask("listEnvironments", "", "project", "shop");
        ask("listReleases", "", "project", "shop");
    }

    /** A release with more to say than a list shows. */
    private void announce() {
        Publication notes =
                new Publication("v9", "", "", "v9", "New. ".repeat(1000), List.of(), Optional.empty(), List.of());
        long shop = server.services()
                .store()
                .projects()
                .byPath("shop")
                .orElseThrow()
                .id();
        server.services()
                .store()
                .publishedReleases()
                .add(new PublishedRelease(shop, notes, "a".repeat(40), "Begin", 1, "tell", 1, "admin", Instant.EPOCH));
    }

    private Optional<DeploymentStatus> status(long deployment) {
        return server.services()
                .delivery()
                .queries()
                .deployment(
                        server.services()
                                .store()
                                .projects()
                                .byPath("shop")
                                .orElseThrow()
                                .id(),
                        deployment,
                        "admin")
                .map(detail -> detail.deployment().status());
    }

    private static String[] with(String[] values, String... more) {
        List<String> all = new ArrayList<>(List.of(values));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** Asks, and holds the answer against its description; parameters of the path by name and value. */
    private JsonObject ask(String id, String body, String... parameters) throws Exception {
        Operation operation = operation(id);
        String path = operation.path();
        for (int i = 0; i < parameters.length; i += 2) {
            String place = "{" + parameters[i] + "}";
            path = path.contains(place)
                    ? path.replace(place, parameters[i + 1])
                    : path + (path.contains("?") ? "&" : "?") + parameters[i] + "=" + parameters[i + 1];
        }
        HttpResponse<String> answer = send(operation.method(), path, body);
        String what = id + " " + answer.statusCode();
        JsonObject responses = operation.json().getAsJsonObject("responses");
        assertThat(responses.keySet())
                .as("%s: %s", what, answer.body())
                .contains(Integer.toString(answer.statusCode()));
        JsonObject described = responses.getAsJsonObject(Integer.toString(answer.statusCode()));
        if (answer.statusCode() < 300) {
            answered.add(id);
        }
        if (!described.has("content")) {
            assertThat(answer.body()).as(what).isEmpty();
            return new JsonObject();
        }
        String type = described.getAsJsonObject("content").keySet().iterator().next();
        assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                .as(what)
                .startsWith(type);
        if (!type.endsWith("json")) {
            return new JsonObject();
        }
        JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
        schemas.check(what, json, schemaOf(described));
        return json;
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        String user = "admin:" + password;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return server.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
