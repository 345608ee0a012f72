package dev.sluice.adapters.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.adapters.files.AtomicFile;
import dev.sluice.adapters.files.Durability;
import dev.sluice.app.run.RunArtifacts;
import dev.sluice.app.run.RunId;
import dev.sluice.core.model.JobSession.ArtifactRequest;
import dev.sluice.core.model.JobSession.ArtifactRequest.Audience;
import dev.sluice.core.model.JobSession.CacheRequest;
import dev.sluice.core.model.JobSession.Fetched;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileArtifactStoreTest {
    private static final RunId RUN = new RunId(1, 5);

    @TempDir
    Path folder;

    private Path workspace;
    private FileArtifactStore store;

    @BeforeEach
    void make() throws IOException {
        workspace = Files.createDirectory(folder.resolve("workspace"));
        store = open(Clock.systemUTC(), ArtifactLimits.forArtifacts());
    }

    private FileArtifactStore open(Clock clock, ArtifactLimits limits) {
        return new FileArtifactStore(folder.resolve("store"), Durability.SYNCED, limits, clock);
    }

    private void write(String path, String text) throws IOException {
        Path file = workspace.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static ArtifactRequest request(List<String> include, List<String> exclude) {
        return request(include, exclude, Audience.ALL);
    }

    private static ArtifactRequest request(List<String> include, List<String> exclude, Audience audience) {
        return new ArtifactRequest(
                "archive", ArtifactRequest.Kind.ARCHIVE, include, exclude, false, Optional.empty(), audience);
    }

    private FileArtifactStore.Kept keep(String job, String... include) throws IOException {
        return store.keep(
                RUN, job, 1, request(List.of(include), List.of()), workspace, List.of(), ContentInspector.NONE);
    }

    private List<String> restored(String job) throws IOException {
        Path target = Files.createTempDirectory(folder, "restored");
        store.restore(RUN, job, target);
        return paths(target);
    }

    private static List<String> paths(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aMatchedFolderIsTakenWholeAndExcludeIsPathByPath() throws IOException {
        write("dist/a.js", "a");
        write("dist/sub/b.js", "b");
        write("dist/sub/b.map", "m");
        write("other/c.js", "c");
        write("top.js", "t");

        store.keep(
                RUN,
                "one",
                1,
                request(List.of("dist/", "*.js"), List.of("**/*.map", "dist/sub")),
                workspace,
                List.of(),
                ContentInspector.NONE);

        assertThat(restored("one")).containsExactly("dist/a.js", "dist/sub/b.js", "top.js");
    }

    @Test
    void contentModeTimeAndLinksComeBack() throws IOException {
        write("bin/tool", "#!/bin/sh\n");
        Files.setPosixFilePermissions(workspace.resolve("bin/tool"), PosixFilePermissions.fromString("rwxr-x---"));
        Files.setLastModifiedTime(workspace.resolve("bin/tool"), FileTime.from(Instant.parse("2026-01-02T03:04:05Z")));
        Files.createSymbolicLink(workspace.resolve("bin/link"), Path.of("tool"));
        Files.createDirectories(workspace.resolve("bin/empty"));
        write("bin/name with ü\n%.txt", "x");

        FileArtifactStore.Kept kept = keep("one", "bin");
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createDirectory(target.resolve("bin"));
        Files.writeString(target.resolve("bin/tool"), "old");

        assertThat(store.restore(RUN, "one", target)).isEqualTo(Fetched.UNPACKED);
        assertThat(kept.files()).isEqualTo(3);
        assertThat(target.resolve("bin/tool")).hasContent("#!/bin/sh\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("bin/tool"))))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getLastModifiedTime(target.resolve("bin/tool")).toInstant())
                .isEqualTo("2026-01-02T03:04:05Z");
        assertThat(Files.readSymbolicLink(target.resolve("bin/link"))).isEqualTo(Path.of("tool"));
        assertThat(target.resolve("bin/empty")).isDirectory();
        assertThat(target.resolve("bin/name with ü\n%.txt")).hasContent("x");
    }

    @Test
    void aContentIsStoredOnceAndIsNotSharedWithWorkspaces() throws IOException {
        write("a", "same");
        write("b", "same");
        keep("one", "a", "b");
        keep("two", "a");
        Path target = Files.createDirectory(folder.resolve("target"));
        store.restore(RUN, "one", target);
        Files.writeString(target.resolve("a"), "spoiled");

        assertThat(paths(folder.resolve("store/objects"))).hasSize(1);
        assertThat(target.resolve("b")).hasContent("same");
        assertThat(restored("two")).containsExactly("a");
    }

    @Test
    void nothingOutsideOfTheWorkspaceIsCollected() throws IOException {
        Path server = Files.createDirectory(folder.resolve("server"));
        Files.writeString(server.resolve("db"), "secret");
        write("inside/x", "x");
        Files.createSymbolicLink(workspace.resolve("dist"), server);
        Files.createSymbolicLink(workspace.resolve("file"), server.resolve("db"));
        Files.createSymbolicLink(workspace.resolve("inside/deep"), server);

        FileArtifactStore.Kept kept = keep(
                "one", "../**", "/**", "dist/**", "dist/db", "file", "inside", "**/db", workspace + "/../server/**");

        Path target = Files.createDirectory(folder.resolve("target"));
        store.restore(RUN, "one", target);
        assertThat(paths(target)).containsExactlyInAnyOrder("inside/deep", "inside/x");
        assertThat(Files.isSymbolicLink(target.resolve("inside/deep"))).isTrue();
        assertThat(paths(folder.resolve("store/objects"))).hasSize(1);
        assertThat(String.join("\n", kept.notes()))
                .contains("../** leads out of the workspace")
                .contains("dist is a symbolic link")
                .contains("dist/db lies behind a symbolic link")
                .contains("file is a symbolic link");
    }

    @Test
    void aLinkThatStaysInsideIsFollowedWhereThePatternNamesIt() throws IOException {
        write("releases/v1/app", "app");
        Files.createSymbolicLink(workspace.resolve("current"), Path.of("releases/v1"));

        keep("one", "current/**");
        keep("two", "current");

        assertThat(restored("one")).containsExactly("current/app");
        assertThat(restored("two")).containsExactly("current");
    }

    @Test
    void absolutePatternsInsideOfTheWorkspaceAreFine() throws IOException {
        write("dist/a", "a");

        assertThat(keep("one", workspace + "/dist").files()).isEqualTo(1);
        assertThat(keep("two", "./dist/").files()).isEqualTo(1);
        assertThat(keep("three", "none").perPattern()).containsExactly(0);
        assertThat(store.restore(RUN, "three", folder)).isEqualTo(Fetched.NONE);
    }

    @Test
    void nothingIsUnpackedThroughALinkThatAnotherArtifactPlaced() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.createSymbolicLink(workspace.resolve("out"), outside);
        write("keep", "x");
        Path target = Files.createDirectory(folder.resolve("target"));
        Files.createSymbolicLink(target.resolve("out"), outside);
        Files.delete(workspace.resolve("out"));
        write("out/passwd", "evil");
        keep("two", "out");

        assertThatThrownBy(() -> store.restore(RUN, "two", target))
                .isInstanceOf(RefusedContent.class)
                .hasMessageContaining("through a link");
        assertThat(paths(outside)).isEmpty();
    }

    @Test
    void setIdBitsAreNotRestored() throws Exception {
        write("tool", "x");
        assertThat(new ProcessBuilder("chmod", "6755", workspace.resolve("tool").toString())
                        .start()
                        .waitFor())
                .isZero();

        keep("one", "tool");
        Path target = Files.createDirectory(folder.resolve("target"));
        store.restore(RUN, "one", target);

        assertThat((int) Files.getAttribute(target.resolve("tool"), "unix:mode") & 07777)
                .isEqualTo(0755);
    }

    @Test
    void pipesAndDevicesAreLeftOut() throws Exception {
        write("dist/a", "a");
        assertThat(new ProcessBuilder("mkfifo", workspace.resolve("dist/pipe").toString())
                        .start()
                        .waitFor())
                .isZero();

        keep("one", "dist");

        assertThat(restored("one")).containsExactly("dist/a");
    }

    @Test
    void limitsAreNamedAndLeaveNothingBehind() throws IOException {
        write("dist/a", "x".repeat(2000));
        write("dist/b", "y".repeat(2000));
        store = open(Clock.systemUTC(), new ArtifactLimits(3000, 100, 50, "artifacts"));
        assertThatThrownBy(() -> keep("one", "dist"))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("artifacts.bytes");

        store = open(Clock.systemUTC(), new ArtifactLimits(1 << 20, 1, 50, "artifacts"));
        assertThatThrownBy(() -> keep("one", "dist"))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("artifacts.files");

        write("dist/" + "z".repeat(100), "");
        store = open(Clock.systemUTC(), new ArtifactLimits(1 << 20, 100, 50, "artifacts"));
        assertThatThrownBy(() -> keep("one", "dist"))
                .isInstanceOf(LimitReached.class)
                .hasMessageContaining("artifacts.path_bytes");

        assertThat(store.artifacts(RUN)).isEmpty();
        try (var left = Files.walk(folder.resolve("store"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".tmp")))
                    .isEmpty();
        }
    }

    @Test
    void aJobThatWasStartedAgainAndLeftNothingIsNoArtifact() throws IOException {
        store.begin(RUN, "lint", 2);
        write("out.txt", "text");
        keep("build", "out.txt");

        assertThat(store.artifacts(RUN))
                .extracting(RunArtifacts.ArtifactInfo::job)
                .containsExactly("build");
    }

    @ParameterizedTest
    @EnumSource(Audience.class)
    void whoMayDownloadItIsKeptWithIt(Audience audience) throws IOException {
        write("a", "text");
        ArtifactRequest request = request(List.of("a"), List.of(), audience);
        store.keep(RUN, "one", 1, request, workspace, List.of(), ContentInspector.NONE);

        assertThat(store.artifacts(RUN))
                .extracting(RunArtifacts.ArtifactInfo::audience)
                .containsExactly(audience);
        assertThat(restored("one")).containsExactly("a");
    }

    @Test
    void aNewerAttemptReplacesWhatAnOlderOneLeft() throws IOException {
        write("a", "first");
        keep("one", "a");
        store.begin(RUN, "one", 2);

        assertThat(store.restore(RUN, "one", folder.resolve("nowhere"))).isEqualTo(Fetched.NONE);
        assertThat(store.artifacts(RUN)).isEmpty();
    }

    @Test
    void artifactsAreListedAndDownloadedAsZip() throws IOException {
        write("dist/a", "text a");
        write("dist/b ü", "text b");
        keep("build: [3.12, linux]", "dist");

        assertThat(store.artifacts(RUN)).singleElement().satisfies(info -> {
            assertThat(info.job()).isEqualTo("build: [3.12, linux]");
            assertThat(info.files()).isEqualTo(2);
            assertThat(info.sizeBytes()).isEqualTo(12);
            assertThat(info.digest()).matches("sha256:[0-9a-f]{64}");
        });
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(store.writeZip(RUN, "build: [3.12, linux]", "archive", out)).isTrue();
        TreeMap<String, String> unzipped = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                unzipped.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        assertThat(unzipped).containsEntry("dist/a", "text a").containsEntry("dist/b ü", "text b");
        assertThat(store.writeZip(RUN, "build: [3.12, linux]", "other", out)).isFalse();
        assertThat(store.writeZip(RUN, "none", "archive", out)).isFalse();
    }

    @Test
    void aZipCanBeReadByOtherProgramsWithModesAndLinks() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
        write("bin/tool", "#!/bin/sh\necho run\n");
        Files.setPosixFilePermissions(workspace.resolve("bin/tool"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(workspace.resolve("bin/link"), Path.of("tool"));
        Files.createSymbolicLink(workspace.resolve("bin/evil"), Path.of("../../etc/passwd"));
        write("big", "0123456789".repeat(500_000));
        keep("one", "bin", "big");
        Path zip = folder.resolve("a.zip");
        try (var out = Files.newOutputStream(zip)) {
            store.writeZip(RUN, "one", "archive", out);
        }

        String script = """
            import stat, sys, zipfile
            archive = zipfile.ZipFile(sys.argv[1])
            assert archive.testzip() is None
            for info in archive.infolist():
                print(info.filename, oct(info.external_attr >> 16), info.file_size)
            """;
        Process python = new ProcessBuilder("python3", "-c", script, zip.toString())
                .redirectErrorStream(true)
                .start();

        assertThat(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("big 0o100644 5000000\nbin/ 0o40755 0\nbin/link 0o120777 4\nbin/tool 0o100755 19\n");
        Path target = Files.createDirectory(folder.resolve("target"));
        ArchiveReader.unzip(Files.newInputStream(zip), target, ArtifactLimits.forArtifacts());
        assertThat(target.resolve("big")).hasSize(5_000_000);
    }

    @Test
    void expiredArtifactsGoAndContentsInUseStay() throws IOException {
        write("a", "shared");
        write("b", "only here");
        store.keep(
                RUN,
                "short",
                1,
                new ArtifactRequest(
                        "x",
                        ArtifactRequest.Kind.ARCHIVE,
                        List.of("a", "b"),
                        List.of(),
                        false,
                        Optional.of(Duration.ofHours(1)),
                        Audience.ALL),
                workspace,
                List.of(),
                ContentInspector.NONE);
        keep("long", "a");
        store = open(
                Clock.fixed(Instant.now().plus(Duration.ofHours(12)), ZoneOffset.UTC), ArtifactLimits.forArtifacts());

        assertThat(store.restore(RUN, "short", folder.resolve("nowhere"))).isEqualTo(Fetched.EXPIRED);
        assertThat(store.artifacts(RUN)).hasSize(1);
        assertThat(store.collectGarbage()).isEqualTo(1);
        assertThat(store.restore(RUN, "short", folder.resolve("nowhere"))).isEqualTo(Fetched.EXPIRED);

        assertThat(store.artifacts(RUN)).hasSize(1);
        assertThat(restored("long")).containsExactly("a");
        assertThat(store.collectGarbage()).isZero();
    }

    @Test
    void oneSpoiledManifestStopsNoCollectionAndKeepsItsContents() throws IOException {
        write("a", "torn");
        write("b", "gone");
        keep("torn", "a");
        keep("gone", "b");
        for (Path file : manifests()) {
            if (Files.readString(file).contains(" a\n")) {
                Files.writeString(file, Files.readString(file).substring("sluice".length()));
            } else {
                Files.delete(file);
            }
        }
        store = open(
                Clock.fixed(Instant.now().plus(Duration.ofHours(12)), ZoneOffset.UTC), ArtifactLimits.forArtifacts());

        assertThat(store.collectGarbage()).isEqualTo(1);

        assertThat(paths(folder.resolve("store/objects"))).hasSize(1);
    }

    private List<Path> manifests() throws IOException {
        try (var files = Files.walk(folder.resolve("store"))) {
            return files.filter(file -> file.toString().endsWith(".manifest")).toList();
        }
    }

    @Test
    void collectionGoesOnWhereATemporaryFileIsMovedMeanwhile() throws Exception {
        write("a", "x");
        keep("one", "a");
        Path file = folder.resolve("store/artifacts/1/5/busy");
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> writer = threads.submit(() -> {
                while (!over.get()) {
                    AtomicFile.write(file, new byte[1], Durability.CACHED);
                }
                return file;
            });
            try {
                for (int i = 0; i < 500; i++) {
                    store.collectGarbage();
                }
            } finally {
                over.set(true);
            }
            writer.get();
        }

        assertThat(restored("one")).containsExactly("a");
    }

    @Test
    void youngContentsAreKeptThoughNobodyRefersToThem() throws IOException {
        write("a", "x");
        store.objects().put(workspace.resolve("a"), 1000, ArtifactLimits.forArtifacts(), ContentInspector.NONE);

        assertThat(store.collectGarbage()).isZero();
    }

    @Test
    void collectionNeverTakesWhatAWriterIsAboutToReferTo() throws Exception {
        for (int i = 0; i < 20; i++) {
            write("f" + i, "content " + i);
        }
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofHours(12)), ZoneOffset.UTC);
        FileArtifactStore collecting = open(later, ArtifactLimits.forArtifacts());
        // One object: writers and collector share the lock, as in the server.
        store = collecting;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int w = 0; w < 4; w++) {
                String job = "job " + w;
                writers.add(threads.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        keep(job, "f*");
                    }
                    return job;
                }));
            }
            for (int i = 0; i < 20; i++) {
                collecting.collectGarbage();
                collecting.removeLeftOver();
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        for (int w = 0; w < 4; w++) {
            assertThat(restored("job " + w)).hasSize(20);
        }
    }

    @Test
    void whatADeadWriterLeftIsRemovedAndALivingOnesIsNot() throws IOException {
        Path object =
                Files.createDirectories(folder.resolve("store/objects/ab")).resolve("x");
        Path dead = Files.createFile(AtomicFile.temporaryBeside(object));
        Path living = Files.createFile(AtomicFile.temporaryBeside(object));
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofHours(3))));

        assertThat(store.removeLeftOver()).isEqualTo(1);

        assertThat(dead).doesNotExist();
        assertThat(living).exists();
    }

    @Test
    void aProtectedBranchNeverReadsWhatAnOpenOneCached() throws IOException {
        FileCacheStore caches = new FileCacheStore(store, ArtifactLimits.forCaches(), 1L << 30);
        write("deps/lib", "evil");
        caches.save(1, FileCacheStore.Scope.OPEN, cache("deps"), workspace, List.of());

        assertThat(caches.restore(1, FileCacheStore.Scope.PROTECTED, List.of("deps"), folder.resolve("x")))
                .isEmpty();
        assertThat(caches.restore(2, FileCacheStore.Scope.OPEN, List.of("deps"), folder.resolve("x")))
                .isEmpty();
        Path target = Files.createDirectory(folder.resolve("target"));
        assertThat(caches.restore(1, FileCacheStore.Scope.OPEN, List.of("none", "deps"), target))
                .contains("deps");
        assertThat(paths(target)).containsExactly("deps/lib");
    }

    @Test
    void theLastWriterOfACacheWinsAndTheOldestCachesGo() throws IOException {
        FileCacheStore caches = new FileCacheStore(store, ArtifactLimits.forCaches(), 2500);
        for (String key : List.of("one", "two", "three")) {
            write("deps/lib", key.repeat(300));
            caches.save(1, FileCacheStore.Scope.OPEN, cache(key), workspace, List.of());
        }
        write("deps/lib", "again");
        caches.save(1, FileCacheStore.Scope.OPEN, cache("three"), workspace, List.of());

        Path target = Files.createDirectory(folder.resolve("target"));
        assertThat(caches.restore(1, FileCacheStore.Scope.OPEN, List.of("one"), target))
                .isEmpty();
        assertThat(caches.restore(1, FileCacheStore.Scope.OPEN, List.of("three"), target))
                .contains("three");
        assertThat(target.resolve("deps/lib")).hasContent("again");
    }

    @Test
    void aSpoiledManifestCostsNothingButItsOwnCache() throws IOException {
        FileCacheStore caches = new FileCacheStore(store, ArtifactLimits.forCaches(), 1L << 30);
        write("deps/lib", "lib");
        caches.save(1, FileCacheStore.Scope.OPEN, cache("torn"), workspace, List.of());
        Path torn = onlyManifest();
        caches.save(1, FileCacheStore.Scope.OPEN, cache("kept"), workspace, List.of());
        Files.write(torn, new byte[] {'s', 'l', (byte) 0xff, '\n'});

        caches.save(1, FileCacheStore.Scope.OPEN, cache("new"), workspace, List.of());

        assertThat(torn).doesNotExist();
        Files.writeString(torn, "sluice-manifest 1\nname torn\n");
        Path target = Files.createDirectory(folder.resolve("target"));
        assertThat(caches.restore(1, FileCacheStore.Scope.OPEN, List.of("torn", "kept"), target))
                .contains("kept");
        assertThat(torn).doesNotExist();
    }

    private Path onlyManifest() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".manifest"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static CacheRequest cache(String key) {
        return new CacheRequest(List.of(key), List.of("deps"), false, false);
    }
}
