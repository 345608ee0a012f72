package dev.sluice.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.model.Trigger;
import dev.sluice.core.model.Trigger.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRepositoryTest {
    @TempDir
    Path folder;

    private GitSandbox sandbox;

    @BeforeEach
    void make() {
        sandbox = GitSandbox.in(folder.resolve("shop"));
        sandbox.git("remote", "add", "origin", "https://me:secret@gitlab.example.com/group/sub/project.git");
    }

    private LocalRepository repository() throws IOException {
        return LocalRepository.around(sandbox.root().resolve("deep/er")).orElseThrow();
    }

    @Test
    void factsOfAPushAreRead() throws IOException {
        String first = sandbox.write("a", "1").commit("First");
        String second = sandbox.write("a", "2").commit("Title ü\n\nBody");

        Trigger trigger = repository().trigger(Event.PUSH, Map.of("K", "V"));

        assertThat(trigger.ref()).isEqualTo(new Trigger.GitRef.Branch("main"));
        assertThat(trigger.commit())
                .isEqualTo(
                        new Trigger.Commit(second, "Title ü\n\nBody", "Dev <dev@example.com>", "2026-01-02T03:04:05Z"));
        assertThat(trigger.before()).isEqualTo(first);
        assertThat(trigger.defaultBranch()).isEqualTo("main");
        assertThat(trigger.project())
                .isEqualTo(new Trigger.ProjectInfo(
                        1,
                        "group/sub/project",
                        "https://gitlab.example.com/group/sub/project",
                        "https://gitlab.example.com/group/sub/project.git",
                        "https://gitlab.example.com"));
        assertThat(trigger.variables()).containsEntry("K", "V");
        assertThat(trigger.mergeRequest()).isEmpty();
    }

    @Test
    void packedCommitsAndRefsAreReadAsWell() throws IOException {
        sandbox.write("a", "1").commit("First");
        String head = sandbox.write("a", "2").commit("Second");
        sandbox.git("gc", "-q");
        sandbox.git("pack-refs", "--all");

        Trigger trigger = repository().trigger(Event.PUSH, Map.of());

        assertThat(trigger.commit().sha()).isEqualTo(head);
        assertThat(trigger.commit().title()).isEqualTo("Second");
    }

    @Test
    void filesAreTrackedAndUntrackedButNotIgnoredOrDeleted() throws IOException {
        sandbox.write(".gitignore", "*.o\n/out/\n")
                .write("a", "1")
                .write("gone", "1")
                .write("forced.o", "1")
                .commit("First");
        Files.delete(sandbox.root().resolve("gone"));
        sandbox.write("new ü\n.txt", "1").write("b.o", "1").write("out/x", "1");
        GitSandbox.in(sandbox.root().resolve("inner")).write("f", "1").commit("Inner");

        assertThat(repository().tree(Event.PUSH).files()).containsExactly(".gitignore", "a", "forced.o", "new ü\n.txt");
        assertThat(repository().tree(Event.PUSH).folders()).containsExactly("inner");
    }

    @Test
    void readingFindsFilesInsideAlone() throws IOException {
        sandbox.write("a", "text").commit("First");
        Files.writeString(folder.resolve("outside"), "secret");
        Files.createSymbolicLink(sandbox.root().resolve("link"), folder.resolve("outside"));
        Files.createSymbolicLink(sandbox.root().resolve("inside"), Path.of("a"));
        WorkingTree tree = repository().tree(Event.PUSH);

        assertThat(tree.read("a")).contains("text");
        assertThat(tree.read("inside")).contains("text");
        assertThat(tree.read("link")).isEmpty();
        assertThat(tree.read("../outside")).isEmpty();
        assertThat(tree.read("none")).isEmpty();
        assertThat(tree.read("deep")).isEmpty();
    }

    @Test
    void onTheDefaultBranchTheParentIsComparedWith() throws IOException {
        sandbox.write("a", "1").commit("First");
        assertThat(repository().tree(Event.PUSH).changed()).isEmpty();
        sandbox.git("update-ref", "refs/remotes/origin/main", "HEAD");
        sandbox.write("b", "1").write("c", "1").commit("Second");
        sandbox.write("c", "2").commit("Third");
        sandbox.write("new", "1");

        assertThat(repository().tree(Event.PUSH).changed())
                .hasValueSatisfying(paths -> assertThat(paths).containsExactly("c", "new"));
        assertThat(repository().tree(Event.SCHEDULE).changed()).isEmpty();
    }

    @Test
    void onAnotherBranchTheMergeBaseWithTheDefaultBranchIsComparedWith() throws IOException {
        sandbox.write("a", "1").write("old", "same content that moves").commit("First");
        sandbox.git("checkout", "-q", "-b", "feature/x");
        sandbox.write("b", "1").commit("Feature");
        sandbox.git("mv", "old", "moved");
        sandbox.commit("Move");
        sandbox.git("checkout", "-q", "main");
        sandbox.write("on-main", "1").commit("Main goes on");
        sandbox.git("update-ref", "refs/remotes/origin/main", "HEAD");
        sandbox.git("checkout", "-q", "feature/x");

        assertThat(repository().tree(Event.PUSH).changed())
                .hasValueSatisfying(paths -> assertThat(paths).containsExactly("b", "moved", "old"));
        assertThat(repository().tree(Event.PUSH).changedSince("main"))
                .hasValueSatisfying(paths -> assertThat(paths).containsExactly("b", "moved", "old"));
        assertThat(repository().tree(Event.PUSH).changedSince("none")).isEmpty();
        assertThat(repository().tree(Event.PUSH).changedSince("--output=x")).isEmpty();
        assertThat(repository().trigger(Event.PUSH, Map.of()).before()).isEqualTo("0".repeat(40));

        Trigger merge = repository().trigger(Event.MERGE_REQUEST, Map.of());
        assertThat(merge.mergeRequest()).hasValueSatisfying(request -> {
            assertThat(request.sourceBranch()).isEqualTo("feature/x");
            assertThat(request.targetBranch()).isEqualTo("main");
            assertThat(request.diffBase()).isEqualTo(sandbox.git("merge-base", "main", "HEAD"));
        });
    }

    @Test
    void theTagAtHeadIsTaken() throws IOException {
        sandbox.write("a", "1").commit("First");
        assertThatThrownBy(() -> repository().trigger(Event.TAG, Map.of()))
                .hasMessageContaining("no tag points at HEAD");

        sandbox.git("tag", "v1.0");
        assertThat(repository().trigger(Event.TAG, Map.of()).ref()).isEqualTo(new Trigger.GitRef.Tag("v1.0", ""));

        sandbox.git("tag", "-d", "v1.0");
        sandbox.git("tag", "-a", "-m", "Release one", "v1.1");
        assertThat(repository().trigger(Event.TAG, Map.of()).ref())
                .isEqualTo(new Trigger.GitRef.Tag("v1.1", "Release one"));
    }

    @Test
    void beforeTheFirstCommitThereIsAlreadyATrigger() throws IOException {
        sandbox.write("a", "1");

        Trigger trigger = repository().trigger(Event.PUSH, Map.of());

        assertThat(trigger.commit().sha()).isEqualTo("0".repeat(40));
        assertThat(repository().tree(Event.PUSH).files()).containsExactly("a");
        assertThat(repository().tree(Event.PUSH).changed()).isEmpty();
    }

    @Test
    void aCommitCheckedOutByItselfGetsTheNameOfItsBranch() throws IOException {
        sandbox.write("a", "1").commit("First");
        sandbox.git("checkout", "-q", "--detach");

        assertThat(repository().branch()).isEqualTo("main");
    }

    @Test
    void aLinkedWorkTreeIsARepositoryToo() throws IOException {
        sandbox.write("a", "1").commit("First");
        sandbox.git(
                "worktree", "add", "-q", "-b", "other", folder.resolve("linked").toString());
        LocalRepository linked =
                LocalRepository.around(folder.resolve("linked")).orElseThrow();

        assertThat(linked.branch()).isEqualTo("other");
        assertThat(linked.tree(Event.PUSH).files()).containsExactly("a");
        linked.lend(folder.resolve("copy/.git"));
        assertThat(GitSandbox.git(folder.resolve("copy"), "log", "--format=%s")).isEqualTo("First");
    }

    @Test
    void outsideOfARepositoryThereIsNone() throws IOException {
        assertThat(LocalRepository.around(folder)).isEmpty();
    }

    @Test
    void hostileBranchNamesAreText() throws IOException {
        sandbox.write("a", "1").commit("First");
        sandbox.git("checkout", "-q", "-b", "$(touch${IFS}x)`id`;<img>");

        Trigger trigger = repository().trigger(Event.PUSH, Map.of());

        assertThat(trigger.ref().name()).isEqualTo("$(touch${IFS}x)`id`;<img>");
        assertThat(repository().tree(Event.PUSH).changed()).isPresent();
        assertThat(sandbox.root().resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "https://gitlab.example.com/g/p.git, g/p, https://gitlab.example.com",
        "https://user@host:8443/g/p/, g/p, https://host:8443",
        "git@github.com:owner/name.git, owner/name, https://github.com",
        "ssh://git@host:2222/a/b/c.git, a/b/c, https://host",
        "/srv/git/x.git, local/shop, http://localhost",
        "'', local/shop, http://localhost",
    })
    void theProjectIsReadFromTheRemote(String address, String path, String server) {
        Trigger.ProjectInfo project = RemoteAddress.project(address, "shop");

        assertThat(project.path()).isEqualTo(path);
        assertThat(project.serverUrl()).isEqualTo(server);
    }
}
