package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.RunActionCommand;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEvent;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person starts a job of a real server with values for its inputs: on its page, by the API, by command. */
@Timeout(120)
final class JobInputsTest {
    private static final String PIPELINE = """
        deploy:
          when: manual
          inputs:
            place: {description: Where it goes, default: lab, options: [lab, live]}
            count: {type: number, default: 3}
          script: ['echo "to ${{ job.inputs.place }} ${{ job.inputs.count }} times for $GITLAB_USER_LOGIN;"']
        """;

    @TempDir
    private Path folder;

    private static String form(Map<String, String> fields) {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }

    private static HttpResponse<String> send(
            TestServer server, String path, String type, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return server.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void byPageByProgramAndByCommand() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("team/shop");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.must("remote", "add", "origin", server.gitUrl("team/shop"));
            clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
            clone.must("push", "-q", "origin", "main");
            String bearer = "Bearer " + server.token();
            String api = "/api/v1/projects/team%2Fshop/runs/1/jobs/deploy";
            RunId run = new RunId(project.id(), 1);

            HttpResponse<String> refused = send(
                    server,
                    api + "/play",
                    "application/json",
                    "{\"inputs\": {\"place\": \"moon\", \"count\": 2}}",
                    "Authorization",
                    bearer);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains("cannot be \\\"moon\\\"; the options are lab, live");
            assertThat(server.get(api, "Authorization", bearer).body())
                    .contains("\"status\":\"manual\"", "\"inputs\":[{\"name\":\"place\",\"type\":\"string\"");

            String cookie = cookie(server);
            String page = "/p/team/shop/runs/1/jobs/deploy";
            assertThat(server.get(page, "Cookie", cookie).body())
                    .contains(
                            "name=\"input.place\"", "<option value=\"live\">", "Where it goes", "name=\"input.count\"");
            String csrf =
                    Secret.presented(cookie.substring(cookie.indexOf('=') + 1)).derive("csrf");
            HttpResponse<String> wrong = send(
                    server,
                    page + "/start",
                    "application/x-www-form-urlencoded",
                    form(Map.of("_csrf", csrf, "input.place", "lab", "input.count", "few")),
                    "Cookie",
                    cookie,
                    "Accept",
                    "text/html",
                    "Accept-Language",
                    "ru");
            assertThat(wrong.statusCode()).isEqualTo(422);
            assertThat(wrong.body()).contains("входное значение «count» имеет тип number");
            HttpResponse<String> started = send(
                    server,
                    page + "/start",
                    "application/x-www-form-urlencoded",
                    form(Map.of("_csrf", csrf, "input.place", "live", "input.count", "2")),
                    "Cookie",
                    cookie);
            assertThat(started.statusCode()).isEqualTo(303);
            server.finished(run);
            assertThat(log(server, api, bearer, 1)).contains("to live 2 times for admin;");

            HttpResponse<String> again = send(
                    server,
                    api + "/retry",
                    "application/json",
                    "{\"inputs\": {\"count\": 5}}",
                    "Authorization",
                    bearer);
            assertThat(again.statusCode()).as(again.body()).isEqualTo(200);
            await(server, project, 2);
            assertThat(log(server, api, bearer, 2)).contains("to live 5 times for admin;");

            RemoteCommands checkout = new RemoteCommands(folder.resolve("clone"), Map.of());
            RunActionCommand retry = new RunActionCommand(RunActionCommand.Action.RETRY);
            assertThat(checkout.call(retry, "1", "deploy", "--input", "place=sun"))
                    .contains("the options are lab, live");
            assertThat(checkout.call(retry, "1", "deploy", "--input", "place=lab"))
                    .startsWith("run 1, job deploy: ");
            await(server, project, 3);
            assertThat(log(server, api, bearer, 3)).contains("to lab 5 times for admin;");
            assertThat(server.get(page, "Cookie", cookie).body()).contains("place=lab", "count=5");
            assertThat(server.get(api, "Authorization", bearer).body())
                    .contains("\"inputs\":{\"count\":\"5\",\"place\":\"lab\"}");

            Instant now = Instant.now();
            server.services().store().accounts().create("rita", "Rita", "rita@example.org", false, "hash", now);
            server.services().commands().send(run, new RunEvent.JobRetryRequested("deploy", "rita", now));
            await(server, project, 4);
            assertThat(log(server, api, bearer, 4)).contains("to lab 5 times for rita;");
        }
    }

    private static void await(TestServer server, Project project, int attempt) throws Exception {
        Await.until(Duration.ofSeconds(60), () -> server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), 1))
                .flatMap(run -> run.state().job("deploy"))
                .filter(job -> job.attempt() == attempt && job.status() == JobStatus.SUCCESS));
    }

    private static String cookie(TestServer server) throws Exception {
        HttpResponse<String> answer = send(
                server,
                "/login",
                "application/x-www-form-urlencoded",
                form(Map.of("login", "admin", "password", TestServer.PASSWORD, "next", "/")));
        String header = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return header.substring(0, header.indexOf(';'));
    }

    private static String log(TestServer server, String api, String bearer, int attempt) throws Exception {
        return server.get(api + "/log?attempt=" + attempt, "Authorization", bearer)
                .body();
    }
}
