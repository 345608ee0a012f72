package dev.sluice.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A git repository in a temporary folder with one commit: what the measured commands are run on. */
final class Project {
    private final Path folder;

    private Project(Path folder) {
        this.folder = folder;
    }

    static Project of(Path folder, String pipeline) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Project project = new Project(folder);
        project.git("init", "-q", "-b", "main");
        project.git("remote", "add", "origin", "https://gitlab.example.com/group/project.git");
        project.write(".gitlab-ci.yml", pipeline);
        // gitlab-ci-local keeps its state below the working tree; neither program should copy it.
        project.write(".gitignore", ".gitlab-ci-local/\n");
        project.commit("Begin");
        return project;
    }

    Path folder() {
        return folder;
    }

    void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    void commit(String message) throws IOException, InterruptedException {
        git("add", "-A");
        git("-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-q", "--allow-empty", "-m", message);
    }

    void git(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + output);
        }
    }
}
