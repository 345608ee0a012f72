package dev.sluice.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The checked-out repository that the house tests look at. */
final class Repository {
    private final Path root;

    private Repository(Path root) {
        this.root = root;
    }

    /**
     * Finds the root from the property {@code sluice.root}, or by walking up from the working
     * folder.
     */
    static Repository here() {
        String given = System.getProperty("sluice.root", "");
        if (!given.isEmpty() && Files.exists(Path.of(given, "house", "pom.xml"))) {
            return new Repository(Path.of(given).toAbsolutePath().normalize());
        }
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("house").resolve("pom.xml"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the repository's root was not found; set -Dsluice.root");
            }
        }
        return new Repository(folder);
    }

    Path root() {
        return root;
    }

    /** Every file that git tracks or would track, as paths relative to the root, in git's order. */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        String listing = git("ls-files", "-z", "--cached", "--others", "--exclude-standard");
        for (String name : listing.split("\0")) {
            // A file deleted from the working tree but not yet from the index is still listed.
            if (!name.isEmpty() && Files.isRegularFile(root.resolve(name))) {
                files.add(Path.of(name));
            }
        }
        return List.copyOf(files);
    }

    /** Every Java file: of the modules, of the tests, of the examples. */
    List<Path> javaFiles() {
        return files().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /** Reads a file byte for byte, so that a file that is not UTF-8 can be searched too. */
    String text(Path file) {
        try {
            return Files.readString(root.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(Arrays.asList(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit);
            }
            return output;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
