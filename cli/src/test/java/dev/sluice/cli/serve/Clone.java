package dev.sluice.cli.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A working copy driven by the real git. */
record Clone(Path folder) {
    /** What git said. */
    record Said(int exitCode, String text) {}

    static Clone init(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Clone clone = new Clone(folder);
        clone.must("init", "-q", "-b", "main");
        clone.must("config", "user.name", "Dev");
        clone.must("config", "user.email", "dev@example.com");
        return clone;
    }

    Clone write(String file, String text) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        return this;
    }

    Clone commit(String message) throws IOException, InterruptedException {
        must("add", "-A");
        must("commit", "-q", "--allow-empty", "-m", message);
        return this;
    }

    String head() throws IOException, InterruptedException {
        return must("rev-parse", "HEAD").strip();
    }

    String must(String... arguments) throws IOException, InterruptedException {
        Said said = git(arguments);
        if (said.exitCode() != 0) {
            throw new IOException("git " + List.of(arguments) + " gave " + said.exitCode() + ": " + said.text());
        }
        return said.text();
    }

    Said git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "GIT_TERMINAL_PROMPT", "0",
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_CONFIG_GLOBAL", "/dev/null",
                        "LC_ALL", "C.UTF-8"));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }
}
