package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.LogIn;
import dev.sluice.app.access.Role;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunEvent;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.FailureReason;
import dev.sluice.core.model.Trigger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that jobs of other runs start, on a server. */
@Timeout(120)
final class DownstreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;
    private Clone clone;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("group/shop");
        clone = Clone.init(folder.resolve("clone"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void push(String pipeline) throws Exception {
        clone.write(".gitlab-ci.yml", pipeline).commit("Begin");
        clone.must("push", server.gitUrl("group/shop"), "main");
    }

    private String page(String path) throws Exception {
        LogIn.Result.Success loggedIn = (LogIn.Result.Success)
                server.services().logIn().logIn("admin", TestServer.PASSWORD.toCharArray(), "test");
        return server.get(path, "Cookie", "sluice_session=" + loggedIn.session().reveal())
                .body();
    }

    private JobState job(long run, String name) {
        return server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), run))
                .flatMap(stored -> stored.state().job(name))
                .orElseThrow();
    }

    @Test
    void aJobThatWaitsForItsChildIsTakenUpAgainByTheNextServer() throws Exception {
        clone.write("child.yml", "gate: {script: [echo through], when: manual, allow_failure: false}\n");
        push("""
            made: {stage: build, script: [echo ready]}
            child: {stage: test, trigger: {include: child.yml, strategy: depend}, variables: {WHO: parent}}
            after: {stage: deploy, script: [echo after]}
            """);
        RunId child = new RunId(project.id(), 2);
        Await.until(PATIENCE, () -> server.services().store().runs().load(child));
        server.close();

        server = TestServer.start(folder.resolve("data"));
        assertThat(job(1, "child").status()).isEqualTo(JobStatus.RUNNING);
        server.services().store().runs().load(child).ifPresent(run -> assertThat(
                        run.trigger().parent())
                .contains(new Trigger.Parent(project.id(), 1, "child", 1, 1, 1)));
        server.services().commands().send(child, new RunEvent.JobStartRequested("gate", "admin", Instant.now()));

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(job(1, "child").attempt()).as("no second attempt").isEqualTo(1);
        assertThat(server.runs(project)).as("no second child").hasSize(2);
        assertThat(page("/p/group/shop/runs/1/jobs/child")).contains("href=\"/p/group/shop/runs/2\">Started run #2<");
    }

    @Test
    void aChildFromAnArtifactFailsItsJobAndACancelReachesIt() throws Exception {
        push("""
            make:
              stage: build
              script:
                - 'printf "slow:\\n  script: [sleep 600]\\n" > made.yml'
                - 'printf "wrong:\\n  scrip: [x]\\n" > wrong.yml'
              artifacts: {paths: [made.yml, wrong.yml]}
            wrong:
              stage: test
              allow_failure: true
              trigger: {include: [{artifact: wrong.yml, job: make}], strategy: depend}
            slow:
              stage: test
              trigger: {include: [{artifact: made.yml, job: make}], strategy: mirror}
            """);
        RunId child = new RunId(project.id(), 2);
        Await.until(PATIENCE, () -> server.services().store().runs().load(child));
        JobState wrong = Await.until(PATIENCE, () -> Optional.of(job(1, "wrong"))
                .filter(job -> job.status().isOver()));
        assertThat(wrong.current().orElseThrow().failure()).contains(FailureReason.DOWNSTREAM_NOT_CREATED);
        assertThat(wrong.current().orElseThrow().message()).startsWith("wrong.yml:1:1: ");

        server.services()
                .commands()
                .send(new RunId(project.id(), 1), new RunEvent.CancelRequested("admin", Instant.now()));

        assertThat(server.finished(child).status()).isEqualTo(RunStatus.CANCELED);
        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.CANCELED);
    }

    @Test
    void aCanceledRunTakesTheChildrenAlongThatNobodyWaitsFor() throws Exception {
        clone.write("child.yml", "slow: {script: [sleep 600]}\n");
        push("""
            child: {stage: build, trigger: {include: child.yml}}
            slow: {stage: test, script: [sleep 600]}
            """);
        RunId child = new RunId(project.id(), 2);
        Await.until(PATIENCE, () -> Optional.of(job(1, "slow")).filter(job -> job.status() == JobStatus.RUNNING));
        assertThat(job(1, "child").status()).isEqualTo(JobStatus.SUCCESS);

        server.services()
                .commands()
                .send(new RunId(project.id(), 1), new RunEvent.CancelRequested("admin", Instant.now()));

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.CANCELED);
        assertThat(server.finished(child).status()).isEqualTo(RunStatus.CANCELED);
    }

    @Test
    void aJobStartsARunOfAnotherProjectThatItsActorMayUse() throws Exception {
        Project other = server.project("group/other");
        Clone there = Clone.init(folder.resolve("there"));
        there.write(".gitlab-ci.yml", """
            job:
              script: ['test "$CI_PIPELINE_SOURCE-$WHAT" = pipeline-shop']
            """).commit("Begin");
        there.must("push", server.gitUrl("group/other"), "main");
        server.finished(new RunId(other.id(), 1));
        push("""
            other: {trigger: {project: group/other, strategy: depend}, variables: {WHAT: shop}}
            unknown: {trigger: group/none, allow_failure: true}
            """);

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);
        RunSummary started = server.finished(new RunId(other.id(), 2));
        assertThat(started.event()).isEqualTo(Trigger.Event.PIPELINE);
        assertThat(page("/p/group/other/runs/2"))
                .contains("href=\"/p/group/shop/runs/1/jobs/other\">Started by job other of run group/shop #1<");
        assertThat(job(1, "unknown").current().orElseThrow().message())
                .isEqualTo("there is no project group/none that admin may see");
    }

    @Test
    void maskedVariablesStayMaskedInTheRunsThatJobsStart() throws Exception {
        int kept = server.http()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create(server.url() + "/api/v1/projects/group%2Fshop/variables/TOKEN"))
                                .header("Authorization", "Bearer " + server.token())
                                .header("Content-Type", "application/json")
                                .PUT(HttpRequest.BodyPublishers.ofString(
                                        "{\"value\": \"hunter22secret\", \"visibility\": \"masked\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
        assertThat(kept).isBetween(200, 204);
        Project other = server.project("group/other");
        Clone there = Clone.init(folder.resolve("there"));
        there.write(".gitlab-ci.yml", """
            job:
              rules: [{if: '$T =~ /^hunter/'}]
              script: ['test "${#T}" = 14', 'echo "it is $T"']
              environment: {name: there, url: "https://x/?k=$T"}
            """).commit("Begin");
        there.must("push", server.gitUrl("group/other"), "main");
        push("""
            other: {trigger: {project: group/other, strategy: depend}, variables: {T: $TOKEN}}
            file: {trigger: {include: $TOKEN.yml}, allow_failure: true}
            """);

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);
        RunId started = new RunId(other.id(), 1);
        assertThat(server.services().store().runs().load(started).orElseThrow().toString())
                .doesNotContain("hunter22");
        assertThat(page("/p/group/other/runs/1/jobs/job/log/raw"))
                .contains("it is [MASKED]")
                .doesNotContain("hunter22");
        assertThat(page("/p/group/other/runs/1/jobs/job")).doesNotContain("hunter22");
        assertThat(job(1, "file").current().orElseThrow().message())
                .contains("[MASKED].yml")
                .doesNotContain("hunter22");
    }

    @Test
    void filesOfOtherProjectsAreReadAsFarAsThePusherMaySeeThem() throws Exception {
        server.project("group/lib");
        Clone lib = Clone.init(folder.resolve("lib"));
        lib.write("ci/all.yml", "include: {local: ci/part.yml}\n")
                .write("ci/part.yml", ".part: {script: [echo from the library]}\n")
                .commit("Begin");
        lib.must("push", server.gitUrl("group/lib"), "main");
        push("""
            include: {project: group/lib, file: ci/all.yml}
            job:
              extends: .part
              rules:
                - exists: {paths: [ci/*.yml], project: group/lib}
            """);

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.SUCCESS);

        Accounts accounts = server.services().accounts();
        assertThat(accounts.create(server.admin(), "guest", "Guest", "", false, "a guest of the team".toCharArray()))
                .isInstanceOf(Accounts.Result.Done.class);
        assertThat(accounts.setRole(server.admin(), project.id(), "guest", Role.DEVELOPER))
                .isInstanceOf(Accounts.Result.Done.class);
        clone.commit("Again");
        String asGuest = server.gitUrl("group/shop").replaceFirst("admin:[^@]*@", "guest:a%20guest%20of%20the%20team@");
        clone.must("push", asGuest, "main");

        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.FAILED);
        assertThat(server.services().store().runQueries().problems(new RunId(project.id(), 2)))
                .anySatisfy(problem -> assertThat(problem.message())
                        .isEqualTo(
                                "include: there is no project \"group/lib\" with that ref that can be seen from here"));
    }
}
