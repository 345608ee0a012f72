package dev.sluice.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.cli.ChildJava;
import dev.sluice.cli.docs.MarkdownExamples.Example;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Does what the documentation tells its readers to do, and sees whether they would see what it shows. */
class DocumentationTest {
    private static final Path ROOT = projectRoot();

    @TempDir
    private Path folder;

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages.stream().filter(page -> !examplesOf(page).isEmpty()).map(ROOT::relativize);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void everyExampleDoesWhatThePageShows(Path page) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path work = Files.createDirectory(folder.resolve("project"));
        try (Reader reader = new Reader(work, folder)) {
            for (Example example : examplesOf(ROOT.resolve(page))) {
                switch (example) {
                    case Example.FileContent file -> write(work.resolve(file.path()), file.text());
                    case Example.Command command -> reader.type(page, command);
                }
            }
        }
    }

    private static List<Example> examplesOf(Path page) {
        try {
            return MarkdownExamples.in(Files.readString(page));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static Path projectRoot() {
        Path at = Path.of("").toAbsolutePath();
        while (!Files.exists(at.resolve("LICENSE"))) {
            at = at.getParent();
        }
        return at;
    }

    /** A shell in a fresh repository, as the reader of a page has it, with {@code sluice} on its PATH. */
    private static final class Reader implements AutoCloseable {
        private static final long PATIENCE_SECONDS = 120;

        private final Path work;
        private final Path folder;
        private final List<Process> staying = new ArrayList<>();
        private int count;

        Reader(Path work, Path folder) throws Exception {
            this.work = work;
            this.folder = folder;
            Path bin = Files.createDirectories(folder.resolve("bin"));
            Path command = bin.resolve("sluice");
            Files.writeString(
                    command,
                    "#!/bin/sh\nexec '" + String.join("' '", ChildJava.SHORT.command())
                            + "' dev.sluice.cli.Sluice \"$@\"\n");
            assertThat(command.toFile().setExecutable(true)).isTrue();
            Files.createSymbolicLink(work.resolve("sluice"), command);
            Files.writeString(work.resolve(".git-excludes"), "sluice\n.git-excludes\n");
            run("git init -q -b main && git config core.excludesFile \"$PWD/.git-excludes\""
                    + " && git commit -q --allow-empty -m 'Begin'");
        }

        void type(Path page, Example.Command command) throws Exception {
            String where = page + ":" + command.line() + ": $ " + command.text();
            if (command.stays()) {
                Path output = folder.resolve("stays-" + ++count);
                staying.add(start("exec env " + command.text(), output));
                await(where, output, staying.getLast(), command.output());
                return;
            }
            Finished finished = run(command.text());
            assertThat(finished.exit()).as("%s%n%s", where, finished.output()).isEqualTo(command.exit());
            assertThat(unmet(command.output(), finished.output()))
                    .as("%s%nprinted%n%s", where, finished.output())
                    .isEmpty();
        }

        private void await(String where, Path output, Process process, List<String> wanted) throws Exception {
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!unmet(wanted, Files.readString(output)).isEmpty()) {
                String seen = Files.readString(output);
                assertThat(process.isAlive()).as("%s ended%n%s", where, seen).isTrue();
                assertThat(System.nanoTime())
                        .as("%s printed in time%n%s", where, seen)
                        .isLessThan(until);
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }

        private Finished run(String text) throws Exception {
            Path output = folder.resolve("output-" + ++count);
            Process process = start(text, output);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                return new Finished(-1, "did not end\n" + Files.readString(output));
            }
            return new Finished(process.exitValue(), Files.readString(output));
        }

        private Process start(String text, Path output) throws IOException {
            ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", text)
                    .directory(work.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile());
            var environment = builder.environment();
            environment.keySet().removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("CI"));
            environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
            environment.put(
                    "HOME", Files.createDirectories(folder.resolve("home")).toString());
            environment.put("NO_COLOR", "1");
            environment.put("GIT_AUTHOR_NAME", "Reader");
            environment.put("GIT_AUTHOR_EMAIL", "reader@example.com");
            environment.put("GIT_COMMITTER_NAME", "Reader");
            environment.put("GIT_COMMITTER_EMAIL", "reader@example.com");
            return builder.start();
        }

        /** The expected lines that do not follow each other in what was printed. */
        private static List<String> unmet(List<String> wanted, String printed) {
            List<String> lines = printed.lines().map(String::stripTrailing).toList();
            int at = 0;
            for (int index = 0; index < wanted.size(); index++) {
                String expected = wanted.get(index).stripTrailing();
                if (expected.equals("…")) {
                    continue;
                }
                while (at < lines.size() && !matches(expected, lines.get(at))) {
                    at++;
                }
                if (at++ == lines.size()) {
                    return wanted.subList(index, wanted.size());
                }
            }
            return List.of();
        }

        private static boolean matches(String expected, String line) {
            String[] parts = expected.split("…", -1);
            if (parts.length == 1) {
                return line.equals(expected);
            }
            if (!line.startsWith(parts[0]) || !line.endsWith(parts[parts.length - 1])) {
                return false;
            }
            int at = parts[0].length();
            for (int index = 1; index < parts.length - 1; index++) {
                int found = line.indexOf(parts[index], at);
                if (found < 0) {
                    return false;
                }
                at = found + parts[index].length();
            }
            return at <= line.length() - parts[parts.length - 1].length();
        }

        @Override
        public void close() throws Exception {
            for (Process process : staying) {
                process.destroy();
            }
            for (Process process : staying) {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        }

        private record Finished(int exit, String output) {}
    }
}
