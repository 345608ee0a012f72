package dev.sluice.adapters.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A repository that is pushed to for long stays in few files and loses nothing: real git throughout. */
final class RepositoryUpkeepTest {
    private static final long PROJECT = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ServerRepositories repositories;
    private Path bare;
    private GitSandbox work;

    @BeforeEach
    void make() {
        repositories = new ServerRepositories(folder.resolve("repositories"));
        repositories.create(new Project(PROJECT, "shop", "main", Instant.EPOCH));
        bare = repositories.of(PROJECT).folder();
        work = GitSandbox.in(folder.resolve("work"));
        work.git("remote", "add", "origin", bare.toString());
    }

    private RepositoryUpkeep upkeep() {
        RepositoryUpkeep upkeep = new RepositoryUpkeep(repositories, new RepositoryUpkeep.Thresholds(40, 5, 20));
        upkeep.start();
        return upkeep;
    }

    private String push(int number) {
        work.write("file-" + number % 7 + ".txt", "text " + number + "\n");
        work.git("add", "-A");
        work.git("commit", "-q", "-m", "Commit " + number);
        work.git("push", "-q", "-f", "origin", "HEAD:refs/heads/main", "HEAD:refs/heads/topic-" + number);
        return work.git("rev-parse", "HEAD");
    }

    private void assertWhole(List<String> commits) throws IOException {
        for (String commit : commits) {
            assertThat(repositories.of(PROJECT).commit(commit)).as(commit).isPresent();
        }
        Git.ofServer().run(bare, List.of("fsck", "--connectivity-only", "--no-dangling"));
    }

    @Test
    void sixtyPushesStayInFewFilesAndEveryCommitStays() throws Exception {
        List<String> commits = new ArrayList<>();
        String lost;
        try (RepositoryUpkeep upkeep = upkeep()) {
            for (int number = 0; number < 60; number++) {
                commits.add(push(number));
                if (number == 30) {
                    // From here on the branches are forced away from what was pushed before.
                    work.git("reset", "-q", "--hard", "HEAD~5");
                }
                upkeep.pushed(PROJECT);
            }
            work.git("push", "-q", "origin", ":refs/heads/topic-30", ":refs/heads/topic-29", ":refs/heads/topic-28");
            lost = commits.get(30);
            assertThat(upkeep.awaitIdle(PATIENCE)).isTrue();
        }

        RepositorySize size = RepositorySize.of(bare);
        assertThat(size.looseObjects()).isLessThan(40);
        assertThat(size.packs()).isBetween(1, 8);
        assertThat(size.looseRefs()).isLessThan(20);
        assertThat(Git.ofServer()
                        .run(bare, List.of("for-each-ref", "--contains", lost))
                        .text())
                .isEmpty();
        assertWhole(commits);
        assertThat(repositories.of(PROJECT).refs("refs/heads/")).hasSize(58);
        Path clone = folder.resolve("clone");
        work.git("clone", "-q", bare.toString(), clone.toString());
        assertThat(clone.resolve("file-3.txt")).hasContent("text 59");
    }

    @Test
    void pushesAndFetchesGoOnWhileItPacks() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<String> commits = new ArrayList<>();
        try (RepositoryUpkeep upkeep = upkeep()) {
            commits.add(push(0));
            Thread reader = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 8; i++) {
                        Path clone = folder.resolve("clone-" + i);
                        GitSandbox.in(folder.resolve("reader")).git("clone", "-q", bare.toString(), clone.toString());
                        assertThat(repositories.of(PROJECT).refs("refs/heads/")).containsKey("refs/heads/topic-0");
                    }
                } catch (Throwable broken) {
                    failure.set(broken);
                }
            });
            for (int number = 1; number < 60; number++) {
                commits.add(push(number));
                upkeep.pushed(PROJECT);
            }
            reader.join();
            assertThat(upkeep.awaitIdle(PATIENCE)).isTrue();
        }

        assertThat(failure.get()).isNull();
        assertWhole(commits);
        assertThat(repositories.of(PROJECT).refs("refs/heads/")).hasSize(61);
    }

    @Test
    void whatAKilledGitLeftBehindIsInNobodysWayAfterAStart() throws Exception {
        String commit = push(0);
        Git.ofServer().run(bare, List.of("pack-refs", "--all"));
        Path chains = Files.createDirectories(bare.resolve("objects/info/commit-graphs"));
        List<Path> left = List.of(
                bare.resolve("packed-refs.lock"),
                bare.resolve("packed-refs.new"),
                bare.resolve("refs/heads/main.lock"),
                chains.resolve("commit-graph-chain.lock"),
                bare.resolve("objects/pack/tmp_pack_a1b2c3"));
        for (Path file : left) {
            Files.writeString(file, "half");
        }
        Process busy =
                new ProcessBuilder("sleep", "600").directory(bare.toFile()).start();
        try (RepositoryUpkeep upkeep = upkeep()) {
            upkeep.removeStaleLocks();
            assertThat(left).as("a process still works there").allMatch(Files::exists);
            busy.destroyForcibly().waitFor();

            upkeep.removeStaleLocks();

            assertThat(left).noneMatch(Files::exists);
        } finally {
            busy.destroyForcibly();
        }
        List<String> commits = new ArrayList<>(List.of(commit));
        commits.add(push(1));
        assertWhole(commits);
    }

    @Test
    void packingThatIsKilledChangesNothing() throws Exception {
        List<String> commits = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            commits.add(push(number));
        }
        Process repack = Git.ofServer()
                .builder(bare, Map.of(), List.of("repack", "--geometric=2", "-d", "-q"))
                .start();
        repack.descendants().forEach(ProcessHandle::destroyForcibly);
        repack.destroyForcibly().waitFor();

        try (RepositoryUpkeep upkeep = upkeep()) {
            upkeep.removeStaleLocks();
            upkeep.pushed(PROJECT);
            assertThat(upkeep.awaitIdle(PATIENCE)).isTrue();
        }

        assertThat(RepositorySize.of(bare).looseObjects()).isLessThan(40);
        assertWhole(commits);
    }
}
