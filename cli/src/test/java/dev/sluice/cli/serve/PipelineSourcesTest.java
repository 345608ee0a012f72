package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.ScheduleCommand;
import dev.sluice.core.model.Trigger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a pipeline learns of its cause: by page, API, trigger token and schedule. */
@Timeout(180)
final class PipelineSourcesTest {
    private static final String PIPELINE = """
        show:
          script:
            - echo "source=$CI_PIPELINE_SOURCE triggered=$CI_PIPELINE_TRIGGERED short=$CI_TRIGGER_SHORT_TOKEN;"
            - echo "schedule=$CI_PIPELINE_SCHEDULE_DESCRIPTION who=$WHO user=$GITLAB_USER_LOGIN;"
            - echo "id=$GITLAB_USER_ID at=$CI_PIPELINE_CREATED_AT, $CI_JOB_STARTED_AT for $CI_JOB_TIMEOUT"
            - echo "on=$CI_RUNNER_EXECUTABLE_ARCH $CI_RUNNER_TAGS $CI_CONCURRENT_ID.$CI_CONCURRENT_PROJECT_ID $CI_SHARED_ENVIRONMENT;"
            - '[ -z "$TRIGGER_PAYLOAD" ] || cat "$TRIGGER_PAYLOAD"'
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private String bearer;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("group/shop");
        bearer = "Bearer " + server.token();
        Clone clone = Clone.init(folder.resolve("clone"));
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin [skip ci]");
        clone.must("push", server.gitUrl("group/shop"), "main");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String log(long run) throws Exception {
        server.finished(new RunId(project.id(), run));
        return server.get("/api/v1/projects/1/runs/" + run + "/jobs/show/log", "Authorization", bearer)
                .body();
    }

    private JsonObject post(String path, String json) throws Exception {
        HttpResponse<String> answer = server.http()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects/group%2Fshop" + path))
                                .header("Authorization", bearer)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-s", "-X", "POST"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }

    @Test
    void personsProgramsTokensAndSchedulesStartRuns() throws Exception {
        assertThat(server.runs(project)).isEmpty();
        server.services()
                .commands()
                .start(project.id(), new RunCommands.Wish("main", Map.of("WHO", "page")), server.admin());
        assertThat(log(1))
                .contains("source=web triggered= short=;", "schedule= who=page user=admin;")
                .containsPattern("id=1 at=20\\d\\d-\\S+:\\d\\dZ, 20\\d\\d-\\S+:\\d\\dZ for [1-9]\\d+\n")
                .containsPattern("on=linux/(amd64|arm64) \\[] 0\\.0 true;");

        post("/runs", "{\"ref\": \"main\", \"variables\": {\"WHO\": \"program\"}}");
        assertThat(log(2)).contains("source=api triggered= short=;", "who=program user=admin;");

        String token =
                post("/triggers", "{\"description\": \"bot\"}").get("token").getAsString();
        String made = curl(
                "-F",
                "token=" + token,
                "-F",
                "ref=main",
                "-F",
                "variables[WHO]=bot",
                server.url() + "/api/v4/projects/1/trigger/pipeline");
        assertThat(made).contains("\"source\":\"trigger\"", "\"iid\":3");
        assertThat(log(3))
                .contains("source=trigger triggered=true short=" + token.substring(4, 8) + ";")
                .contains("who=bot user=admin;")
                .contains("{\"ref\":\"main\",\"variables\":{\"WHO\":\"bot\"}}");
        assertThat(curl(server.url() + "/api/v4/projects/group%2Fshop/ref/main/trigger/pipeline?token=" + token
                        + "&variables%5BWHO%5D=query"))
                .contains("\"iid\":4");
        assertThat(log(4)).contains("who=query");
        assertThat(curl(
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "{\"zen\": [1, {\"a\": null}]}",
                        server.url() + "/api/v4/projects/1/ref/main/trigger/pipeline?token=" + token))
                .contains("\"iid\":5");
        assertThat(log(5)).contains("{\"zen\":[1,{\"a\":null}]}").doesNotContain(token);
        assertThat(curl("-d", "token=slt_wrong&ref=main", server.url() + "/api/v4/projects/1/trigger/pipeline"))
                .contains("\"status\":404");

        RemoteCommands commands = new RemoteCommands(
                folder,
                Map.of(
                        "SLUICE_TOKEN", server.token(),
                        "SLUICE_SERVER", server.url(),
                        "SLUICE_PROJECT", "group/shop"));
        assertThat(commands.call(
                        new ScheduleCommand(ScheduleCommand.Verb.CREATE),
                        "nightly",
                        "--cron",
                        "0 4 * * *",
                        "--var",
                        "WHO=clock"))
                .startsWith("schedule 1 made, next ");
        assertThat(commands.call(new ScheduleCommand(ScheduleCommand.Verb.CREATE), "n", "--cron", "0 4 * *"))
                .startsWith("failed 1: cron: column 8: ");
        assertThat(commands.call(new ScheduleCommand(ScheduleCommand.Verb.RUN), "1"))
                .isEqualTo("run 6: " + server.url() + "/p/group/shop/runs/6\n0");
        assertThat(log(6)).contains("source=schedule triggered= short=;", "schedule=nightly who=clock user=admin;");
        assertThat(commands.call(new ScheduleCommand(ScheduleCommand.Verb.LIST)))
                .contains("0 4 * * * UTC");
    }

    private static final String PROPOSED = """
        spec: {inputs: {level: {default: low}}}
        ---
        show:
          rules: [{if: '$CI_PIPELINE_SOURCE == "push"'}]
          script: ['echo "who=$WHO level=$[[ inputs.level ]] branch=$CI_COMMIT_BRANCH;"']
        changed:
          rules: [{if: '$CI_PIPELINE_SOURCE == "merge_request_event"', changes: [feature.txt]}]
          script:
            - 'echo "mr=$CI_MERGE_REQUEST_IID $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME to $CI_MERGE_REQUEST_TARGET_BRANCH_NAME;"'
            - 'echo "base=$CI_MERGE_REQUEST_DIFF_BASE_SHA branch=$CI_COMMIT_BRANCH; title=$CI_MERGE_REQUEST_TITLE;"'
        unchanged:
          rules: [{if: '$CI_PIPELINE_SOURCE == "merge_request_event"', changes: [main.txt]}]
          script: [exit 1]
        """;

    private String log(long run, String job) throws Exception {
        server.finished(new RunId(project.id(), run));
        return server.get("/api/v1/projects/1/runs/" + run + "/jobs/" + job + "/log", "Authorization", bearer)
                .body();
    }

    @Test
    void aPushAsksForVariablesInputsAndAMergeRequest() throws Exception {
        String url = server.gitUrl("group/shop");
        Clone clone = Clone.init(folder.resolve("proposed"));
        clone.write(".gitlab-ci.yml", PROPOSED).commit("Begin");
        clone.must("push", "-f", "-o", "ci.variable=WHO=pusher and more", "-o", "ci.input=level=high", url, "main");
        assertThat(log(1, "show")).contains("who=pusher and more level=high branch=main;");
        String base = clone.head();
        clone.must("checkout", "-q", "-b", "feature");
        clone.write("feature.txt", "1").commit("A feature");
        clone.must("checkout", "-q", "main");
        clone.write("main.txt", "1").commit("Meanwhile");
        clone.must("push", "-o", "ci.skip", url, "main");

        clone.must("checkout", "-q", "feature");
        String said =
                clone.must("push", "-o", "merge_request.create", "-o", "merge_request.target=main", url, "feature");

        assertThat(said).contains("/runs/2", "/runs/3");
        assertThat(log(2, "show")).contains("who= level=low branch=feature;");
        assertThat(log(3, "changed")).contains("mr=1 feature to main;", "base=" + base + " branch=; title=A feature;");
        assertThat(server.finished(new RunId(project.id(), 3)).event()).isEqualTo(Trigger.Event.MERGE_REQUEST);

        clone.write("other.txt", "1").commit("More of it");
        clone.must("push", url, "feature");
        assertThat(log(5, "changed")).contains("mr=1 feature to main;", "title=A feature;");
        clone.must("push", url, ":feature");
        clone.must("push", url, "feature");
        server.finished(new RunId(project.id(), 6));
        assertThat(server.runs(project))
                .as("the merge request went with its branch")
                .hasSize(6);
    }

    @Test
    void aJobProvesWhoItIs() throws Exception {
        Clone clone = Clone.init(folder.resolve("identity"));
        clone.write(".gitlab-ci.yml", """
            show:
              variables: {WHERE: cloud}
              environment: {name: production}
              timeout: 10 minutes
              id_tokens: {TOKEN: {aud: 'https://$WHERE.example.com'}, BOTH: {aud: [a, b]}}
              script:
                - echo "token=$TOKEN;"
                - echo "$TOKEN" | cut -d. -f2 | tr -- -_ +/ > payload
                - while [ $(( $(wc -c < payload) % 4 )) != 1 ]; do printf = > pad; cat payload pad | tr -d '\\n' > longer;
                  echo >> longer; mv longer payload; done
                - base64 -d < payload; echo "; job=$CI_JOB_ID $CI_PIPELINE_URL $CI_JOB_URL"
            """).commit("Begin");
        clone.must("push", "-f", server.gitUrl("group/shop"), "main");

        String log = log(1, "show");

        assertThat(log).contains("token=[MASKED];");
        int begin = log.indexOf("{\"");
        JsonObject claims = JsonParser.parseString(log.substring(begin, log.indexOf("};", begin) + 1))
                .getAsJsonObject();
        assertThat(claims.get("iss").getAsString()).isEqualTo(server.url());
        assertThat(claims.get("sub").getAsString()).isEqualTo("project_path:group/shop:ref_type:branch:ref:main");
        assertThat(claims.get("aud").getAsString()).isEqualTo("https://cloud.example.com");
        assertThat(claims.get("ref_protected").getAsString()).isEqualTo("true");
        assertThat(claims.get("environment").getAsString()).isEqualTo("production");
        assertThat(claims.get("user_login").getAsString()).isEqualTo("admin");
        assertThat(log)
                .contains("; job=" + claims.get("job_id").getAsString() + " " + server.url() + "/p/group/shop/runs/1 "
                        + server.url() + "/p/group/shop/runs/1/jobs/show");
        assertThat(claims.get("exp").getAsLong() - claims.get("iat").getAsLong())
                .isEqualTo(600);
        JsonObject about = JsonParser.parseString(
                        server.get("/.well-known/openid-configuration").body())
                .getAsJsonObject();
        assertThat(about.get("issuer").getAsString()).isEqualTo(server.url());
        assertThat(server.get(URI.create(about.get("jwks_uri").getAsString()).getPath())
                        .body())
                .contains("\"RS256\"");
    }
}
