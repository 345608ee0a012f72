package dev.sluice.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher with the real `sh`, in a checkout whose Maven and Java are scripts that note how they were called. */
class LauncherTest {
    private static final String MAVEN = """
        #!/bin/sh
        echo "$*" >>"$NOTES/maven"
        [ ! -e "$NOTES/fail" ] || { echo "[INFO] noise"; echo "[ERROR] A.java:[1,2] broken"; exit 1; }
        mkdir -p cli/target/dist/lib
        echo jar >cli/target/dist/lib/sluice.jar
        """;

    private static final String JAVA = """
        #!/bin/sh
        for argument; do
            case $argument in
            -XX:AOTCacheOutput=*) echo cache >"${argument#*=}"; echo training >>"$NOTES/java"; exit 0 ;;
            esac
        done
        echo "$*" >>"$NOTES/java"
        while [ "$1" != dev.sluice.cli.Sluice ]; do shift; done
        shift
        echo "started: $*"
        [ "${1:-}" != fail ] || exit 7
        """;

    @TempDir
    private Path temp;

    private Path checkout;
    private Path notes;
    private Path jdk;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = temp.resolve("a check out");
        notes = Files.createDirectories(temp.resolve("notes"));
        jdk = temp.resolve("jdk");
        copyLauncher(checkout);
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        source("core", "A.java");
        program(temp.resolve("path/mvn"), MAVEN);
        program(jdk.resolve("bin/java"), JAVA);
        program(jdk.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nJAVA_RUNTIME_VERSION=\"25.0.3+9\"\n");
    }

    @Test
    void buildsOnceAndThenStartsAtOnce() throws Exception {
        Ended first = launch("status", "a b");
        Ended second = launch("status");

        assertThat(first.out()).isEqualTo("started: status a b\n");
        assertThat(first.err()).contains("building for the first time").contains("built in");
        assertThat(second.out()).isEqualTo("started: status\n");
        assertThat(second.err()).isEmpty();
        assertThat(noted("maven")).hasSize(1);
    }

    @Test
    void theCacheIsTrainedOnceAndUsed() throws Exception {
        launch("status");
        launch("status");

        List<String> starts = noted("java");
        assertThat(starts).hasSize(3);
        assertThat(starts.getFirst()).isEqualTo("training");
        assertThat(starts.subList(1, 3)).allMatch(line -> line.contains("-XX:AOTCache=" + checkout));
    }

    @Test
    void aChangedANewAndADeletedSourceMakeABuildDue() throws Exception {
        launch("status");
        Path file = checkout.resolve("core/src/main/java/A.java");

        later(file);
        launch("status");
        Path second = source("core", "B.java");
        later(second.getParent());
        launch("status");
        Files.delete(second);
        later(file.getParent());
        launch("status");

        assertThat(noted("maven")).hasSize(4);
    }

    @Test
    void twoStartedAtOnceBuildOnce() throws Exception {
        Process one = start("status");
        Process two = start("status");

        assertThat(ended(one).exit()).isZero();
        assertThat(ended(two).exit()).isZero();
        assertThat(noted("maven")).hasSize(1);
    }

    @Test
    void aLockLeftByAKilledBuildIsTakenOver() throws Exception {
        Path lock = Files.createDirectories(checkout.resolve("target/sluice/lock"));
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

        assertThat(launch("status").exit()).isZero();
    }

    @Test
    void aFailedBuildShowsTheErrorsAloneAndIsTriedAgain() throws Exception {
        Files.createFile(notes.resolve("fail"));
        Ended failed = launch("status");
        Files.delete(notes.resolve("fail"));
        Ended repaired = launch("status");

        assertThat(failed.exit()).isEqualTo(70);
        assertThat(failed.out()).isEmpty();
        assertThat(failed.err()).contains("build.log").contains("A.java:[1,2] broken");
        assertThat(failed.err()).doesNotContain("noise");
        assertThat(repaired.out()).isEqualTo("started: status\n");
    }

    @Test
    void theExitCodeIsTheCommandsOwn() throws Exception {
        assertThat(launch("fail").exit()).isEqualTo(7);
    }

    @Test
    void anOlderJdkIsRefusedWithAWayOut() throws Exception {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");

        Ended ended = launch("status");

        assertThat(ended.exit()).isEqualTo(69);
        assertThat(ended.err()).contains("no JDK 25").contains("SLUICE_JAVA_HOME");
        assertThat(noted("maven")).isEmpty();
    }

    @Test
    void itIsFoundThroughALinkFromAnyFolder() throws Exception {
        Path link = Files.createSymbolicLink(temp.resolve("path/sluice"), checkout.resolve("sluice"));

        Process process =
                process(link.toString(), "status").directory(notes.toFile()).start();

        assertThat(ended(process).out()).isEqualTo("started: status\n");
    }

    @Test
    void aDistributionFolderNeedsNoMaven() throws Exception {
        Path folder = temp.resolve("distribution");
        copyLauncher(folder);
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/sluice.jar"), "jar");

        Ended ended =
                ended(process(folder.resolve("sluice").toString(), "status").start());

        assertThat(ended.out()).isEqualTo("started: status\n");
        assertThat(noted("maven")).isEmpty();
        assertThat(folder.resolve("cache/short-25.0.3+9.aot")).exists();
    }

    private static void copyLauncher(Path folder) throws IOException {
        Path root = Repository.here().root();
        Files.createDirectories(folder.resolve("bin"));
        for (String file : List.of("sluice", "bin/launch.sh", "bin/build", "bin/train", "bin/jdk")) {
            Files.copy(root.resolve(file), folder.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private Path source(String module, String name) throws IOException {
        Path file = checkout.resolve(module).resolve("src/main/java").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "class A {}\n", StandardOpenOption.CREATE);
    }

    /** Makes a file newer than the last build without waiting for the clock. */
    private static void later(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));
    }

    private static void program(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<String> noted(String program) throws IOException {
        Path file = notes.resolve(program);
        if (!Files.exists(file)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.toList();
        }
    }

    private Ended launch(String... words) throws Exception {
        return ended(start(words));
    }

    private Process start(String... words) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(checkout.resolve("sluice").toString()));
        command.addAll(List.of(words));
        return process(command.toArray(String[]::new)).start();
    }

    private ProcessBuilder process(String... command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(checkout.toFile());
        builder.environment().put("PATH", temp.resolve("path") + ":" + System.getenv("PATH"));
        builder.environment().put("NOTES", notes.toString());
        builder.environment().put("SLUICE_JAVA_HOME", jdk.toString());
        builder.environment().remove("SLUICE_JAVA_OPTIONS");
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        return builder;
    }

    private static Ended ended(Process process) throws Exception {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the launcher hangs");
        }
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
}
