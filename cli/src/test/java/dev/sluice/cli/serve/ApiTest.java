package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.RunStatus;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions, tokens, runs and events over real HTTP. */
@Timeout(120)
final class ApiTest {
    private static final Pattern SESSION = Pattern.compile("sluice_session=([^;]+);(.*)");

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private Clone clone;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("shop");
        clone = Clone.init(folder.resolve("clone"));
        clone.must("remote", "add", "origin", server.gitUrl("shop"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return server.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> logIn(String password) throws Exception {
        return send(
                "POST",
                "/login",
                "login=admin&password=" + password.replace(" ", "+") + "&next=%2F",
                "Content-Type",
                "application/x-www-form-urlencoded");
    }

    private String session() throws Exception {
        Matcher cookie = SESSION.matcher(
                logIn(TestServer.PASSWORD).headers().firstValue("Set-Cookie").orElseThrow());
        assertThat(cookie.matches()).isTrue();
        assertThat(cookie.group(2)).containsIgnoringCase("httponly").containsIgnoringCase("samesite=lax");
        return "sluice_session=" + cookie.group(1);
    }

    private String csrf(String cookie) {
        return dev.sluice.app.access.Secret.presented(cookie.substring("sluice_session=".length()))
                .derive("csrf");
    }

    /** A token with all scopes, made through the API. */
    private String token() throws Exception {
        String cookie = session();
        HttpResponse<String> made = send(
                "POST",
                "/api/v1/tokens",
                "{\"name\":\"t\",\"scopes\":[\"read\",\"write\",\"deploy\",\"admin\"]}",
                "Cookie",
                cookie,
                "X-CSRF-Token",
                csrf(cookie),
                "Content-Type",
                "application/json");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JsonParser.parseString(made.body())
                .getAsJsonObject()
                .get("token")
                .getAsString();
    }

    private JsonObject get(String path, String token) throws Exception {
        HttpResponse<String> answer = server.get(path, "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    @Test
    void aSessionChangesThingsOnlyWithItsProof() throws Exception {
        String cookie = session();
        String body = "{\"path\":\"new-one\"}";
        String[] json = {"Cookie", cookie, "Content-Type", "application/json"};

        assertThat(send("POST", "/api/v1/projects", body, json).statusCode()).isEqualTo(403);
        assertThat(send("POST", "/api/v1/projects", body, with(json, "X-CSRF-Token", "wrong"))
                        .statusCode())
                .isEqualTo(403);
        String[] proven = with(json, "X-CSRF-Token", csrf(cookie));
        assertThat(send("POST", "/api/v1/projects", body, with(proven, "Sec-Fetch-Site", "cross-site"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/v1/projects", body, with(proven, "Origin", "http://evil.example"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("POST", "/api/v1/projects", body, with(proven, "Origin", "null"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(server.services().store().projects().byPath("new-one")).isEmpty();

        assertThat(send("POST", "/api/v1/projects", body, proven).statusCode()).isEqualTo(201);
    }

    private static String[] with(String[] headers, String... more) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void sessionsEndAtLogOutAndPasswordChange() throws Exception {
        String one = session();
        String other = session();
        assertThat(one).isNotEqualTo(other);
        assertThat(server.get("/api/v1/me", "Cookie", one).statusCode()).isEqualTo(200);

        send("POST", "/logout", "", "Cookie", one, "X-CSRF-Token", csrf(one));
        assertThat(server.get("/api/v1/me", "Cookie", one).statusCode()).isEqualTo(401);
        assertThat(server.get("/api/v1/me", "Cookie", other).statusCode()).isEqualTo(200);

        String change = "{\"old\":\"" + TestServer.PASSWORD + "\",\"new\":\"another long password\"}";
        HttpResponse<String> changed = send(
                "POST",
                "/api/v1/me/password",
                change,
                "Cookie",
                other,
                "X-CSRF-Token",
                csrf(other),
                "Content-Type",
                "application/json");
        assertThat(changed.statusCode()).isEqualTo(204);
        assertThat(server.get("/api/v1/me", "Cookie", other).statusCode()).isEqualTo(401);
        assertThat(logIn(TestServer.PASSWORD).headers().firstValue("Location")).contains("/login?error=wrong&next=%2F");
    }

    @Test
    void guessingIsSlowedForKnownAndUnknownNamesAlike() throws Exception {
        for (String name : List.of("admin", "nobody")) {
            String seen = "";
            for (int i = 0; i < 7; i++) {
                seen = send(
                                "POST",
                                "/login",
                                "login=" + name + "&password=x",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .headers()
                        .firstValue("Location")
                        .orElseThrow();
            }
            assertThat(seen).as(name).contains("error=wait");
        }
    }

    @Test
    void logInLeadsNowhereElse() throws Exception {
        for (String next :
                List.of("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)")) {
            HttpResponse<String> answer = send(
                    "POST",
                    "/login",
                    "login=admin&password=" + TestServer.PASSWORD.replace(" ", "+") + "&next="
                            + java.net.URLEncoder.encode(next, StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/x-www-form-urlencoded");
            assertThat(answer.headers().firstValue("Location")).as(next).contains("/");
        }
    }

    @Test
    void tellsOfRunsJobsAndLogs() throws Exception {
        String token = token();
        clone.write(
                        ".gitlab-ci.yml",
                        "build:\n  script: [echo one, echo two]\nby hand:\n  script: [echo three]\n  when: manual\n")
                .commit("Begin <b>now</b>");
        clone.must("push", "origin", "main");
        server.finished(new RunId(project.id(), 1));

        JsonObject run = get("/api/v1/projects/shop/runs/1", token);
        assertThat(run.get("status").getAsString()).isEqualTo("success");
        assertThat(run.get("title").getAsString()).isEqualTo("Begin <b>now</b>");
        assertThat(get("/api/v1/projects/" + project.id() + "/runs?limit=1", token)
                        .getAsJsonArray("runs"))
                .hasSize(1);
        assertThat(server.get("/api/v1/projects/shop/runs/1/jobs/build/log", "Authorization", "Bearer " + token)
                        .body())
                .contains("one\n", "two\n");

        HttpResponse<String> played = send(
                "POST", "/api/v1/projects/shop/runs/1/jobs/by%20hand/play", "", "Authorization", "Bearer " + token);
        assertThat(played.statusCode()).as(played.body()).isEqualTo(200);
        Await.until(Duration.ofSeconds(20), () -> jobStatus(token, "by hand").filter("success"::equals));
        assertThat(send("POST", "/api/v1/projects/shop/runs/1/jobs/none/play", "", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.get("/api/v1/projects/shop/runs/99", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
        HttpResponse<String> started = send(
                "POST",
                "/api/v1/projects/shop/runs",
                "{\"branch\":\"main\"}",
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(201);
        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
        JsonArray entries = get("/api/v1/audit?project=shop", token).getAsJsonArray("entries");
        assertThat(entries.asList().stream()
                        .map(one -> one.getAsJsonObject().get("action").getAsString()))
                .contains("job.started", "run.started", "repository.pushed", "project.made");
        assertThat(server.services().store().audit().firstBroken()).isEmpty();
    }

    private HttpResponse<String> start(String token, String body) throws Exception {
        return send(
                "POST",
                "/api/v1/projects/shop/runs",
                body,
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json");
    }

    @Test
    void startsATagWithVariablesAndKeepsToTheirOptions() throws Exception {
        String token = token();
        clone.write("README", "empty").commit("Begin");
        clone.must("push", "origin", "main");
        assertThat(start(token, "{}").body()).contains("there is no .gitlab-ci.yml on main");
        clone.write(".gitlab-ci.yml", """
            variables:
              TARGET: {description: where to, value: a, options: [a, b]}
            job:
              script: 'echo "[$TARGET] [$OTHER] [$CI_COMMIT_TAG]"'
              rules: [{if: $CI_PIPELINE_SOURCE != "push"}]
            """).commit("Add a pipeline");
        clone.must("tag", "v7");
        clone.must("push", "origin", "main", "v7");

        HttpResponse<String> wrong = start(token, "{\"ref\": \"v7\", \"variables\": {\"TARGET\": \"moon\"}}");
        assertThat(wrong.statusCode()).isEqualTo(409);
        assertThat(wrong.body()).contains("none of its options: a, b");
        assertThat(start(token, "{\"ref\": \"v8\"}").body()).contains("there is no branch or tag v8");
        HttpResponse<String> made =
                start(token, "{\"ref\": \"v7\", \"variables\": {\"TARGET\": \"b\", \"OTHER\": \"x y\"}}");

        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        long number = JsonParser.parseString(made.body())
                .getAsJsonObject()
                .get("number")
                .getAsLong();
        server.finished(new RunId(project.id(), number));
        assertThat(server.get(
                                "/api/v1/projects/shop/runs/" + number + "/jobs/job/log",
                                "Authorization",
                                "Bearer " + token)
                        .body())
                .contains("[b] [x y] [v7]");
    }

    private Optional<String> jobStatus(String token, String name) {
        try {
            for (JsonElement job : get("/api/v1/projects/shop/runs/1", token).getAsJsonArray("jobs")) {
                if (job.getAsJsonObject().get("name").getAsString().equals(name)) {
                    return Optional.of(job.getAsJsonObject().get("status").getAsString());
                }
            }
            return Optional.empty();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusesBodiesThatItCannotTrust() throws Exception {
        String token = token();
        String deep = "[".repeat(100_000);
        for (String body : List.of(
                "{\"path\":\"a\",\"path\":\"b\"}",
                "{\"path\":1}",
                "{\"path\":\"a\",\"admin\":true}",
                "{\"path\":",
                deep,
                "{\"path\":\"a\",\"x\":1e400}",
                "[]",
                "{'path':'a'}")) {
            HttpResponse<String> answer = send(
                    "POST",
                    "/api/v1/projects",
                    body,
                    "Authorization",
                    "Bearer " + token,
                    "Content-Type",
                    "application/json");
            assertThat(answer.statusCode())
                    .as(body.substring(0, Math.min(30, body.length())))
                    .isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
        assertThat(send(
                                "POST",
                                "/api/v1/projects",
                                "{\"path\":\"a\"}",
                                "Authorization",
                                "Bearer " + token,
                                "Content-Type",
                                "text/plain")
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(
                                "POST",
                                "/api/v1/projects",
                                "x".repeat(2 << 20),
                                "Authorization",
                                "Bearer " + token,
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void streamsChangesAndLogLines() throws Exception {
        String token = token();
        clone.write(".gitlab-ci.yml", "build:\n  script: ['for i in 1 2 3; do echo line-$i; sleep 0.2; done']\n")
                .commit("Begin");
        clone.must("push", "origin", "main");
        String log = java.net.URLEncoder.encode("log-" + project.id() + "-1-1-build@0", StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(server.url() + "/live?topics=run-" + project.id() + "-1&log=" + log))
                .header("Authorization", "Bearer " + token)
                .build();
        List<String> seen = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                server.http()
                        .send(request, HttpResponse.BodyHandlers.ofInputStream())
                        .body(),
                StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                seen.add(line);
                if (line.startsWith("data:success")) {
                    break;
                }
            }
        }

        assertThat(String.join("\n", seen)).contains("line-1", "line-2", "line-3", "event:log", "event:end");
        assertThat(server.get("/live?topics=nonsense", "Authorization", "Bearer " + token)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void describesItselfAndItsHealth() throws Exception {
        JsonObject description = JsonParser.parseString(
                        server.get("/api/v1/openapi.json").body())
                .getAsJsonObject();

        assertThat(description.getAsJsonObject("paths").keySet())
                .contains("/api/v1/projects/{project}/runs/{number}/jobs/{job}/log", "/api/v1/tokens");
        assertThat(server.get("/health").body()).isEqualTo("ok\n");
        assertThat(server.get("/ready").statusCode()).isEqualTo(200);
        assertThat(server.get("/metrics", "Authorization", "Bearer " + token()).body())
                .contains("sluice_runs_unfinished 0")
                .contains("jvm_heap_used_bytes");
        assertThat(server.get("/health")
                        .headers()
                        .firstValue("Content-Security-Policy")
                        .orElseThrow())
                .contains("frame-ancestors 'none'");
    }
}
