package dev.sluice.cli.run;

import dev.sluice.cli.CommandFailed;
import dev.sluice.cli.Exit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What {@code sluice run} keeps in the repository: {@code .sluice/}, which git never sees.
 *
 * @param root the folder itself
 * @param number of this run, one more than that of the last
 */
record RunFolder(Path root, long number) {
    private static final int RUNS_KEPT = 10;

    /** Opens the folder below a repository's root and takes the next number. */
    static RunFolder open(Path repository) throws CommandFailed {
        Path root = repository.resolve(".sluice");
        try {
            Path runs = root.resolve("runs");
            if (!Files.isDirectory(runs)) {
                Files.createDirectories(runs);
            }
            Path ignore = root.resolve(".gitignore");
            if (!Files.exists(ignore, LinkOption.NOFOLLOW_LINKS)) {
                Files.writeString(ignore, "# Made by sluice run: logs, artifacts and workspaces of this machine.\n*\n");
            }
            List<Long> numbers = numbers(runs);
            RunFolder folder = take(root, numbers.isEmpty() ? 1 : numbers.getLast() + 1);
            prune(runs, numbers);
            return folder;
        } catch (IOException e) {
            throw cannotWrite(root, e);
        }
    }

    /** The runs that are kept below a repository's root; none where there was no run yet. */
    static EarlierRuns earlier(Path repository) throws CommandFailed {
        Path runs = repository.resolve(".sluice").resolve("runs");
        try {
            return new EarlierRuns(runs, Files.isDirectory(runs) ? numbers(runs).reversed() : List.of());
        } catch (IOException e) {
            throw cannotWrite(runs, e);
        }
    }

    /** Two commands that start at once get two numbers. */
    private static RunFolder take(Path root, long first) throws IOException {
        for (long number = first; ; number++) {
            try {
                Files.createDirectory(root.resolve("runs").resolve(Long.toString(number)));
                return new RunFolder(root, number);
            } catch (FileAlreadyExistsException e) {
                // Somebody else was first; the next number is tried.
            }
        }
    }

    static CommandFailed cannotWrite(Path root, IOException e) {
        String why = Optional.ofNullable(e.getMessage()).orElse(e.toString());
        return new CommandFailed(
                Exit.FAILED,
                "cannot write to " + root + ": " + why + " (" + e.getClass().getSimpleName() + ")",
                "a run needs space and the right to write there for workspaces, logs and artifacts");
    }

    private static List<Long> numbers(Path runs) throws IOException {
        List<Long> numbers = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(runs)) {
            for (Path folder : folders) {
                try {
                    numbers.add(Long.parseLong(String.valueOf(folder.getFileName())));
                } catch (NumberFormatException e) {
                    // Not one of ours.
                }
            }
        }
        numbers.sort(null);
        return numbers;
    }

    /** Keeps the last runs; what cannot be removed now is tried at the next run. */
    private static void prune(Path runs, List<Long> numbers) {
        for (Long old : numbers.subList(0, Math.max(0, numbers.size() - RUNS_KEPT))) {
            try (Stream<Path> tree = Files.walk(runs.resolve(Long.toString(old)))) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                // Perhaps another command prunes too.
            }
        }
    }

    /** What is kept of this run. */
    Path own() {
        return root.resolve("runs").resolve(Long.toString(number));
    }

    Path logs() {
        return own().resolve("logs");
    }

    Path artifacts() {
        return artifacts(number);
    }

    /** The artifacts of any run of this folder. */
    Path artifacts(long run) {
        return root.resolve("runs").resolve(Long.toString(run)).resolve("artifacts");
    }

    Path workspaces() {
        return root.resolve("work");
    }

    Path caches() {
        return root.resolve("cache");
    }
}
