package dev.sluice.dialects.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.YamlNode.Mapping;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import dev.sluice.dialects.yaml.YamlNode.Sequence;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class YamlReaderTest {
    private static final YamlReader READER = new YamlReader(YamlLimits.DEFAULT, Set.of("!reference"));

    private static List<YamlNode> valid(String text) {
        return switch (READER.read("f.yml", text, 10)) {
            case Parsed.Valid<List<YamlNode>>(List<YamlNode> documents, var _) -> documents;
            case Parsed.Invalid<List<YamlNode>>(List<Problem> problems) -> throw new AssertionError(problems);
        };
    }

    private static Problem first(Parsed<List<YamlNode>> parsed) {
        assertThat(parsed).isInstanceOf(Parsed.Invalid.class);
        return ((Parsed.Invalid<List<YamlNode>>) parsed).problems().getFirst();
    }

    private static Problem problem(String text) {
        return first(READER.read("f.yml", text, 10));
    }

    @Test
    void keepsPlacesDuplicatesAndMergeKeys() {
        Mapping root = (Mapping) valid("a: 1\nb:\n  <<: {c: 2}\na: 'x'\n").getFirst();

        assertThat(root.entries()).extracting(e -> ((Scalar) e.key()).text()).containsExactly("a", "b", "a");
        assertThat(root.entries().get(2).value().at()).hasToString("f.yml:4:4");
        assertThat(((Scalar) root.entries().get(2).value()).style()).isEqualTo(Scalar.Style.SINGLE_QUOTED);
        assertThat(((Mapping) root.entries().get(1).value()).entries()).hasSize(1);
    }

    @Test
    void anAliasKnowsItsOwnPlaceAndTheAnchors() {
        Mapping root = (Mapping) valid("a: &x [1]\nb: *x\n").getFirst();

        YamlNode used = root.entries().get(1).value();
        assertThat(used.at()).hasToString("f.yml:1:4");
        assertThat(used.used()).hasToString("f.yml:2:4");
    }

    @Test
    void columnsCountCodePoints() {
        Mapping root = (Mapping) valid("'\uD83D\uDE80': x\n").getFirst();

        assertThat(root.entries().getFirst().value().at().column()).isEqualTo(6);
    }

    @Test
    void readsSeveralDocumentsAndLooksNoFurtherThanAsked() {
        assertThat(valid("a: 1\n---\nb: 2\n")).hasSize(2);
        assertThat(READER.read("f.yml", "a: 1\n---\nb: [\n", 1)).isInstanceOf(Parsed.Valid.class);
        assertThat(valid("")).isEmpty();
        assertThat(valid("# only a comment\n")).isEmpty();
    }

    @Test
    void localTagsOfTheDialectAreKept() {
        Mapping root = (Mapping) valid("a: !reference [b, c]\n").getFirst();

        assertThat(((Sequence) root.entries().getFirst().value()).tag()).isEqualTo("!reference");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"!!javax.script.ScriptEngineManager [x]", "!!python/object:os.system x", "!refrence [a]", "!x y"
            })
    void unknownTagsAreRefusedAtTheirPlace(String value) {
        Problem problem = problem("a:\n  b: " + value + "\n");

        assertThat(problem.code()).isEqualTo("yaml/tag");
        assertThat(problem.at()).hasToString("f.yml:2:6");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "job:\\n\\tscript: x\\n | 2:1 | tab",
                "a: b: c\\n | 1:5 | quotes",
                "a: 'x\\nb: 1\\n | 3:1 | begins in line 1 is not closed",
                "a:\\n  - 1\\n b: 2\\n | 3:2 | ",
                "a: [1, 2\\nb: 3\\n | 2:2 | ',' or ']'",
                "a: *nowhere\\n | 1:4 | nowhere",
                "a: &a [*a]\\n | 1:8 | inside",
                "a: @x\\n | 1:4 | quotes",
                "a: \u0007\\n | 1:4 | BEL",
            })
    void syntaxProblemsHaveAPlaceAndASentence(String text, String place, String words) {
        Problem problem = problem(text.replace("\\n", "\n").replace("\\t", "\t"));

        assertThat(problem.at()).hasToString("f.yml:" + place);
        assertThat(problem.message() + " " + problem.hint()).contains(words == null ? "" : words);
    }

    @Test
    void invalidUtf8IsRefusedAtItsPlace() {
        byte[] bytes = "a: 1\nb: x?\n".getBytes(StandardCharsets.UTF_8);
        bytes[9] = (byte) 0xff;

        Problem problem = first(READER.read("f.yml", bytes, 1));

        assertThat(problem.at()).hasToString("f.yml:2:5");
        assertThat(problem.message()).contains("0xFF");
    }

    @Test
    void aBombOfAliasesIsRefusedAtOnce() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 10; i++) {
            String alias = "*a" + (i - 1);
            bomb.append(
                    "a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", java.util.Collections.nCopies(10, alias))));
        }
        valid("warm: up\n");
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        Instant start = Instant.now();

        Problem problem = problem(bomb.toString());

        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofMillis(500));
        assertThat(threads.getCurrentThreadAllocatedBytes() - allocatedBefore).isLessThan(100_000_000);
        assertThat(problem.code()).isEqualTo("yaml/limit");
        assertThat(problem.message()).contains("aliases");
    }

    @Test
    void limitsAreNamed() {
        assertThat(problem("a: " + "x".repeat(10_000_000)).message()).contains("limit is 2097152");
        assertThat(problem("[".repeat(20_000)).message()).contains("100 levels");
        assertThat(valid("[".repeat(99) + "]".repeat(99))).hasSize(1);
        assertThat(problem("- a\n".repeat(300_000)).message()).contains("200000 nodes");
    }

    @Test
    void mergedEntriesLoseToOwnOnesAndLaterToEarlierOnes() {
        Mapping root = (Mapping) valid("x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], a: 0}\n")
                .getFirst();
        Mapping z = (Mapping) root.entries().get(2).value();

        assertThat(Merges.resolve(z, _ -> {}))
                .extracting(e -> ((Scalar) e.key()).text() + ((Scalar) e.value()).text())
                .containsExactly("b1", "c2", "a0");
    }

    @ParameterizedTest
    @CsvSource({"scripts,script", "scirpt,script", "artefacts,artifacts", "xyz,", "needz,needs"})
    void nearNamesAreFound(String name, String near) {
        List<String> known = List.of("script", "needs", "artifacts", "stage");

        assertThat(NearName.of(name, known).orElse(null)).isEqualTo(near);
    }
}
