package dev.sluice.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How a test starts this build's {@code sluice} in a process of its own: with an archive of loaded classes, as {@code
 * bin/train} makes one for users, so that a start costs half the processor time. The archive is made at the first use
 * after a build, once for all test classes; where the JVM makes none, the process starts without.
 */
public enum ChildJava {
    /** Commands that soon end. */
    SHORT,
    /** The server. */
    SERVE;

    private static final Path FOLDER = Path.of("target", "fast-start").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final long PATIENCE_SECONDS = 120;

    private List<String> start = List.of();

    /** The words up to the main class: the program, its flags, {@code options} of the JVM, and the class path. */
    public List<String> command(String... options) {
        List<String> command = new ArrayList<>(start().subList(0, start().size() - 2));
        command.addAll(List.of(options));
        command.addAll(start().subList(start().size() - 2, start().size()));
        return command;
    }

    private synchronized List<String> start() {
        if (start.isEmpty()) {
            try {
                start = prepare();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return start;
    }

    private List<String> prepare() throws IOException {
        List<Path> classPath = Stream.of(System.getProperty("java.class.path").split(":"))
                .map(Path::of)
                .toList();
        List<Path> tests =
                classPath.stream().filter(path -> path.endsWith("test-classes")).toList();
        Files.createDirectories(FOLDER);
        // Test classes run in several processes at once.
        try (FileChannel channel =
                        FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assert lock.isValid();
            List<Path> jars = new ArrayList<>();
            for (Path path : classPath) {
                if (Files.isDirectory(path) && !tests.contains(path)) {
                    jars.add(jar(path));
                } else if (Files.isRegularFile(path)) {
                    jars.add(path);
                }
            }
            List<String> words = new ArrayList<>(flags());
            Path archive = archive(jars);
            if (Files.exists(archive)) {
                words.add("-XX:SharedArchiveFile=" + archive);
            }
            words.add("-cp");
            words.add(joined(jars) + ":" + joined(tests));
            return words;
        }
    }

    private static List<String> flags() {
        // An archive that does not fit is reported on standard output by the JVM.
        return List.of(
                JAVA.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-Xlog:all=off",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow");
    }

    /** The JVM archives classes of jars alone. */
    private static Path jar(Path classes) throws IOException {
        Path jar = FOLDER.resolve(classes.getParent().getParent().getFileName() + ".jar");
        if (isNewer(jar, List.of(classes))) {
            return jar;
        }
        Path part = jar.resolveSibling(jar.getFileName() + ".part");
        try (OutputStream file = Files.newOutputStream(part);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.walk(classes)) {
            out.setLevel(0);
            for (Path path :
                    files.filter(path -> !path.equals(classes)).sorted().toList()) {
                String name = classes.relativize(path).toString();
                // Who looks through a jar for the files of a folder needs the folder's own entry.
                if (Files.isDirectory(path)) {
                    out.putNextEntry(new JarEntry(name + "/"));
                } else {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(path, out);
                }
            }
        }
        return Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path archive(List<Path> jars) throws IOException {
        Path archive = FOLDER.resolve(name() + ".jsa");
        if (isNewer(archive, jars)) {
            return archive;
        }
        Files.deleteIfExists(archive);
        Path part = FOLDER.resolve(name() + ".part");
        List<String> words = new ArrayList<>(flags());
        words.addAll(List.of(
                "-XX:ArchiveClassesAtExit=" + part,
                "-Dsluice.terminals=",
                "-cp",
                joined(jars),
                StartTraining.class.getName(),
                name().toLowerCase(Locale.ROOT)));
        Path work = Files.createTempDirectory(FOLDER, "work");
        Process training = new ProcessBuilder(words)
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(FOLDER.resolve(name() + ".log").toFile())
                .start();
        try {
            if (training.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && Files.exists(part)) {
                Files.move(part, archive);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            training.destroyForcibly();
        }
        return archive;
    }

    private static boolean isNewer(Path made, List<Path> sources) throws IOException {
        if (!Files.exists(made)) {
            return false;
        }
        var since = Files.getLastModifiedTime(made);
        for (Path source : sources) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(since) > 0) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static String joined(List<Path> paths) {
        return String.join(":", paths.stream().map(Path::toString).toList());
    }
}
