package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Accounts;
import dev.sluice.app.access.Role;
import dev.sluice.app.project.Project;
import dev.sluice.app.run.LogStore.LogId;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import dev.sluice.app.trigger.PushSignature;
import dev.sluice.core.engine.JobStatus;
import dev.sluice.core.engine.RunState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Problem;
import dev.sluice.core.model.Trigger;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a push by the real git to a finished run. */
@Timeout(120)
final class PushTest {
    private static final String PIPELINE = """
        stages: [build, test]
        build:
          stage: build
          script: [echo hello > out.txt]
          artifacts: {paths: [out.txt]}
        test:
          stage: test
          script: [cat out.txt, git log -1 --format=%s]
        """;

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
        clone.must("remote", "add", "origin", server.gitUrl("group/shop"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aPushStartsARunThatPasses() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");

        String said = clone.must("push", "origin", "main");

        assertThat(said).contains("remote: Run 1 of main: " + server.url() + "/p/group/shop/runs/1");
        RunSummary run = server.finished(new RunId(project.id(), 1));
        assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(run.commit()).isEqualTo(clone.head());
        assertThat(run.actor()).isEqualTo("admin");
        assertThat(log("test")).contains("hello", "Begin");
    }

    @Test
    void eachOfManyPushesToOneBranchHasItsRunHoweverLateTheyAreLookedAt() throws Exception {
        Accounts.Result unused = server.services()
                .accounts()
                .create(server.admin(), "anna", "Anna", "anna@example.com", false, "a long password".toCharArray());
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
        clone.must("push", "origin", "main");
        String begin = clone.head();
        clone.write("a", "1").commit("Second");
        String second = pushUnseen("main");
        clone.write("a", "2").commit("Third");
        String third = pushUnseen("main");
        clone.must("reset", "-q", "--hard", begin);
        pushUnseen("+main");
        pushUnseen("main:refs/heads/other");
        clone.must("tag", "v7");

        clone.must("push", "origin", "v7");

        assertThat(server.runs(project).stream().map(run -> run.ref() + " " + run.commit() + " " + run.actor()))
                .containsExactlyInAnyOrder(
                        "main " + begin + " admin",
                        "main " + second + " anna",
                        "main " + third + " anna",
                        "main " + begin + " anna",
                        "other " + begin + " anna",
                        "v7 " + begin + " admin");
    }

    /** Git takes a push, and the server dies before it hears of it. Gives what was pushed. */
    private String pushUnseen(String ref) throws Exception {
        PushSignature signature = new PushSignature("anna", "push-" + ref.replaceAll("\\W", ""), List.of());
        Path repository = folder.resolve("data/repositories/" + project.id() + ".git");
        clone.must(
                "push",
                "--receive-pack=env 'GIT_COMMITTER_NAME=" + signature.name() + "' GIT_COMMITTER_EMAIL="
                        + signature.mail() + " git -c core.logAllRefUpdates=always receive-pack",
                repository.toString(),
                ref);
        return clone.head();
    }

    @Test
    void pushesAtOnceToOneBranchHaveARunEach() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        try (ExecutorService pushers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                clone.write("n", Integer.toString(i)).commit("Change " + i);
                String commit = clone.head();
                Future<?> unused = pushers.submit(() -> {
                    if (clone.git("push", "-f", "origin", commit + ":refs/heads/main")
                                    .exitCode()
                            == 0) {
                        accepted.add(commit);
                    }
                    return true;
                });
            }
        }

