package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunCommands;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.ScheduleCommand;
import dev.sluice.core.model.Trigger.Actor;
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
                .start(project.id(), new RunCommands.Wish("main", Map.of("WHO", "page")), new Actor("admin", "A", ""));
        assertThat(log(1)).contains("source=web triggered= short=;", "schedule= who=page user=admin;");

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
                .contains("who=bot user=admin;");
        assertThat(curl(server.url() + "/api/v4/projects/group%2Fshop/ref/main/trigger/pipeline?token=" + token
                        + "&variables%5BWHO%5D=query"))
                .contains("\"iid\":4");
        assertThat(log(4)).contains("who=query");
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
                .isEqualTo("run 5: " + server.url() + "/p/group/shop/runs/5\n0");
        assertThat(log(5)).contains("source=schedule triggered= short=;", "schedule=nightly who=clock user=admin;");
        assertThat(commands.call(new ScheduleCommand(ScheduleCommand.Verb.LIST)))
                .contains("0 4 * * * UTC");
    }
}
