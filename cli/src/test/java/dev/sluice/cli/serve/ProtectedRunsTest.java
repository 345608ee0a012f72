package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.sluice.app.access.Account;
import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Secret;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.app.run.RunId;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of a branch that is for maintainers alone: a developer starts none, by no way, and makes none of their jobs run. */
@Timeout(120)
final class ProtectedRunsTest {
    private static final String DEVELOPER = "dana";
    private static final String WORDS = "a long enough password";

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private String token;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("ops/prod");
        Accounts accounts = server.services().accounts();
        Accounts.Result made = accounts.create(server.admin(), DEVELOPER, "Dana", "", false, WORDS.toCharArray());
        accounts.setRole(server.admin(), project.id(), DEVELOPER, Role.DEVELOPER);
        token = token(((Accounts.Result.Done) made).account());
        push("prod", "ops/prod", """
            fails: {script: [exit 1]}
            by hand: {script: [echo deployed], when: manual, needs: []}
            review: {script: [echo up], environment: {name: review/$CI_COMMIT_REF_NAME, on_stop: stop}}
            stop: {script: [echo down], when: manual, needs: [], environment: {name: review/$CI_COMMIT_REF_NAME, action: stop}}
            """);
        server.finished(new RunId(project.id(), 1));
        server.services().store().protectedRefs().put(project.id(), new Rule(new ProtectedRefs(false, "main"), true));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String token(Account owner) {
        Secret secret = Secret.random("slc_");
        server.services()
                .store()
                .tokens()
                .create(
                        secret.hash(),
                        owner.id(),
                        "test",
                        Set.of(Scope.values()),
                        OptionalLong.empty(),
                        Instant.EPOCH,
                        Optional.empty());
        return secret.reveal();
    }

