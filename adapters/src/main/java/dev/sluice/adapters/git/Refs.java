package dev.sluice.adapters.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Refs read from the files in which git keeps them: loose ones and {@code packed-refs}. A loose ref wins over a packed
 * one of the same name. Reads anew at every call; safe for use by many threads.
 */
final class Refs {
    static final String NO_COMMIT = "0".repeat(40);

    private static final Pattern OBJECT_ID = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");
    private static final int SYMBOLIC_DEPTH_MAX = 5;

    /** Ends the name of the file that git prepares the new value of a ref in; no ref has a name that ends so. */
    private static final String LOCK = ".lock";

    private final Path own;
    private final Path shared;

    Refs(Path own, Path shared) {
        this.own = own;
        this.shared = shared;
    }

    static boolean isObjectId(String text) {
        return OBJECT_ID.matcher(text).matches();
    }

    /** The full name of the branch that is checked out; empty where a commit is checked out by itself. */
    Optional<String> checkedOutBranch() throws IOException {
        return symbolicTarget("HEAD");
    }

    /** Where a symbolic ref points at; empty where it is none. */
    Optional<String> symbolicTarget(String name) throws IOException {
        return loose(name).filter(text -> text.startsWith("ref:")).map(text -> text.substring("ref:".length())
                .strip());
    }

    /** The object that a full ref name stands for, symbolic refs followed; empty where there is none. */
    Optional<String> resolve(String name) throws IOException {
        String current = name;
        for (int depth = 0; depth < SYMBOLIC_DEPTH_MAX; depth++) {
            if (!isPlainName(current)) {
                return Optional.empty();
            }
            Optional<String> text = loose(current);
            if (text.isEmpty()) {
                return Optional.ofNullable(packed().get(current));
            }
            String value = text.get();
            if (!value.startsWith("ref:")) {
                return isObjectId(value) ? text : Optional.empty();
            }
            current = value.substring("ref:".length()).strip();
        }
        return Optional.empty();
    }

    /** All refs below {@code prefix} (e.g. {@code refs/tags/}) with the objects they stand for, symbolic ones left out. */
    SortedMap<String, String> all(String prefix) throws IOException {
        SortedMap<String, String> refs = new TreeMap<>();
        Path folder = shared.resolve(prefix);
        if (Files.isDirectory(folder)) {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (file.toString().endsWith(LOCK)) {
                        return FileVisitResult.CONTINUE;
                    }
                    String value = read(file).orElse("");
                    if (isObjectId(value)) {
                        refs.put(shared.relativize(file).toString(), value);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    // Refs come and go while we look.
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        // Read last: a ref that is packed while we look leaves its file only when it stands here.
        packed().forEach((name, id) -> {
            if (name.startsWith(prefix)) {
                refs.putIfAbsent(name, id);
            }
        });
        return refs;
    }

    private SortedMap<String, String> packed() throws IOException {
        SortedMap<String, String> refs = new TreeMap<>();
        Path file = shared.resolve("packed-refs");
        if (!Files.isRegularFile(file)) {
            return refs;
        }
        for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
            int space = line.indexOf(' ');
            if (space > 0 && isObjectId(line.substring(0, space))) {
                refs.put(line.substring(space + 1), line.substring(0, space));
            }
        }
        return refs;
    }

    private Optional<String> loose(String name) throws IOException {
        return read((name.startsWith("refs/") ? shared : own).resolve(name));
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            return Files.isRegularFile(file)
                    ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** A name from a stranger must not become a path outside of the refs. */
    private static boolean isPlainName(String name) {
        return name.equals("HEAD") || (name.startsWith("refs/") && !name.contains("..") && name.indexOf('\0') < 0);
    }
}
