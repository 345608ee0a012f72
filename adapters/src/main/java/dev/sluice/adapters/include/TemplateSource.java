package dev.sluice.adapters.include;

import dev.sluice.core.model.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Where GitLab's templates are: a folder, or the beginning of an https address. Some of the names are short for a file in one of
 * two folders, as with GitLab.
 */
public sealed interface TemplateSource {
    /** Where GitLab looks for a name besides at the top. */
    List<String> SHORT_FOR = List.of("", "Pages/", "Verify/");

    /** A folder of this machine, read anew each time. */
    record Folder(Path path) implements TemplateSource {}

    /** The address of a folder, without a final slash. */
    record Address(String base) implements TemplateSource {}

    /**
     * Reads a path, or an address that begins with {@code https://}.
     *
     * @throws IllegalArgumentException where it is an address that cannot be fetched from
     */
    static TemplateSource of(String text, Path directory) {
        if (!text.contains("://")) {
            return new Folder(directory.resolve(text).normalize());
        }
        String base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (HttpsFiles.uri(base).isEmpty()) {
            throw new IllegalArgumentException("\"" + text + "\" is neither a folder nor a plain https address");
        }
        return new Address(base);
    }

    /** As it is told at the start of a server. */
    default String words() {
        return switch (this) {
            case Folder(Path path) -> path.toString();
            case Address(String base) -> base;
        };
    }

    /**
     * The template of a name.
     *
     * @param fetch fetches an address, with one more that is allowed
     */
    default Fetched find(String name, BiFunction<String, String, Fetched> fetch) {
        Fetched last = new Fetched.None("there is no such template in " + words(), "");
        for (String folder : SHORT_FOR) {
            Fetched found =
                    switch (this) {
                        case Folder(Path path) -> read(path, folder + name, last);
                        case Address(String base) -> fetch.apply(base + "/" + folder + name, base);
                    };
            if (found instanceof Fetched.Here) {
                return found;
            }
            last = folder.isEmpty() ? found : last;
        }
        return last;
    }

    private static Fetched read(Path folder, String name, Fetched missing) {
        int max = HttpsFiles.Limits.ofPipelineFiles().bytes();
        Path file = folder.resolve(name).normalize();
        try {
            if (!file.startsWith(folder)
                    || !Files.isRegularFile(file)
                    || !file.toRealPath().startsWith(folder.toRealPath())) {
                return missing;
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(max + 1);
                return bytes.length > max
                        ? new Fetched.None("it is larger than " + (max >> 10) + " KiB", "")
                        : HttpsFiles.here(bytes);
            }
        } catch (IOException e) {
            return new Fetched.None("it cannot be read: " + e.getMessage(), "");
        }
    }
}
