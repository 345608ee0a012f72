package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Account;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may list and download artifacts, by the file's word and the role in the project. */
@Timeout(120)
final class ArtifactRightsTest {
    private static final List<String> JOBS = List.of("all", "developer", "maintainer", "none", "over");
    private static final String PIPELINE = """
        .keeps: {script: [echo hello > out.txt]}
        all: {extends: .keeps, artifacts: {paths: [out.txt]}}
        developer: {extends: .keeps, artifacts: {paths: [out.txt], public: false}}
        maintainer: {extends: .keeps, artifacts: {paths: [out.txt], access: maintainer}}
        none: {extends: .keeps, artifacts: {paths: [out.txt], access: none}}
        over: {extends: .keeps, artifacts: {paths: [out.txt], expire_in: 1 second}}
        """;

    @TempDir
    private Path folder;

    @Test
    void goByTheRoleAndEndWithTheirTime() throws Exception {
        try (TestServer server = TestServer.start(folder.resolve("data"))) {
            Project project = server.project("group/shop");
            Clone clone = Clone.init(folder.resolve("clone"));
            clone.must("remote", "add", "origin", server.gitUrl("group/shop"));
            clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
            clone.must("push", "origin", "main");
            server.finished(new RunId(project.id(), 1));
            String admin = server.token();
            Await.until(
                    Duration.ofSeconds(20),
                    () -> download(server, admin, "over").statusCode() == 404 ? Optional.of(true) : Optional.empty());

            assertThat(mayHave(server, token(server, project, "rita", Role.READER)))
                    .containsExactly("all");
            assertThat(mayHave(server, token(server, project, "dan", Role.DEVELOPER)))
                    .containsExactly("all", "developer");
            assertThat(mayHave(server, token(server, project, "maria", Role.MAINTAINER)))
                    .containsExactly("all", "developer", "maintainer");
            assertThat(mayHave(server, admin)).containsExactly("all", "developer", "maintainer");
        }
    }

    private static String token(TestServer server, Project project, String login, Role role) {
        Accounts.Result made = server.services()
                .accounts()
                .create(server.admin(), login, login, "", false, "a long enough password".toCharArray());
        Account account = ((Accounts.Result.Done) made).account();
        server.services().accounts().setRole(server.admin(), project.id(), login, role);
        Secret secret = Secret.random("slc_");
        server.services()
                .store()
                .tokens()
                .create(
                        secret.hash(),
                        account.id(),
                        "test",
                        Set.of(Scope.READ),
                        OptionalLong.empty(),
                        Instant.EPOCH,
                        Optional.empty());
        return secret.reveal();
    }

    /** The jobs whose artifact is given out; the list beside it names the same. */
    private static List<String> mayHave(TestServer server, String token) throws Exception {
        String list = server.get("/p/group/shop/runs/1/artifacts", "Authorization", "Bearer " + token)
                .body();
        for (String job : JOBS) {
            boolean given = download(server, token, job).statusCode() == 200;
            assertThat(list.contains("download?job=" + job + "&")).as(job).isEqualTo(given);
        }
        return JOBS.stream()
                .filter(job -> download(server, token, job).statusCode() == 200)
                .toList();
    }

    private static HttpResponse<String> download(TestServer server, String token, String job) {
        try {
            return server.get(
                    "/p/group/shop/runs/1/artifacts/download?job=" + job + "&name=artifacts",
                    "Authorization",
                    "Bearer " + token);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
