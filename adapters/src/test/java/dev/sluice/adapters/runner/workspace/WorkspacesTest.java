package dev.sluice.adapters.runner.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.adapters.runner.process.ControlGroup;
import dev.sluice.adapters.runner.process.JobMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspacesTest {
    @TempDir
    Path folder;

    @Test
    void jobsAfterEachOtherGetTheSamePathAndJobsAtOnceDifferentOnes() throws IOException {
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            Path first;
            try (Workspace one = workspaces.take("shop")) {
                first = one.files();
                Files.writeString(first.resolve("left"), "over");
                try (Workspace two = workspaces.take("shop")) {
                    assertThat(two.files()).isNotEqualTo(first);
                }
            }
            try (Workspace again = workspaces.take("shop")) {
                assertThat(again.files()).isEqualTo(first).isEmptyDirectory();
            }
        }
    }

    @Test
    void aSecondProcessOnTheSameFolderGetsOtherPlaces() throws IOException {
        try (Workspaces one = Workspaces.open(folder.resolve("builds"));
                Workspace taken = one.take("shop");
                Workspaces two = Workspaces.open(folder.resolve("builds"));
                Workspace other = two.take("shop")) {
            assertThat(other.files()).isNotEqualTo(taken.files());
            assertThat(taken.files()).isDirectory();
        }
    }

    @Test
    void hostileProjectNamesStayInside() throws IOException {
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            for (String name :
                    List.of("..", "../x", "/", "", ".git", "tmp", "mark", "a/b", "\u202e", "x".repeat(500))) {
                try (Workspace workspace = workspaces.take(name)) {
                    assertThat(workspace.files().normalize().startsWith(folder.resolve("builds")))
                            .isTrue();
                    assertThat(workspace.files()).isEmptyDirectory();
                    assertThat(workspace.files()).isNotEqualTo(workspace.temporary());
                    assertThat(workspace.files().getFileName().toString().length())
                            .isLessThan(61);
                }
            }
        }
    }

    @Test
    void whatACrashLeftIsEndedAndRemovedAtTheNextStart() throws Exception {
        Path place = Files.createDirectories(folder.resolve("builds/0"));
        Files.createDirectories(place.resolve("shop/deep"));
        JobMark mark = JobMark.fresh();
        Files.writeString(place.resolve("mark"), mark.text());
        ProcessBuilder builder = new ProcessBuilder("sleep", "1000");
        builder.environment().put(JobMark.VARIABLE, mark.value());
        Process orphan = builder.start();

        Workspaces.open(folder.resolve("builds")).close();

        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(place).doesNotExist();
        assertThat(folder.resolve("builds/trash")).isEmptyDirectory();
    }

    @Test
    void whatACrashLeftInAControlGroupIsEndedWithoutItsMark() throws Exception {
        JobMark mark = JobMark.fresh();
        assumeThat(mark.group())
                .as("a control group of version 2 that may be divided")
                .isPresent();
        ControlGroup group = mark.group().orElseThrow();
        Path place = Files.createDirectories(folder.resolve("builds/0"));
        Files.writeString(place.resolve("mark"), mark.text());
        Process orphan = new ProcessBuilder("sh", "-c", "echo 0 >" + group.door() + "; exec sleep 1000").start();
        while (Files.readString(group.door()).isEmpty()) {
            Thread.onSpinWait();
        }

        Workspaces.open(folder.resolve("builds")).close();

        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(group.folder()).doesNotExist();
    }

    @Test
    void foldersDeeperThanAnyPathAndReadOnlyOnesAreRemoved() throws Exception {
        Path root = Files.createDirectory(folder.resolve("tree"));
        Process nest = new ProcessBuilder(
                        "bash",
                        "-c",
                        "for i in $(seq 1 300); do mkdir " + "d".repeat(50) + "; cd " + "d".repeat(50)
                                + "; done; touch file; ln -s /etc link")
                .directory(root.toFile())
                .inheritIO()
                .start();
        assertThat(nest.waitFor()).isZero();
        Path closed = Files.createDirectories(root.resolve("closed"));
        Files.writeString(closed.resolve("file"), "x");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-x------"));

        TreeRemoval.remove(root);

        assertThat(root).doesNotExist();
        assertThat(folder).isEmptyDirectory();
        assertThat(Path.of("/etc")).isDirectory();
    }

    @Test
    void filesThatAJobLeftUntouchedServeTheNextOne() throws Exception {
        Steady source = new Steady(true);
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            Path first = filledOnce(workspaces, source, files -> Files.readString(files.resolve("sub/code")));
            try (Workspace again = workspaces.take("project")) {
                again.fill(source);

                assertThat(again.files()).isEqualTo(first);
                assertThat(first.resolve("sub/code")).hasContent("1");
            }
        }

        assertThat(source.filled).isEqualTo(fineClock() ? 1 : 2);
        assertThat(folder.resolve("builds/trash")).isEmptyDirectory();
        assertThat(folder.resolve("builds/0")).doesNotExist();
    }

    @Test
    void whatAJobChangedNeverReachesTheNextOne() throws Exception {
        List<Change> changes = List.of(
                files -> Files.writeString(files.resolve("sub/code"), "2"),
                files -> Files.writeString(files.resolve("sub/new"), ""),
                files -> Files.delete(files.resolve("sub/code")),
                files -> Files.setLastModifiedTime(files.resolve("sub/code"), FileTime.fromMillis(0)),
                files -> Files.writeString(files.resolveSibling("beside"), ""),
                files -> Files.writeString(files.resolveSibling("tmp").resolve("left"), ""));
        for (Change change : changes) {
            Steady source = new Steady(true);
            try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
                filledOnce(workspaces, source, change);
                try (Workspace next = workspaces.take("project")) {
                    assertThat(next.files()).isEmptyDirectory();
                    assertThat(next.temporary()).isEmptyDirectory();
                    assertThat(next.files().resolveSibling("beside")).doesNotExist();
                }
            }
        }
    }

    @Test
    void filesBelongToTheSourceThatTheyCameFrom() throws Exception {
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            filledOnce(workspaces, new Steady(true), files -> {});
            Steady other = new Steady(true);
            filledOnce(workspaces, other, files -> {});

            assertThat(other.filled).isEqualTo(1);
        }
    }

    @Test
    void jobWithoutSourcesFindsAnEmptyFolder() throws Exception {
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            filledOnce(workspaces, new Steady(true), files -> {});
            try (Workspace none = workspaces.take("project")) {
                assertThat(none.files()).isEmptyDirectory();
            }
        }
    }

    @Test
    void sourceThatIsNotSteadyIsFilledEachTime() throws Exception {
        Steady source = new Steady(false);
        try (Workspaces workspaces = Workspaces.open(folder.resolve("builds"))) {
            filledOnce(workspaces, source, files -> {});
            filledOnce(workspaces, source, files -> {});
        }

        assertThat(source.filled).isEqualTo(2);
    }

    private boolean fineClock() throws IOException {
        return new FineClock(folder).isFine();
    }

    private static Path filledOnce(Workspaces workspaces, WorkspaceSource source, Change job) throws IOException {
        try (Workspace workspace = workspaces.take("project")) {
            workspace.fill(source);
            job.apply(workspace.files());
            return workspace.files();
        }
    }

    /** What a job does in its workspace. */
    private interface Change {
        void apply(Path files) throws IOException;
    }

    /** One file in one folder. */
    private static final class Steady implements WorkspaceSource {
        private final boolean steady;
        private int filled;

        Steady(boolean steady) {
            this.steady = steady;
        }

        @Override
        public void fill(Path workspace) throws IOException {
            filled++;
            Files.createDirectory(workspace.resolve("sub"));
            Files.writeString(workspace.resolve("sub/code"), "1");
        }

        @Override
        public boolean isSteady() {
            return steady;
        }

        @Override
        public Optional<String> lastCommitOf(List<String> paths) {
            return Optional.empty();
        }
    }
}
