package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.sluice.app.access.Role;
import dev.sluice.app.project.Project;
import dev.sluice.app.project.ProtectedRefStore.Rule;
import dev.sluice.app.run.RunId;
import dev.sluice.app.run.RunSummary;
import dev.sluice.core.engine.JobState;
import dev.sluice.core.engine.RunStatus;
import dev.sluice.core.model.Trigger.ProtectedRefs;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that announce releases, on a server. */
@Timeout(120)
final class AnnouncedReleasesTest {
    private static final String PIPELINE = """
        workflow: {rules: [{if: $CI_COMMIT_TAG, variables: {OF_TAG: "yes"}}, {if: $CI_COMMIT_BRANCH}]}
        build:
          stage: build
          script: [echo "VERSION=1.2" > made.env, 'printf "Faster\\nSmaller" > notes.md']
          artifacts: {paths: [notes.md], reports: {dotenv: made.env}}
        announce:
          script: [test -f notes.md]
          rules: [{if: $CI_COMMIT_BRANCH}]
          release:
            tag_name: v$VERSION
            tag_message: Version $VERSION
            description: notes.md
            milestones: [autumn]
            assets: {links: [{name: tool, url: "https://files.example.com/$VERSION", link_type: package}]}
        """;

    @TempDir
    private Path folder;

    private TestServer server;
    private Project project;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        project = server.project("ops/tool");
        server.services().accounts().create(server.admin(), "dan", "Dan", "", false, TestServer.PASSWORD.toCharArray());
        server.services().accounts().setRole(server.admin(), project.id(), "dan", Role.DEVELOPER);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Clone push(String name, String pipeline) throws Exception {
        Clone clone = Clone.init(folder.resolve(name));
        clone.write(".gitlab-ci.yml", pipeline).commit("Make it " + name);
        clone.must("push", "--force", server.gitUrl("ops/tool").replace("admin:", "dan:"), "main");
        return clone;
    }

    private RunSummary finished(long run) throws InterruptedException {
        return server.finished(new RunId(project.id(), run));
    }

    /** What is read of a run may be a moment behind the list of runs. */
    private String message(long run) throws InterruptedException {
        return Await.until(Duration.ofSeconds(30), () -> server.services()
                .store()
                .runs()
                .load(new RunId(project.id(), run))
                .flatMap(stored -> stored.state().job("announce"))
                .flatMap(JobState::current)
                .map(JobState.Attempt::message)
                .filter(message -> !message.isEmpty()));
    }

    private JsonArray announced() throws Exception {
        String body = server.get(
                        "/api/v1/projects/ops%2Ftool/releases/announced", "Authorization", "Bearer " + server.token())
                .body();
        return JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("items");
    }

    @Test
    void theReleaseIsThereWithItsTagWhichStartsARunOfItsOwn() throws Exception {
        Clone clone = push("faster", PIPELINE);

        assertThat(finished(1).status()).isEqualTo(RunStatus.SUCCESS);
        RunSummary ofTag = Await.until(Duration.ofSeconds(30), () -> server.runs(project).stream()
                .filter(run -> run.id().number() == 2)
                .findFirst());

        JsonObject release = announced().get(0).getAsJsonObject();
        assertThat(announced()).hasSize(1);
        assertThat(release.get("tag").getAsString()).isEqualTo("v1.2");
        assertThat(release.get("name").getAsString()).isEqualTo("v1.2");
        assertThat(release.get("description").getAsString()).isEqualTo("Faster\nSmaller");
        assertThat(release.get("commit").getAsString()).isEqualTo(clone.head());
        assertThat(release.get("author").getAsString()).isEqualTo("dan");
        assertThat(release.getAsJsonArray("links").toString())
                .isEqualTo("[{\"name\":\"tool\",\"url\":\"https://files.example.com/1.2\",\"kind\":\"package\"}]");
        clone.must("fetch", "-q", server.gitUrl("ops/tool"), "refs/tags/*:refs/tags/*");
        assertThat(clone.must("cat-file", "tag", "v1.2")).contains("object " + clone.head(), "Version 1.2");
        assertThat(ofTag.ref()).isEqualTo("v1.2");
        assertThat(ofTag.actor()).isEqualTo("dan");
        assertThat(finished(2).status()).isEqualTo(RunStatus.SUCCESS);
    }

    @Test
    void aTagHasOneRelease() throws Exception {
        push("first", PIPELINE);
        finished(1);
        finished(2);

        push("second", PIPELINE);

        assertThat(finished(3).status()).isEqualTo(RunStatus.FAILED);
        assertThat(message(3))
                .isEqualTo("the tag v1.2 has a release already, made by the job announce of run 1; it is not changed,"
                        + " but a maintainer can remove it on the page Releases");
        assertThat(announced()).hasSize(1);

        String one = "/api/v1/projects/ops%2Ftool/releases/announced/v1.2";
        String[] asAdmin = {"Authorization", "Bearer " + server.token()};
        assertThat(server.get(one, asAdmin).body()).contains("Faster\\nSmaller");
        assertThat(delete(one)).isEqualTo(204);
        assertThat(delete(one)).isEqualTo(404);
        assertThat(server.get(one, asAdmin).statusCode()).isEqualTo(404);
    }

    private int delete(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + server.token())
                .DELETE()
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void aTagThatIsThereIsTakenAsItStands() throws Exception {
        Clone clone = Clone.init(folder.resolve("old"));
        clone.write("README", "hello").commit("Begin");
        String first = clone.head();
        clone.must("tag", "v1.2");
        clone.must("push", server.gitUrl("ops/tool"), "main", "v1.2");
        clone.write(".gitlab-ci.yml", PIPELINE).commit("Announce");

        clone.must("push", server.gitUrl("ops/tool").replace("admin:", "dan:"), "main");
        finished(1);

        assertThat(announced().get(0).getAsJsonObject().get("commit").getAsString())
                .isEqualTo(first);
    }

    @Test
    void aProtectedTagIsForMaintainers() throws Exception {
        server.services().store().protectedRefs().put(project.id(), new Rule(new ProtectedRefs(true, "v*"), true));

        push("forbidden", PIPELINE);

        assertThat(finished(1).status()).isEqualTo(RunStatus.FAILED);
        assertThat(message(1)).isEqualTo("v1.2 is a protected tag: only a maintainer may make its release");
        assertThat(announced()).isEmpty();
    }

    @Test
    void whatGitTakesForNoTagOrRefIsToldByName() throws Exception {
        push("names", """
            announce: {script: 'true', release: {tag_name: "a b", description: d}}
            """);
        assertThat(finished(1).status()).isEqualTo(RunStatus.FAILED);
        assertThat(message(1)).isEqualTo("\"a b\" is no name that git takes for a tag");

        push("refs", """
            announce: {script: 'true', release: {tag_name: v2, description: d, ref: nowhere}}
            """);
        assertThat(finished(2).status()).isEqualTo(RunStatus.FAILED);
        assertThat(message(2)).isEqualTo("there is no branch, tag or commit nowhere in ops/tool");
    }
}
