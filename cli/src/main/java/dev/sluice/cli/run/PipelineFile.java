package dev.sluice.cli.run;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.Utf8;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pipeline file of a repository.
 *
 * @param name as the user knows it: relative to the root where it lies below it
 * @param path where it is
 */
record PipelineFile(String name, Path path) {
    /** More than any reader takes; a larger file is not even read. */
    private static final int BYTES_MAX = 16 << 20;

    private static final String GITLAB = ".gitlab-ci.yml";

    /** The file that the user named. */
    static PipelineFile named(Path root, Path path) throws CommandFailed {
        String name = path.startsWith(root) ? root.relativize(path).toString() : path.toString();
        PipelineFile file = new PipelineFile(name, path);
        file.refuseOtherDialects();
        return file;
    }

    /** The file that the repository has. */
    static PipelineFile found(Path root) throws CommandFailed {
        List<String> names = new ArrayList<>();
        if (Files.isRegularFile(root.resolve(GITLAB))) {
            names.add(GITLAB);
        }
        names.addAll(workflows(root));
        if (Files.isRegularFile(root.resolve("Jenkinsfile"))) {
            names.add("Jenkinsfile");
        }
        if (names.isEmpty()) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "no pipeline file in " + root + ": looked for " + GITLAB + ", .github/workflows/*.yml, Jenkinsfile",
                    "name one with --file");
        }
        if (names.size() > 1 && names.getFirst().equals(GITLAB)) {
            throw new CommandFailed(
                    Exit.INVALID,
                    "more than one kind of pipeline is here: " + String.join(", ", names),
                    "name one with --file, e.g. --file " + GITLAB);
        }
        PipelineFile file = new PipelineFile(names.getFirst(), root.resolve(names.getFirst()));
        file.refuseOtherDialects();
        return file;
    }

    private static List<String> workflows(Path root) {
        List<String> names = new ArrayList<>();
        Path folder = root.resolve(".github/workflows");
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.{yml,yaml}")) {
            for (Path file : files) {
                names.add(".github/workflows/" + file.getFileName());
            }
        } catch (IOException e) {
            // A folder that cannot be read has no workflows for us.
            return List.of();
        }
        names.sort(null);
        return names;
    }

    private void refuseOtherDialects() throws CommandFailed {
        String slashes = "/" + name.replace('\\', '/');
        String last = slashes.substring(slashes.lastIndexOf('/') + 1);
        if (slashes.contains("/.github/workflows/")) {
            throw notYet("GitHub Actions workflows are not supported yet");
        }
        if (last.startsWith("Jenkinsfile") || last.endsWith(".jenkinsfile") || last.endsWith(".groovy")) {
            throw notYet("Jenkins pipelines are not supported yet");
        }
    }

    private CommandFailed notYet(String message) {
        return new CommandFailed(Exit.INVALID, name + ":1:1: " + message, "this version reads " + GITLAB);
    }

    /** What is in it; a problem where it is no UTF-8 text. */
    Parsed<String> read() throws CommandFailed {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                return new Parsed.Invalid<>(List.of(Problem.error(
                        Position.startOf(name),
                        "yaml/size",
                        "the file is larger than " + (BYTES_MAX >> 20) + " MiB",
                        "a pipeline file has at most 2 MiB")));
            }
            return Utf8.decode(name, bytes);
        } catch (NoSuchFileException e) {
            throw new CommandFailed(Exit.INVALID, name + ": there is no such file", "");
        } catch (AccessDeniedException e) {
            throw new CommandFailed(Exit.INVALID, name + ": may not be read", "");
        } catch (IOException e) {
            String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
            throw new CommandFailed(Exit.INVALID, name + ": cannot be read: " + why, "");
        }
    }
}
