package dev.sluice.cli.demo;

import dev.sluice.adapters.git.Git;
import dev.sluice.adapters.git.GitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The shop's working tree: real commits by real git, pushed to the demo's own server. */
final class ShopRepository {
    /** Path of the project on the server. */
    static final String PROJECT = "shop";

    private static final List<String> FILES =
            List.of(".gitlab-ci.yml", "sluice.yml", "README.md", "backend/Backend.java", "extractor/Extractor.java");
    private static final String WELL = "return 200;";
    private static final String SICK = "return 500;";

    private final Path folder;
    private final Git git = Git.ofUser().within(Duration.ofMinutes(2));

    ShopRepository(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Whether the first commit was made. */
    boolean exists() {
        return Files.isDirectory(folder.resolve(".git")) && Files.isRegularFile(folder.resolve("sluice.yml"));
    }

    /** Writes the shop's files and makes the first commit. */
    void begin() throws IOException, GitException {
        for (String file : FILES) {
            Path target = folder.resolve(file);
            Files.createDirectories(target.getParent());
            try (InputStream in = ShopRepository.class.getResourceAsStream("/demo/shop/" + file)) {
                if (in == null) {
                    throw new IllegalStateException("the build lacks the demo's file " + file);
                }
                Files.write(target, in.readAllBytes());
            }
        }
        run("init", "--quiet", "--initial-branch=main");
        run("config", "user.name", "Demo");
        run("config", "user.email", "demo@localhost");
        run("config", "commit.gpgSign", "false");
        commit("Open the shop #minor");
    }

    /** Lets the backend answer its health check with 500, as a mistake would; false where it does so already. */
    boolean breakHealth() throws IOException, GitException {
        return replaceHealth(WELL, SICK, "Ask the card terminal in the health check");
    }

    /** Takes the mistake back; false where there is none. */
    boolean mendHealth() throws IOException, GitException {
        return replaceHealth(SICK, WELL, "Leave the card terminal out of the health check");
    }

    /** Says where the server is now; the address holds the token, so that a plain {@code git push} works. */
    void remote(String url, String token) throws GitException {
        String address = url.replaceFirst("://", "://admin:" + token + "@") + "/git/" + PROJECT + ".git";
        run("config", "remote.origin.url", address);
        run("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
    }

    /** Pushes the branch {@code main}. */
    void push() throws GitException {
        git.run(
                folder,
                Map.of("GIT_ALLOW_PROTOCOL", "http"),
                List.of("push", "--quiet", "--set-upstream", "origin", "main"),
                new byte[0]);
    }

    /** The newest commit: its short name and its title. */
    String head() throws GitException {
        return run("log", "-1", "--format=%h \"%s\"").text().strip();
    }

    private boolean replaceHealth(String from, String to, String message) throws IOException, GitException {
        Path source = folder.resolve("backend/Backend.java");
        String text = Files.readString(source);
        int method = text.indexOf("static int healthStatus()");
        int at = method < 0 ? -1 : text.indexOf(from, method);
        int end = method < 0 ? -1 : text.indexOf('}', method);
        if (at < 0 || at > end) {
            return false;
        }
        Files.writeString(source, text.substring(0, at) + to + text.substring(at + from.length()));
        commit(message);
        return true;
    }

    private void commit(String message) throws GitException {
        run("add", "--all");
        run("commit", "--quiet", "--no-verify", "--message", message);
    }

    private Git.Result run(String... arguments) throws GitException {
        return git.run(folder, List.of(arguments));
    }
}
