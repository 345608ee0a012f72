package dev.sluice.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.ChildJava;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real repository in a folder of the test, and the real command called in it as a process. */
final class TestProject {
    private static final String MAIN = "dev.sluice.cli.Sluice";

    private final Path folder;

    TestProject(Path folder) {
        this.folder = folder;
    }

    /** A repository with one commit on {@code main} that holds this pipeline file. */
    static TestProject with(Path folder, String gitlab) throws Exception {
        TestProject project = new TestProject(Files.createDirectories(folder));
        project.git("init", "-q", "-b", "main");
        project.write(".gitlab-ci.yml", gitlab);
        project.git("add", "-A");
        project.git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-q", "-m", "Begin");
        return project;
    }

    Path folder() {
        return folder;
    }

    void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    void git(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = read(git.getInputStream());
        assertThat(git.waitFor()).as(output).isZero();
    }

    /** What a finished command left. */
    record Outcome(int exit, String out, String err) {
        /** The output with times and commit ids made equal. */
        String normalised() {
            return out.replaceAll("\\b\\d+ ms\\b|\\b\\d+\\.\\d s\\b", "TIME").replaceAll("[0-9a-f]{40}", "SHA");
        }
    }

    Outcome sluice(String... words) throws Exception {
        return sluice(Map.of(), words);
    }

    Outcome sluice(Map<String, String> environment, String... words) throws Exception {
        Process process = start(environment, List.of(words));
        process.getOutputStream().close();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread errors = Thread.ofVirtual().start(() -> copy(process.getErrorStream(), err));
        String out = read(process.getInputStream());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        errors.join();
        return new Outcome(process.exitValue(), out, err.toString(StandardCharsets.UTF_8));
    }

    Process start(Map<String, String> environment, List<String> words) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(words)).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("NO_COLOR", "COLUMNS"));
        builder.environment().putAll(new HashMap<>(environment));
        return builder.start();
    }

    /** The command line that starts the real command with the classes of this build. */
    static List<String> command(List<String> words) {
        List<String> command = new ArrayList<>(ChildJava.SHORT.command());
        command.add(MAIN);
        command.addAll(words);
        return command;
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void copy(InputStream in, ByteArrayOutputStream out) {
        try {
            in.transferTo(out);
        } catch (IOException e) {
            // The process is gone; what came is there.
        }
    }
}
