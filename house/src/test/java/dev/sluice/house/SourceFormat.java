package dev.sluice.house;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The one way in which Java is laid out here: google-java-format with four spaces, and no unused
 * import.
 *
 * <p>{@code bin/format} starts this file as a program; {@link SourceFormatTest} asks the same
 * question in the build.
 */
final class SourceFormat {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    private SourceFormat() {}

    /**
     * Lays out the files named by the arguments; with {@code --check} first it only names those
     * that differ.
     */
    static void main(String[] args) {
        List<String> arguments = List.of(args);
        boolean check = arguments.contains("--check");
        List<Path> files = arguments.stream()
                .filter(name -> !name.equals("--check"))
                .map(Path::of)
                .toList();
        List<Path> different = differing(files);
        for (Path file : different) {
            System.out.println(file);
            if (!check) {
                write(file, format(file));
            }
        }
        if (check && !different.isEmpty()) {
            System.exit(1);
        }
    }

    /** Names the files whose text is not what the formatter would write, in the order given. */
    static List<Path> differing(List<Path> files) {
        List<Path> different = new ArrayList<>();
        files.parallelStream().filter(file -> !read(file).equals(format(file))).forEachOrdered(different::add);
        return different;
    }

    private static String format(Path file) {
        try {
            return FORMATTER.formatSourceAndFixImports(read(file));
        } catch (FormatterException broken) {
            throw new IllegalArgumentException(file + ": " + broken.getMessage(), broken);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(file.toString(), unreadable);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(file.toString(), unwritable);
        }
    }
}
