package dev.sluice.dialects.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.core.delivery.VersionBump;
import dev.sluice.core.delivery.VersionBump.Decision;
import dev.sluice.core.delivery.VersionBump.Part;
import dev.sluice.core.delivery.VersionBump.Range;
import dev.sluice.core.delivery.VersionBump.Settings;
import dev.sluice.core.model.Parsed;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs of the tag action's script, each a test of its own; the set lies where {@code sluice.conformance} says. */
final class VersionBumpConformanceTest {

    @TestFactory
    Stream<DynamicTest> semverBump() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        Path sets = root.resolve(System.getProperty("sluice.conformance", "../shared/conformance"));
        Path index = sets.resolve("semver-bump").resolve("index.json").normalize();
        if (!Files.isRegularFile(index)) {
            return Stream.of(DynamicTest.dynamicTest("semver-bump", () -> abort("there is no " + index)));
        }
        YamlNode.Mapping set = (YamlNode.Mapping) read(Files.readString(index));
        List<Case> cases = list(field(set, "cases")).stream().map(Case::of).toList();
        return cases.stream().map(one -> DynamicTest.dynamicTest(one.id(), one::check));
    }

    private record Case(
            String id,
            String kind,
            List<Map<String, String>> history,
            Map<String, String> options,
            Map<String, String> expect) {

        static Case of(YamlNode node) {
            YamlNode.Mapping mapping = (YamlNode.Mapping) node;
            return new Case(
                    text(field(mapping, "id")),
                    text(field(mapping, "kind")),
                    list(field(mapping, "history")).stream()
                            .map(VersionBumpConformanceTest::texts)
                            .toList(),
                    texts(field(mapping, "options")),
                    texts(field(mapping, "expect")));
        }

        void check() {
            assertThat(kind).isEqualTo("bump");
            CommitGraph graph = new CommitGraph();
            history.forEach(graph::play);

            Decision decision = unusable(options)
                    .<Decision>map(Decision.Impossible::new)
                    .orElseGet(() -> VersionBump.decide(settings(options), graph.history(options)));

            assertThat(outputs(decision, options)).isEqualTo(new TreeMap<>(expect));
        }
    }

    /** The script stops at words it does not know; our settings cannot even hold them. */
    private static Optional<String> unusable(Map<String, String> options) {
        Map<String, Set<String>> words = Map.of(
                "TAG_CONTEXT", Set.of("repo", "branch"),
                "BRANCH_HISTORY", Set.of("compare", "last", "full"),
                "DEFAULT_BUMP", Set.of("major", "minor", "patch", "none"));
        return options.entrySet().stream()
                .filter(entry -> words.containsKey(entry.getKey()))
                .filter(entry -> !words.get(entry.getKey()).contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Settings settings(Map<String, String> options) {
        String prefix = options.getOrDefault("TAG_PREFIX", "false");
        if (prefix.isEmpty() || prefix.equals("false")) {
            prefix = options.getOrDefault("WITH_V", "false").equals("true") ? "v" : "";
        }
        return new Settings(
                Part.of(options.getOrDefault("DEFAULT_BUMP", "minor")).orElseThrow(),
                prefix,
                options.getOrDefault("INITIAL_VERSION", "0.0.0"),
                List.of(options.getOrDefault("RELEASE_BRANCHES", "master,main").split(",")),
                options.getOrDefault("PRERELEASE", "false").equals("true"),
                options.getOrDefault("PRERELEASE_SUFFIX", "beta"),
                Range.valueOf(options.getOrDefault("BRANCH_HISTORY", "compare").toUpperCase(Locale.ROOT)),
                options.getOrDefault("FORCE_WITHOUT_CHANGES", "false").equals("true"),
                options.getOrDefault("MAJOR_STRING_TOKEN", "#major"),
                options.getOrDefault("MINOR_STRING_TOKEN", "#minor"),
                options.getOrDefault("PATCH_STRING_TOKEN", "#patch"),
                options.getOrDefault("NONE_STRING_TOKEN", "#none"));
    }

    /** What the action would set as its outputs. */
    private static Map<String, String> outputs(Decision decision, Map<String, String> options) {
        String custom = options.getOrDefault("CUSTOM_TAG", "");
        return new TreeMap<>(
                switch (decision) {
                    case Decision.AlreadyTagged(var tag) -> Map.of("new_tag", tag, "tag", tag);
                    case Decision.Unchanged(var tag, var part, var _) ->
                        Map.of("new_tag", tag, "tag", tag, "old_tag", tag, "part", part);
                    case Decision.Next(var old, var next, var part, var _) -> {
                        String name = custom.isEmpty() ? next : custom;
                        yield Map.of("new_tag", name, "tag", name, "old_tag", old, "part", part);
                    }
                    case Decision.Impossible(var _) -> Map.of("error", "true");
                });
    }

    private static YamlNode read(String json) {
        return switch (new YamlReader(YamlLimits.DEFAULT, Set.of()).read("index.json", json, 1)) {
            case Parsed.Valid<List<YamlNode>>(var documents, var _) -> documents.getFirst();
            case Parsed.Invalid<List<YamlNode>>(var problems) -> throw new AssertionError(problems);
        };
    }

    private static YamlNode field(YamlNode.Mapping mapping, String key) {
        return mapping.entries().stream()
                .filter(entry -> text(entry.key()).equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static List<YamlNode> list(YamlNode node) {
        return ((YamlNode.Sequence) node).items();
    }

    private static String text(YamlNode node) {
        return ((YamlNode.Scalar) node).text();
    }

    private static Map<String, String> texts(YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        ((YamlNode.Mapping) node).entries().forEach(entry -> texts.put(text(entry.key()), text(entry.value())));
        return texts;
    }
}
