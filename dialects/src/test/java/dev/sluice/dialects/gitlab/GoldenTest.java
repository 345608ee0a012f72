package dev.sluice.dialects.gitlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files with their answers: every {@code ok/*.yml} is valid, every {@code err/*.yml} has the problems of the {@code .out} beside it.
 * {@code -Dsluice.golden=write} writes the answers anew; the difference is for review.
 */
final class GoldenTest {
    private static final Path FOLDER = Path.of("src/test/resources/gitlab");

    static Stream<Path> valid() throws IOException {
        return files("ok");
    }

    static Stream<Path> broken() throws IOException {
        return files("err");
    }

    private static Stream<Path> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".yml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("valid")
    void isValid(Path file) throws IOException {
        assertThat(answer(file)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("broken")
    void hasTheseProblems(Path file) throws IOException {
        Path expected = Path.of(file.toString().replace(".yml", ".out"));
        String answer = answer(file);

        if ("write".equals(System.getProperty("sluice.golden"))) {
            Files.writeString(expected, answer);
        }

        assertThat(answer).isEqualTo(Files.readString(expected));
    }

    private static String answer(Path file) throws IOException {
        String name = file.getFileName().toString();
        return switch (GitlabDialect.check(name, Files.readString(file), MemoryTree.empty())) {
            case Parsed.Valid<GitlabFile> _ -> "";
            case Parsed.Invalid<GitlabFile>(List<Problem> problems) ->
                problems.stream().map(GoldenTest::line).collect(Collectors.joining());
        };
    }

    private static String line(Problem problem) {
        String hint = problem.advice().map(text -> "    " + text + "\n").orElse("");
        return problem.at() + ": " + problem.message() + " [" + problem.code() + "]\n" + hint;
    }
}
