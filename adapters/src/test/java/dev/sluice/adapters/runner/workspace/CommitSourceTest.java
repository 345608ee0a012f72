package dev.sluice.adapters.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.git.GitSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitSourceTest {
    @TempDir
    Path folder;

    private GitSandbox sandbox;
    private BareRepository bare;

    @BeforeEach
    void make() throws IOException {
        sandbox = GitSandbox.in(folder.resolve("sandbox"));
        bare = BareRepository.create(folder.resolve("project.git"), "main");
    }

    private String push() {
        sandbox.git("push", "-q", bare.folder().toString(), "--all");
        sandbox.git("push", "-q", bare.folder().toString(), "--tags");
        return sandbox.git("rev-parse", "HEAD");
    }

    private Path fill(String commit) throws IOException {
        Path workspace = Files.createDirectory(folder.resolve("workspace"));
        new CommitSource(bare, commit, "https://git.example.com/shop.git").fill(workspace);
        return workspace;
    }

    @Test
    void theWorkspaceIsTheCommitWithAUsableRepository() throws IOException {
        sandbox.write("a", "one\n").write("dir/b", "two\n").commit("First");
        sandbox.git("tag", "-a", "-m", "Release", "v1");
        sandbox.write("a", "changed\n").commit("Second");
        String commit = push();

        Path workspace = fill(commit);

        assertThat(workspace.resolve("a")).hasContent("changed\n");
        assertThat(workspace.resolve("dir/b")).hasContent("two\n");
        assertThat(GitSandbox.git(workspace, "status", "--porcelain")).isEmpty();
        assertThat(GitSandbox.git(workspace, "describe", "--dirty"))
                .startsWith("v1-1-g")
                .doesNotContain("dirty");
        assertThat(GitSandbox.git(workspace, "rev-parse", "HEAD", "origin/main"))
                .isEqualTo(commit + "\n" + commit);
        assertThat(GitSandbox.git(workspace, "diff", "--name-only", "HEAD~1")).isEqualTo("a");
        assertThat(GitSandbox.git(workspace, "remote", "-v")).contains("https://git.example.com/shop.git");
    }

    @Test
    void executableBitsAndLinksAreKept() throws IOException {
        sandbox.write("run", "#!/bin/sh\n").git("add", "run");
        sandbox.git("update-index", "--chmod=+x", "run");
        Files.createSymbolicLink(sandbox.root().resolve("link"), Path.of("run"));
        sandbox.git("add", "link");
        sandbox.git("commit", "-q", "-m", "First");

        Path workspace = fill(push());

        assertThat(Files.isExecutable(workspace.resolve("run"))).isTrue();
        assertThat(Files.readSymbolicLink(workspace.resolve("link"))).isEqualTo(Path.of("run"));
    }

    @Test
    void nothingOfTheCommitRunsOnTheServer() throws IOException {
        Path proof = folder.resolve("proof");
        sandbox.write(".gitattributes", "* filter=evil\n")
                .write("hooks/post-checkout", "#!/bin/sh\ntouch " + proof + "\n")
                .write(
                        "config",
                        "[filter \"evil\"]\n\tsmudge = touch " + proof + "\n[core]\n\tfsmonitor = touch " + proof
                                + "\n")
                .write("file", "text\n")
                .commit("First");

        Path workspace = fill(push());

        assertThat(workspace.resolve("file")).hasContent("text\n");
        assertThat(proof).doesNotExist();
    }

    @Test
    void aJobCannotChangeTheServersRepository() throws IOException {
        sandbox.write("a", "one\n").commit("First");
        String commit = push();
        Path workspace = fill(commit);

        GitSandbox.git(workspace, "checkout", "-q", "-b", "mine");
        Files.writeString(workspace.resolve("a"), "mine\n");
        GitSandbox.git(workspace, "commit", "-q", "-am", "Mine");
        GitSandbox.git(workspace, "gc", "-q", "--prune=now");
        GitSandbox.git(workspace, "update-ref", "-d", "refs/remotes/origin/main");

        assertThat(bare.refs("refs/")).containsOnlyKeys("refs/heads/main").containsValue(commit);
        assertThat(GitSandbox.git(bare.folder(), "fsck")).isEmpty();
    }

    @Test
    void theLastCommitOfAPathIsFound() throws IOException {
        String first = sandbox.write("a", "one\n").commit("First");
        sandbox.write("b", "two\n").commit("Second");
        CommitSource source = new CommitSource(bare, push(), "");

        assertThat(source.lastCommitOf(List.of("a"))).contains(first);
        assertThat(source.lastCommitOf(List.of("none"))).isEmpty();
        assertThat(source.lastCommitOf(List.of(":(glob)**"))).isEmpty();
    }
}
