package dev.sluice.adapters.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a repository keeps its things.
 *
 * @param workTree the root of the checked out files
 * @param own what belongs to this work tree: {@code HEAD}, {@code index}
 * @param shared what all work trees of the repository share: objects, refs, configuration
 */
record GitFolder(Path workTree, Path own, Path shared) {

    /** The repository that {@code start} lies in; empty where there is none. */
    static Optional<GitFolder> around(Path start) throws IOException {
        for (Path folder = start.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            Path dotGit = folder.resolve(".git");
            if (Files.isDirectory(dotGit)) {
                return Optional.of(new GitFolder(folder, dotGit, sharedOf(dotGit)));
            }
            if (Files.isRegularFile(dotGit)) {
                Path own = pointedAt(dotGit, folder);
                return Optional.of(new GitFolder(folder, own, sharedOf(own)));
            }
        }
        return Optional.empty();
    }

    /** A linked work tree and a submodule have a file {@code .git} that says {@code gitdir: PATH}. */
    private static Path pointedAt(Path file, Path folder) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (!text.startsWith("gitdir:")) {
            throw new GitException(file + " does not say where the repository is");
        }
        return folder.resolve(text.substring("gitdir:".length()).strip()).normalize();
    }

    private static Path sharedOf(Path own) throws IOException {
        Path pointer = own.resolve("commondir");
        return Files.isRegularFile(pointer)
                ? own.resolve(Files.readString(pointer, StandardCharsets.UTF_8).strip())
                        .normalize()
                : own;
    }
}
