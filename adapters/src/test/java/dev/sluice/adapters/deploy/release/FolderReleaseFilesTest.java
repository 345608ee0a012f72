package dev.sluice.adapters.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adapters.artifacts.ArtifactLimits;
import dev.sluice.adapters.artifacts.FileArtifactStore;
import dev.sluice.adapters.files.Durability;
import dev.sluice.adapters.git.BareRepository;
import dev.sluice.adapters.git.GitSandbox;
import dev.sluice.core.delivery.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderReleaseFilesTest {
    private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

    @TempDir
    private Path folder;

    private GitSandbox sandbox;
    private FolderReleaseFiles files;

    @BeforeEach
    void open() {
        sandbox = GitSandbox.in(folder.resolve("work"));
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        BareRepository repository = BareRepository.at(folder.resolve("work/.git"));
        files = new FolderReleaseFiles(
                folder.resolve("releases"),
                _ -> repository,
                new FileArtifactStore(
                        folder.resolve("artifacts"), Durability.CACHED, ArtifactLimits.forArtifacts(), clock),
                clock);
    }

    private Release release(String version) {
        String commit = sandbox.write("version", version).commit(version);
        return new Release(1, version, Release.Kind.VERSION, commit, "main", 1, "", "", NOON, "", "", List.of());
    }

    @Test
    void foldersThatAreNotWantedGoWhenNobodyHasAskedForThemInAWhile() throws IOException {
        Release old = release("v1");
        Release live = release("v2");
        Path first = files.prepare(old);
        Path second = files.prepare(live);

        assertThat(files.removeAllBut(List.of(live), NOON))
                .as("asked for just now")
                .isZero();
        assertThat(files.removeAllBut(List.of(live), NOON.plus(Duration.ofDays(1))))
                .isEqualTo(1);

        assertThat(first).doesNotExist();
        assertThat(second.resolve("version")).hasContent("v2");
        assertThat(files.prepare(old).resolve("version")).hasContent("v1");
    }

    @Test
    void whatACrashLeftOfARemovalGoesToo() throws IOException {
        Release live = release("v2");
        Path second = files.prepare(live);
        Files.createDirectories(second.resolveSibling("v1-123.going/inner"));

        assertThat(files.removeAllBut(List.of(live), Instant.now().plusSeconds(60)))
                .isEqualTo(1);

        try (Stream<Path> left = Files.list(second.getParent())) {
            assertThat(left).containsExactly(second);
        }
    }
}
