package dev.sluice.adapters.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real repository in a temporary folder, driven by the real git, with fixed names and dates. */
public final class GitSandbox {
    private static final Map<String, String> IDENTITY = Map.of(
            "GIT_AUTHOR_NAME", "Dev",
            "GIT_AUTHOR_EMAIL", "dev@example.com",
            "GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z",
            "GIT_COMMITTER_NAME", "Dev",
            "GIT_COMMITTER_EMAIL", "dev@example.com",
            "GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z");

    private final Path root;

    private GitSandbox(Path root) {
        this.root = root;
    }

    /** An empty repository on branch main. */
    public static GitSandbox in(Path folder) {
        GitSandbox sandbox = new GitSandbox(folder);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sandbox.git("init", "-q", "-b", "main");
        return sandbox;
    }

    public Path root() {
        return root;
    }

    /** Runs git here and gives its output without the final line end. */
    public String git(String... arguments) {
        return git(root, arguments);
    }

    /** Runs git in another folder. */
    public static String git(Path folder, String... arguments) {
        try {
            return Git.ofServer()
                    .run(folder, IDENTITY, List.of(arguments), new byte[0])
                    .text()
                    .stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public GitSandbox write(String path, String text) {
        try {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commits everything and gives the id. */
    public String commit(String message) {
        git("add", "-A", "-f");
        git("commit", "-q", "--allow-empty", "-m", message);
        return git("rev-parse", "HEAD");
    }
}
