package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.access.Role;
import dev.sluice.app.access.Scope;
import dev.sluice.app.access.Tokens;
import dev.sluice.app.audit.AuditQueries.AuditFilter;
import dev.sluice.app.project.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A push by the real git to a project that is not there yet. */
@Timeout(120)
final class PushToCreateTest {
    @TempDir
    private Path folder;

    private TestServer server;
    private Clone clone;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder.resolve("data"));
        clone = Clone.init(folder.resolve("clone")).write("a.txt", "a").commit("Begin");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Optional<Project> project(String path) {
        return server.services().store().projects().byPath(path);
    }

    private String as(String login, String password, String path) {
        return server.url().replace("http://", "http://" + login + ":" + password.replace(" ", "%20") + "@") + "/git/"
                + path + ".git";
    }

    @Test
    void anAdministratorsPushMakesTheProject() throws Exception {
        String said = clone.must("push", server.gitUrl("team/app"), "main");

        assertThat(said).contains("remote: Project team/app made: " + server.url() + "/p/team/app");
        assertThat(project("team/app").orElseThrow().defaultBranch()).isEqualTo("main");
        assertThat(clone.must("ls-remote", server.gitUrl("team/app"))).contains(clone.head() + "\trefs/heads/main");
        assertThat(server.services().store().audit().entries(new AuditFilter("", "", "team/app"), Long.MAX_VALUE, 10))
                .extracting(entry -> entry.actor() + " " + entry.action())
                .containsExactly("admin repository.pushed", "admin project.made");
        clone.commit("Again");
        assertThat(clone.must("push", server.gitUrl("team/app"), "main")).doesNotContain("made");
    }

    @Test
    void theOnlyPushedBranchBecomesTheDefaultOne() throws Exception {
        clone.must("push", server.gitUrl("one"), "main:trunk");
        clone.must("push", server.gitUrl("two"), "main:trunk", "main:next");

        assertThat(project("one").orElseThrow().defaultBranch()).isEqualTo("trunk");
        assertThat(project("two").orElseThrow().defaultBranch()).isEqualTo("main");
        assertThat(clone.must("ls-remote", "--symref", server.gitUrl("one"), "HEAD"))
                .contains("ref: refs/heads/trunk\tHEAD");
    }

    @Test
    void aLargePushIsProbedFirstAndComesWhole() throws Exception {
        byte[] noise = new byte[3_000_000];
        new Random(1).nextBytes(noise);
        Files.write(clone.folder().resolve("noise.bin"), noise);
        clone.commit("Large");

        clone.must("-c", "http.postBuffer=65536", "push", server.gitUrl("large"), "main");

        assertThat(clone.must("ls-remote", server.gitUrl("large"))).contains(clone.head());
    }

    @Test
    void neitherAFetchNorADryRunNorABadPathMakesOne() throws Exception {
        assertThat(clone.git("ls-remote", server.gitUrl("team/app")).exitCode()).isNotZero();
        assertThat(clone.git("clone", server.gitUrl("team/app"), "copy").exitCode())
                .isNotZero();
        clone.must("push", "--dry-run", server.gitUrl("team/app"), "main");
        for (String path : List.of("Team/App", "team/runs", "x..y", "a/b/c/d/e/f/g/h/i")) {
            Clone.Said said = clone.git("push", server.gitUrl(path), "main");
            assertThat(said.exitCode()).as(path).isNotZero();
            assertThat(said.text()).as(path).contains("not found");
        }

        assertThat(server.services().store().projects().list()).isEmpty();
    }

    @Test
    void whoMayNotMakeProjectsGetsTheAnswerAsBefore() throws Exception {
        Project web = server.project("team/web");
        String password = "a long enough password";
        server.services().accounts().create(server.admin(), "rita", "Rita", "", false, password.toCharArray());
        server.services().accounts().setRole(server.admin(), web.id(), "rita", Role.READER);
        Tokens.Made narrow = server.services()
                .tokens()
                .create(
                        server.admin(),
                        "no write",
                        Set.of(Scope.ADMIN, Scope.READ),
                        OptionalLong.empty(),
                        Optional.of(Duration.ofDays(1)))
                .orElseThrow();

        assertThat(clone.git("push", as("rita", password, "team/app"), "main").text())
                .contains("not found");
        assertThat(clone.git("push", as("rita", password, "team/web"), "main").text())
                .contains("403");
        assertThat(clone.git("push", as("x", narrow.secret().reveal(), "team/app"), "main")
                        .text())
                .contains("not found");
        assertThat(clone.git("push", as("nobody", "wrong", "team/app"), "main").exitCode())
                .isNotZero();
        assertThat(server.get("/git/team/app.git/info/refs?service=git-receive-pack")
                        .statusCode())
                .isEqualTo(401);
        assertThat(project("team/app")).isEmpty();
    }

    @Test
    void firstPushesAtOnceMakeOneProject() throws Exception {
        int pushers = 6;
        try (ExecutorService threads = Executors.newFixedThreadPool(pushers)) {
            List<Future<Clone.Said>> said = new java.util.ArrayList<>();
            for (int i = 0; i < pushers; i++) {
                Clone other = Clone.init(folder.resolve("clone" + i)).commit("By " + i);
                said.add(threads.submit(() -> other.git(
                        "push", server.gitUrl("race"), "main:" + other.folder().getFileName())));
            }
            int made = 0;
            for (Future<Clone.Said> one : said) {
                assertThat(one.get().exitCode()).as(one.get().text()).isZero();
                made += one.get().text().contains("Project race made") ? 1 : 0;
            }
            assertThat(made).isEqualTo(1);
        }
        assertThat(clone.must("ls-remote", server.gitUrl("race")).lines().filter(line -> line.contains("refs/heads/")))
                .hasSize(pushers);
    }
}
