package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Role;
import dev.sluice.app.audit.AuditQueries;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.cli.remote.VariableCommand;
import dev.sluice.core.engine.RunStatus;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Variables that a project keeps, from command and API to jobs and back out of their logs. */
@Timeout(180)
final class VariablesTest {
    private static final String SECRET = "s3cr3t-value-of-the-project";
    private static final String PIPELINE = """
        variables: {WHO: file, SEES: 'rules of $WHO'}
        include: [{local: more.yml, rules: [{if: '$WHO == "project"'}]}]
        show:
          script:
            - echo "who=$WHO region=$REGION token=$TOKEN $(printf %s "$TOKEN" | base64 -w0)"
            - printf %s "$(echo "$TOKEN" | cut -c1-9)"; sleep 0.2; echo "$TOKEN" | cut -c10-
            - echo "config=$(cat "$CONFIG")" "raw=$RAW expanded=$EXPANDED"
            - test ! -e "$CONFIG.gone" && ls -l "$CONFIG" | cut -c1-10
        production:
          environment: {name: production}
          rules: [{if: '$REGION == "eu-production"'}]
          script: ['echo "region=$REGION"']
        """;

    @TempDir
    private Path folder;

    private String log(TestServer server, RunId run, String job) throws Exception {
        return server.get(
                        "/api/v1/projects/" + run.project() + "/runs/" + run.number() + "/jobs/" + job + "/log",
                        "Authorization",
                        "Bearer " + server.token())
                .body();
    }

    private HttpResponse<String> put(TestServer server, String path, String json) throws Exception {
        return server.http()
                .send(
                        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/projects/group%2Fshop" + path))
                                .header("Authorization", "Bearer " + server.token())
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void reachRulesAndJobsAndNoLog() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("group/shop");
            RemoteCommands commands = new RemoteCommands(
                    folder,
                    Map.of(
                            "SLUICE_TOKEN", server.token(),
                            "SLUICE_SERVER", server.url(),
                            "SLUICE_PROJECT", "group/shop"));
            Files.writeString(folder.resolve("token"), SECRET + "\n");
            assertThat(commands.call(
                            new VariableCommand(VariableCommand.Verb.SET),
                            "TOKEN",
                            "--from",
                            "token",
                            "--hidden",
                            "--protected"))
                    .isEqualTo("variable TOKEN kept\n0");
            assertThat(commands.call(
                            new VariableCommand(VariableCommand.Verb.SET), "TOKEN", "--masked", "--value", "x"))
                    .startsWith("failed 2: --value is for what anybody may see");
            commands.call(new VariableCommand(VariableCommand.Verb.SET), "WHO", "--value", "project");
            commands.call(new VariableCommand(VariableCommand.Verb.SET), "REGION", "--value", "eu-any");
            commands.call(
                    new VariableCommand(VariableCommand.Verb.SET),
                    "REGION",
                    "--value",
                    "eu-production",
                    "--scope",
                    "prod*");
            assertThat(put(server, "/variables/CONFIG", "{\"value\": \"a: $WHO\\n\", \"type\": \"file\"}")
                            .statusCode())
                    .isEqualTo(201);
            put(server, "/variables/RAW", "{\"value\": \"$WHO\", \"raw\": true}");
            put(server, "/variables/EXPANDED", "{\"value\": \"$WHO\"}");
            assertThat(put(server, "/variables/SHORT", "{\"value\": \"seven77\", \"visibility\": \"masked\"}")
                            .statusCode())
                    .isEqualTo(422);
            assertThat(commands.call(new VariableCommand(VariableCommand.Verb.LIST)))
                    .contains("TOKEN", "hidden,protected", "prod*")
                    .doesNotContain(SECRET);
            String asked = server.get(
                            "/api/v1/projects/group%2Fshop/variables/TOKEN",
                            "Authorization", "Bearer " + server.token())
                    .body();
            assertThat(asked).contains("\"hidden\"").doesNotContain("value\":");

            Clone clone = Clone.init(folder.resolve("clone"));
            clone.write(".gitlab-ci.yml", PIPELINE)
                    .write("more.yml", "included: {script: [echo included]}\n")
                    .commit("Begin");
            clone.must("push", server.gitUrl("group/shop"), "main");
            RunId first = new RunId(project.id(), 1);
            assertThat(server.finished(first).status()).isEqualTo(RunStatus.SUCCESS);

            assertThat(log(server, first, "show"))
                    .contains("who=project region=eu-any token=")
                    .contains("config=a: $WHO raw=$WHO expanded=project")
                    .doesNotContain("s3cr3t")
                    .doesNotContain("czNjcjN0");
            assertThat(log(server, first, "production")).contains("region=eu-production");
            assertThat(log(server, first, "included")).contains("included");

            clone.must("checkout", "-q", "-b", "feature");
            clone.must("push", server.gitUrl("group/shop"), "feature");
            RunId second = new RunId(project.id(), 2);
            server.finished(second);
            assertThat(log(server, second, "show")).contains("region=eu-any token= ");
            assertNothingTells(server);
        }
        assertThat(Files.readString(folder.resolve("data/variables.key"))).isNotBlank();
    }

    private void assertNothingTells(TestServer server) throws Exception {
        List<String> deeds = server
                .services()
                .store()
                .audit()
                .entries(new AuditQueries.AuditFilter("", "", ""), Long.MAX_VALUE, 100)
                .stream()
                .map(Object::toString)
                .toList();
        assertThat(deeds).anyMatch(deed -> deed.contains("variable.made") && deed.contains("variable TOKEN"));
        assertThat(String.join("\n", deeds)).doesNotContain("s3cr3t").doesNotContain("eu-any");
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(text.contains(SECRET)).as(file.toString()).isFalse();
            }
        }
    }

    @Test
    void onlyAMaintainerPushesToWhatIsProtectedAndSeesVariables() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("group/shop");
            server.services()
                    .accounts()
                    .create(server.admin(), "dev", "Dev", "", false, "a long enough one".toCharArray());
            server.services().accounts().setRole(server.admin(), project.id(), "dev", Role.DEVELOPER);
            put(server, "/protected-refs", "{\"pattern\": \"release/*\"}");
            put(server, "/protected-refs", "{\"pattern\": \"v*\", \"kind\": \"tag\"}");
            String asDev = server.gitUrl("group/shop").replaceFirst("//admin:[^@]*@", "//dev:a%20long%20enough%20one@");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.write("a", "b").commit("Begin");

            Clone.Said refused = clone.git("push", asDev, "main:release/1");

            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.text())
                    .contains("release/1 is protected: only a maintainer may push to it")
                    .contains("[remote rejected] main -> release/1 (refused)");
            assertThat(clone.git("push", asDev, "main", "main:refs/tags/v1").exitCode())
                    .isNotZero();
            clone.must("push", asDev, "main", "main:releases");
            clone.must("push", server.gitUrl("group/shop"), "main:release/1", "main:refs/tags/v1");
            assertThat(clone.must("ls-remote", asDev)).contains("refs/heads/release/1", "refs/tags/v1");
        }
    }
}
