package dev.sluice.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.model.SourceTree;
import dev.sluice.core.model.Trigger.Commit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BareRepositoryTest {
    @TempDir
    Path folder;

    private GitSandbox sandbox;
    private BareRepository bare;

    @BeforeEach
    void make() throws IOException {
        sandbox = GitSandbox.in(folder.resolve("sandbox"));
        bare = BareRepository.create(folder.resolve("project.git"), "main");
    }

    private void push() {
        sandbox.git("push", "-q", "-f", bare.folder().toString(), "--all");
        sandbox.git("push", "-q", "-f", bare.folder().toString(), "--tags");
    }

    @Test
    void anEmptyRepositoryHasNothing() throws IOException {
        assertThat(bare.refs("refs/")).isEmpty();
        assertThat(bare.defaultBranch()).isEqualTo("main");
        assertThat(bare.resolve("refs/heads/main")).isEmpty();
    }

    @Test
    void aPathThatNoSystemHasIsOfNoFile() throws IOException {
        String head = sandbox.write("a", "1").commit("First");
        push();

        assertThat(bare.tree(head, "0".repeat(40)).read("a".repeat(200_000))).isEmpty();
    }

    /** Git writes the value of a ref that is about to move into a file beside the ref, where it may stand for a while. */
    @Test
    void theLockOfARefThatMovesIsNoRef() throws IOException {
        String head = sandbox.write("a", "1").commit("First");
        push();
        Files.writeString(bare.folder().resolve("refs/heads/main.lock"), head + "\n");

        assertThat(bare.refs("refs/heads/")).containsOnlyKeys("refs/heads/main");
    }

    @Test
    void makingItAgainKeepsWhatIsThere() throws IOException {
        String head = sandbox.write("a", "1").commit("First");
        push();

        BareRepository again = BareRepository.create(bare.folder(), "main");

        assertThat(again.resolve("refs/heads/main")).contains(head);
    }

    @Test
    void aCommitsTreeIsRead() throws IOException {
        String first = sandbox.write("a", "1").write("dir/ü b", "2").commit("First");
        String second = sandbox.write("a", "changed").write("new", "3").commit("Second");
        push();

        SourceTree tree = bare.tree(second, first);

        assertThat(tree.files()).containsExactly("a", "dir/ü b", "new");
        assertThat(tree.read("a")).contains("changed");
        assertThat(tree.read("dir/ü b")).contains("2");
        assertThat(tree.read("dir")).isEmpty();
        assertThat(tree.read("none")).isEmpty();
        assertThat(tree.read("../a")).isEmpty();
        assertThat(tree.changed()).hasValueSatisfying(paths -> assertThat(paths).containsExactly("a", "new"));
        assertThat(bare.tree(second, BareRepository.NO_COMMIT).changed()).isEmpty();
        assertThat(tree.changedSince("main"))
                .hasValueSatisfying(paths -> assertThat(paths).isEmpty());
        assertThat(tree.changedSince("--output=x")).isEmpty();
    }

    @Test
    void theLogBetweenTwoCommitsIsNewestFirst() throws IOException {
        String first = sandbox.write("a", "1").commit("First");
        String second = sandbox.write("a", "2").commit("Second\n\n#minor");
        String third = sandbox.write("a", "3").commit("Third");
        push();

        assertThat(bare.log(first, third, 10)).extracting(Commit::message).containsExactly("Third", "Second\n\n#minor");
        assertThat(bare.log(BareRepository.NO_COMMIT, third, 2))
                .extracting(Commit::sha)
                .containsExactly(third, second);
        assertThat(bare.commit(second)).hasValueSatisfying(commit -> assertThat(commit)
                .isEqualTo(new Commit(second, "Second\n\n#minor", "Dev <dev@example.com>", "2026-01-02T03:04:05Z")));
        assertThat(bare.commit("f".repeat(40))).isEmpty();
        assertThat(bare.parentOf(second)).contains(first);
        assertThat(bare.isAncestor(first, third)).isTrue();
        assertThat(bare.isAncestor(third, first)).isFalse();
        assertThat(bare.mergeBase(first, third)).contains(first);
    }

    @Test
    void annotatedTagsAreMadeOnce() throws IOException {
        String head = sandbox.write("a", "1").commit("First");
        push();

        assertThat(bare.createTag("v0.1.0", head, "Release\n\nNotes", "Sluice <sluice@localhost>", 1_767_323_045))
                .isTrue();
        assertThat(bare.createTag("v0.1.0", head, "Again", "Sluice <sluice@localhost>", 1_767_323_045))
                .isFalse();

        assertThat(bare.tagsAt(head)).containsExactly("v0.1.0");
        assertThat(bare.tags()).containsExactly(Map.entry("v0.1.0", head));
        String object = bare.resolve("refs/tags/v0.1.0").orElseThrow();
        assertThat(object).isNotEqualTo(head);
        assertThat(bare.commit(object)).isEqualTo(bare.commit(head)).isPresent();
        assertThat(bare.tagMessage("v0.1.0")).isEqualTo("Release\n\nNotes");
        assertThat(bare.tagMessage("none")).isEmpty();
        assertThat(GitSandbox.git(bare.folder(), "describe", head)).isEqualTo("v0.1.0");
        assertThat(GitSandbox.git(bare.folder(), "fsck", "--strict")).isEmpty();
        assertThatThrownBy(() -> bare.createTag("a..b", head, "x", "S <s@x>", 0))
                .hasMessageContaining("does not allow");
    }

    @Test
    void refsMoveByCompareAndSet() throws IOException {
        String first = sandbox.write("a", "1").commit("First");
        String second = sandbox.write("a", "2").commit("Second");
        push();

        assertThat(bare.compareAndSet("refs/heads/x", BareRepository.NO_COMMIT, first))
                .isTrue();
        assertThat(bare.compareAndSet("refs/heads/x", second, second)).isFalse();
        assertThat(bare.compareAndSet("refs/heads/x", first, second)).isTrue();
        assertThat(bare.resolve("refs/heads/x")).contains(second);
        assertThat(bare.compareAndSet("refs/heads/x", second, BareRepository.NO_COMMIT))
                .isTrue();
        assertThat(bare.resolve("refs/heads/x")).isEmpty();
    }

    @Test
    void objectsThatFailTheCheckAreRefused() throws IOException {
        sandbox.write("a", "1").commit("First");
        String blob = sandbox.git("hash-object", "-w", "a");
        byte[] tree = concat(
                ("100644 .git\0").getBytes(StandardCharsets.UTF_8),
                java.util.HexFormat.of().parseHex(blob));
        String treeId = Git.ofServer()
                .run(
                        sandbox.root(),
                        Map.of(),
                        List.of("hash-object", "-w", "-t", "tree", "--literally", "--stdin"),
                        tree)
                .text()
                .strip();
        String commit = sandbox.git("commit-tree", "-m", "Evil", treeId);

        Git.Result result = Git.ofServer()
                .tryRun(
                        sandbox.root(),
                        Map.of(),
                        List.of("push", bare.folder().toString(), commit + ":refs/heads/evil"),
                        new byte[0]);

        assertThat(result.exitCode()).isNotZero();
        assertThat(result.errorText()).contains("hasDotgit");
        assertThat(bare.refs("refs/")).isEmpty();
    }

    @Test
    void whatIsNoObjectIdIsNeverPassedOn() {
        for (String id : List.of("--output=x", "HEAD", "main", "", "A".repeat(40))) {
            assertThatThrownBy(() -> bare.commit(id)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> bare.log(id, id, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> bare.tree(id, id)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "refs/heads/main, true",
        "refs/heads/feature/ü, true",
        "refs/heads/$(id), true",
        "refs/heads/../../config, false",
        "refs/heads/.lock, false",
        "refs/heads/a.lock, false",
        "refs/heads/a b, false",
        "refs/heads/a/, false",
        "refs/heads//a, false",
        "refs/heads/a@{1}, false",
        "refs/heads/a~1, false",
        "refs/heads/a., false",
        "HEAD, false",
    })
    void refNamesFollowGitsRules(String name, boolean valid) {
        assertThat(RefName.isValid(name)).isEqualTo(valid);
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] both = java.util.Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, both, one.length, two.length);
        return both;
    }

    @Test
    void tellsWhatChangesBetweenCommits() throws IOException {
        String first = sandbox.write("a", "one\n").commit("First");
        String second = sandbox.write("a", "two\n").commit("Second");
        push();

        assertThat(bare.diff(first, second, 10_000).text()).contains("-one\n+two\n");
        assertThat(bare.diff(BareRepository.NO_COMMIT, first, 10_000).text()).contains("new file", "+one\n");
        assertThat(bare.diff(first, first, 10_000)).isEqualTo(new BareRepository.Diff("", false));
        assertThat(bare.diff(first, second, 20).cut()).isTrue();
    }
}