    private void push(String name, String path, String pipeline) throws Exception {
        Clone clone = Clone.init(folder.resolve(name));
        clone.write(".gitlab-ci.yml", pipeline).commit("Begin");
        clone.must("push", server.gitUrl(path), "main");
        clone.must("push", server.gitUrl(path), "main:feature");
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .headers(headers)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return server.http().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> api(String path, String json) throws Exception {
        return post(
                "/api/v1/projects/ops%2Fprod" + path,
                json,
                "Authorization",
                "Bearer " + token,
                "Content-Type",
                "application/json");
    }

    /** The answer once something is live there. */
    private Optional<HttpResponse<String>> takenDown() {
        try {
            HttpResponse<String> answer = api("/takedowns", "{\"environment\": \"review/main\"}");
            return Optional.of(answer).filter(one -> one.statusCode() != 404 && one.statusCode() != 409);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private JobState job(Project of, long run, String name) {
        return server.services()
                .store()
                .runs()
                .load(new RunId(of.id(), run))
                .flatMap(stored -> stored.state().job(name))
                .orElseThrow();
    }

    @Test
    void aDeveloperMakesNothingRunOnABranchForMaintainers() throws Exception {
        int before = server.runs(project).size();

        assertThat(api("/runs", "{\"ref\": \"main\"}").body()).contains("main is protected: only a maintainer may");
        assertThat(api("/runs", "{\"ref\": \"refs/heads/main\"}").statusCode()).isEqualTo(409);
        for (String way : new String[] {"/retry", "/jobs/fails/retry", "/jobs/by%20hand/play"}) {
            HttpResponse<String> answer = api("/runs/1" + way, "");
            assertThat(answer.statusCode()).as(way).isEqualTo(403);
            assertThat(answer.body()).contains("main is protected: only a maintainer may");
        }
        HttpResponse<String> down = Await.until(Duration.ofSeconds(20), () -> takenDown());
        assertThat(down.statusCode()).isEqualTo(403);
        assertThat(down.body()).contains("main is protected: only a maintainer may");
        assertThat(job(project, 1, "stop").attempt()).isZero();
        assertThat(server.runs(project)).hasSize(before);
        assertThat(job(project, 1, "fails").attempt()).isEqualTo(1);
        assertThat(job(project, 1, "by hand").attempt()).isZero();

        HttpResponse<String> elsewhere = api("/runs", "{\"ref\": \"feature\"}");
        assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(201);
    }

    @Test
    void thePagesOfferAndTakeItNeither() throws Exception {
        LogIn.Result.Success loggedIn =
                (LogIn.Result.Success) server.services().logIn().logIn(DEVELOPER, WORDS.toCharArray(), "test");
        String[] cookie = {"Cookie", "sluice_session=" + loggedIn.session().reveal()};
        String page = server.get("/p/ops/prod/runs/1/jobs/fails", cookie).body();
        assertThat(page).contains("fails").doesNotContain("/jobs/fails/retry\"");
        assertThat(server.get("/p/ops/prod?ref=main", cookie).body())
                .contains("/p/ops/prod/runs/1\"")
                .doesNotContain("/p/ops/prod/runs/1/retry");
        assertThat(server.get("/p/ops/prod?ref=feature", cookie).body()).contains("/p/ops/prod/runs/2/retry");

        HttpResponse<String> answer = post(
                "/p/ops/prod/runs/1/jobs/by%20hand/start",
                "", "Cookie", cookie[1], "Origin", server.url(), "Content-Type", "application/x-www-form-urlencoded");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(job(project, 1, "by hand").attempt()).isZero();
    }

    @Test
    void aTriggerTokenOfADeveloperStartsNone() throws Exception {
        Secret secret = Secret.random("slt_");
        server.services()
                .store()
                .triggerTokens()
                .create(project.id(), secret.hash(), "slt_", "bot", DEVELOPER, Instant.EPOCH);

        String answer = post(
                        "/api/v4/projects/" + project.id() + "/trigger/pipeline",
                        "token=" + secret.reveal() + "&ref=main",
                        "Content-Type",
                        "application/x-www-form-urlencoded")
                .body();

        assertThat(answer).contains("main is protected: only a maintainer may");
    }

    @Test
    void aJobOfAnotherProjectStartsNoneForADeveloper() throws Exception {
        Project own = server.project("team/own");
        server.services().accounts().setRole(server.admin(), own.id(), DEVELOPER, Role.DEVELOPER);
        Clone clone = Clone.init(folder.resolve("own"));
        clone.write(".gitlab-ci.yml", "start: {trigger: {project: ops/prod}}\n").commit("Begin");
        String asDeveloper = server.gitUrl("team/own")
                .replaceFirst("admin:[^@]*@", DEVELOPER + ":" + WORDS.replace(" ", "%20") + "@");
        clone.must("push", asDeveloper, "main");

        server.finished(new RunId(own.id(), 1));

        assertThat(job(own, 1, "start").current().orElseThrow().message())
                .startsWith("main is protected: only a maintainer may");
    }

    @Test
    void aPlayedOrRepeatedJobStartsRunsWithTheRightsOfWhoeverDidThat() throws Exception {
        Project own = server.project("team/own");
        server.services().accounts().setRole(server.admin(), own.id(), DEVELOPER, Role.DEVELOPER);
        push("own", "team/own", """
            played: {trigger: {project: ops/prod, branch: feature}, when: manual}
            repeated: {trigger: {project: ops/prod, branch: none}}
            """);
        server.finished(new RunId(own.id(), 1));
        server.services().accounts().removeRole(server.admin(), project.id(), DEVELOPER);

        String jobs = "/api/v1/projects/team%2Fown/runs/1/jobs/";
        for (String way : new String[] {"played/play", "repeated/retry"}) {
            HttpResponse<String> answer = post(jobs + way, "", "Authorization", "Bearer " + token);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }

        for (String name : new String[] {"played", "repeated"}) {
            JobState refused = Await.until(Duration.ofSeconds(60), () -> Optional.of(job(own, 1, name))
                    .filter(job -> job.status() == JobStatus.FAILED
                            && job.current().orElseThrow().startedBecause().isPresent()));
            assertThat(refused.current().orElseThrow().message())
                    .isEqualTo("there is no project ops/prod that " + DEVELOPER + " may see");
        }
    }

    @Test
    void aMaintainerStartsThem() throws Exception {
        server.services().accounts().setRole(server.admin(), project.id(), DEVELOPER, Role.MAINTAINER);

        HttpResponse<String> answer = api("/runs", "{\"ref\": \"main\"}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(JsonParser.parseString(answer.body())
                        .getAsJsonObject()
                        .get("ref")
                        .getAsString())
                .isEqualTo("main");
        assertThat(api("/runs/1/jobs/by%20hand/play", "").statusCode()).isEqualTo(200);
    }
}