        assertThat(accepted).isNotEmpty();
        assertThat(server.runs(project).stream().map(RunSummary::commit))
                .containsAll(accepted)
                .doesNotHaveDuplicates();
    }

    @Test
    void aFileThatGitCannotHandOutFailsItsOwnRunAlone() throws Exception {
        clone.write(".gitlab-ci.yml", "# " + "x".repeat(17 << 20) + "\n").commit("Far too much");
        clone.must("push", "origin", "main:refs/heads/a-large-one");
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Enough");
        clone.must("push", "origin", "main");

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.FAILED);
        assertThat(server.services().store().runQueries().problems(new RunId(project.id(), 1)))
                .first()
                .satisfies(problem ->
                        assertThat(problem.message()).startsWith("the files of this commit cannot be used: "));
        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
    }

    private List<String> log(String job) throws Exception {
        dev.sluice.adapters.logs.FileLogStore logs =
                new dev.sluice.adapters.logs.FileLogStore(folder.resolve("data/logs"));
        return logs.lines(new LogId(new RunId(project.id(), 1), job, 1), 0, 1000).stream()
                .map(line -> line.text())
                .toList();
    }

    @Test
    void aFileWithMistakesMakesARunThatShowsThem() throws Exception {
        clone.write(".gitlab-ci.yml", "build:\n  scripts: [make]\n").commit("Break");

        String said = clone.must("push", "origin", "main");

        assertThat(said).contains("cannot start, its file has mistakes");
        RunSummary run = server.finished(new RunId(project.id(), 1));
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        List<Problem> problems = server.services().store().runQueries().problems(run.id());
        assertThat(problems).isNotEmpty();
        assertThat(problems.getFirst().at().file()).isEqualTo(".gitlab-ci.yml");
        assertThat(server.services()
                        .store()
                        .runQueries()
                        .source(run.id())
                        .orElseThrow()
                        .text())
                .startsWith("build:");
    }

    @Test
    void aTagIsAnEventOfItsOwn() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
        clone.must("tag", "-a", "v1.0", "-m", "The first");

        clone.must("push", "origin", "v1.0");

        RunSummary run = server.finished(new RunId(project.id(), 1));
        assertThat(run.event()).isEqualTo(Trigger.Event.TAG);
        assertThat(run.ref()).isEqualTo("v1.0");
        assertThat(run.commit()).isEqualTo(clone.head());
    }

    @Test
    void aPushMaySkipItsRun() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin [skip ci]");
        assertThat(clone.must("push", "origin", "main")).contains("[ci skip]");
        clone.commit("Next");
        assertThat(clone.must("push", "-o", "ci.skip", "origin", "main")).contains("ci.skip");

        assertThat(server.runs(project)).isEmpty();
    }

    @Test
    void onePushOfManyRefsStartsALimitedNumberOfRuns() throws Exception {
        clone.write(".gitlab-ci.yml", "build:\n  script: ['true']\n").commit("Begin");
        clone.must("push", "origin", "main");

        String said = pushOfRefs(10_000);

        assertThat(said).contains("one push starts at most 20 runs").contains("9980 more refs");
        assertThat(server.runs(project)).hasSize(21);
        assertThat(server.services().store().runs().recorded(project.id())).hasSize(10_001);
    }

    /**
     * Makes so many branches at the clone's commit by one request of git's protocol ("pack-protocol", Reference Update
     * Request): git's own client needs a minute to read the answer.
     */
    private String pushOfRefs(int count) throws Exception {
        String head = clone.head();
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            String command = "0".repeat(40) + " " + head + " refs/heads/b" + i
                    + (i == 0 ? "\0report-status side-band-64k agent=test" : "");
            request.writeBytes("%04x%s".formatted(command.length() + 4, command).getBytes(StandardCharsets.UTF_8));
        }
        request.writeBytes("0000".getBytes(StandardCharsets.UTF_8));
        byte[] emptyPack = HexFormat.of().parseHex("5041434b0000000200000000");
        request.writeBytes(emptyPack);
        request.writeBytes(MessageDigest.getInstance("SHA-1").digest(emptyPack));
        URI origin = URI.create(server.gitUrl("group/shop"));
        String account = Base64.getEncoder().encodeToString(origin.getUserInfo().getBytes(StandardCharsets.UTF_8));
        HttpRequest post = HttpRequest.newBuilder(URI.create(server.url() + origin.getPath() + "/git-receive-pack"))
                .header("Authorization", "Basic " + account)
                .header("Content-Type", "application/x-git-receive-pack-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.toByteArray()))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(post, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    void refsBesideBranchesAndTagsAreRefused() throws Exception {
        clone.write("a", "b").commit("Begin");

        for (String ref : List.of("refs/pipelines/1", "refs/sluice/x", "refs/meta/config")) {
            assertThat(clone.git("push", "origin", "HEAD:" + ref).exitCode())
                    .as(ref)
                    .isNotZero();
        }
        clone.must("push", "origin", "HEAD:refs/heads/$(touch pwned);<img src=x>".replace(" ", "_"));
        assertThat(clone.must("ls-remote", "origin"))
                .doesNotContain("refs/pipelines")
                .contains("<img_src=x>");
    }

    @Test
    void aLargePushAndItsCloneComeThroughWhole() throws Exception {
        byte[] noise = new byte[24 << 20];
        new java.util.Random(7).nextBytes(noise);
        Files.write(clone.folder().resolve("large.bin"), noise);
        clone.commit("Large");

        clone.must("push", "origin", "main");
        clone.must(
                "clone",
                "-q",
                server.gitUrl("group/shop"),
                folder.resolve("again").toString());

        assertThat(folder.resolve("again/large.bin")).hasBinaryContent(noise);
    }

    @Test
    void strangersLearnNothingOfAProject() throws Exception {
        String plain = server.url() + "/git/";
        assertThat(clone.git("ls-remote", plain + "group/shop.git").exitCode()).isNotZero();
        var admin = server.admin();
        server.services().accounts().create(admin, "anna", "Anna", "", false, "long enough word".toCharArray());
        String anna = plain.replace("http://", "http://anna:long%20enough%20word@");

        assertThat(clone.git("ls-remote", anna + "group/shop.git").text()).contains("not found");
        assertThat(clone.git("ls-remote", anna + "group/none.git").text()).contains("not found");

        server.services().accounts().setRole(admin, project.id(), "anna", Role.READER);
        clone.write("a", "b").commit("Begin");
        assertThat(clone.git("ls-remote", anna + "group/shop.git").exitCode()).isZero();
        assertThat(clone.git("push", anna + "group/shop.git", "main").text()).contains("403");

        server.services().accounts().setRole(admin, project.id(), "anna", Role.DEVELOPER);
        assertThat(clone.git("push", anna + "group/shop.git", "main").exitCode())
                .isZero();
    }

    @Test
    void aPushIsFoundAfterTheServerMissedIt() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
        clone.must(
                "push",
                folder.resolve("data/repositories/" + project.id() + ".git").toString(),
                "main");

        server.close();
        server = TestServer.start(folder.resolve("data"));

        RunSummary run = server.finished(new RunId(project.id(), 1));
        assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void aBranchThatIsDeletedBeforeItsPushWasLookedAtHasItsRun() throws Exception {
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Begin");
        clone.must("push", "origin", "main");
        clone.must("checkout", "-b", "short");
        String commit = clone.write("file", "x").commit("Short").head();
        // As if the server had been killed between git's acceptance and its own look.
        clone.must(
                "push",
                folder.resolve("data/repositories/" + project.id() + ".git").toString(),
                "short");

        clone.must("push", "origin", "--delete", "short");

        RunSummary run = server.finished(new RunId(project.id(), 2));
        assertThat(run.ref()).isEqualTo("short");
        assertThat(run.commit()).isEqualTo(commit);
        assertThat(run.status()).isEqualTo(RunStatus.SUCCESS);
        assertThat(server.runs(project)).hasSize(2);
    }

    @Test
    void aNewerPushCancelsOlderInterruptibleRuns() throws Exception {
        clone.write(".gitlab-ci.yml", "wait:\n  interruptible: true\n  script: [sleep 60]\n")
                .commit("One");
        clone.must("push", "origin", "main");
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Two");

        clone.must("push", "origin", "main");

        assertThat(server.finished(new RunId(project.id(), 1)).status()).isEqualTo(RunStatus.CANCELED);
        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void aNewerPushCancelsNoMoreThanTheWorkflowLets() throws Exception {
        String jobs = "short:\n  interruptible: true\n  script: [sleep 60]\n" + "kept:\n  script: [until test -e "
                + folder + "/go; do sleep 0.1; done]\n";
        String mode = "workflow: {auto_cancel: {on_new_commit: interruptible}}\n";
        clone.write(".gitlab-ci.yml", mode + jobs).commit("One");
        clone.must("push", "origin", "main");
        String none = "workflow: {auto_cancel: {on_new_commit: none}}\n"
                + "late: {when: delayed, start_in: 1s, script: ['true']}\n";
        clone.write(".gitlab-ci.yml", none).commit("Two");
        clone.must("push", "origin", "main");
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Three");

        clone.must("push", "origin", "main");
        Files.createFile(folder.resolve("go"));

        assertThat(server.finished(new RunId(project.id(), 2)).status()).isEqualTo(RunStatus.SUCCESS);
        server.finished(new RunId(project.id(), 1));
        RunState first = server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), 1))
                .orElseThrow()
                .state();
        assertThat(first.job("short").orElseThrow().status()).isEqualTo(JobStatus.CANCELED);
        assertThat(first.job("kept").orElseThrow().status()).isEqualTo(JobStatus.SUCCESS);
    }
}
