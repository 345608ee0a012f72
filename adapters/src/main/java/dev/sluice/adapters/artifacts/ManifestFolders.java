package dev.sluice.adapters.artifacts;

import dev.sluice.adapters.files.FileNames;
import dev.sluice.app.run.RunId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the manifests of artifacts lie below the root of a store: in {@code artifacts/PROJECT/RUN/JOB/ATTEMPT}, of a
 * cache's store anywhere beside {@code objects}. Safe for many threads.
 */
record ManifestFolders(Path root) {
    private static final System.Logger LOG = System.getLogger(ManifestFolders.class.getName());

    private static final Pattern DIGEST = Pattern.compile("\\b[0-9a-f]{64}\\b");

    /** Those of artifacts, without what else may lie below the root. */
    List<Path> ofArtifacts() throws IOException {
        return below(root.resolve("artifacts"));
    }

    List<Path> of(RunId run) throws IOException {
        return below(folder(run));
    }

    Path folder(RunId run) {
        return root.resolve("artifacts").resolve(Long.toString(run.project())).resolve(Long.toString(run.number()));
    }

    Path folder(RunId run, String job) {
        return folder(run).resolve(FileNames.of(job));
    }

    static Optional<Path> newestAttempt(Path job) throws IOException {
        return children(job).stream()
                .filter(Files::isDirectory)
                .max(Comparator.comparingInt(
                        path -> Integer.parseInt(path.getFileName().toString())));
    }

    static List<Path> manifests(Path attempt) throws IOException {
        return children(attempt).stream()
                .filter(file -> file.toString().endsWith(".manifest"))
                .toList();
    }

    static List<Path> children(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(children::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        children.sort(Comparator.naturalOrder());
        return children;
    }

    /** The contents that any manifest names: all others are garbage. */
    Set<String> referred() throws IOException {
        Set<String> digests = new HashSet<>();
        for (Path file : below(root)) {
            try {
                digests.addAll(referred(file));
            } catch (NoSuchFileException e) {
                // Another process on this folder deleted it meanwhile.
            }
        }
        return digests;
    }

    /**
     * The contents that a manifest names. One that is torn, or of a newer version, keeps every content whose digest can be
     * found in it: what belongs to it may still be saved, and it must not stop the collection of all the others.
     */
    private static Set<String> referred(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Set<String> digests = new HashSet<>();
        try {
            for (Manifest.Entry entry :
                    Manifest.parse(new String(bytes, StandardCharsets.UTF_8)).entries()) {
                if (entry instanceof Manifest.FileEntry stored) {
                    digests.add(stored.digest());
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "manifest cannot be read, file={0}: {1}", file, e.getMessage());
            Matcher found = DIGEST.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
            while (found.find()) {
                digests.add(found.group());
            }
        }
        return digests;
    }

    private List<Path> below(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path at, BasicFileAttributes attributes) {
                return at.equals(root.resolve("objects")) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".manifest")) {
                    found.add(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    // A temporary one that its writer has moved into place.
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found;
    }
}
