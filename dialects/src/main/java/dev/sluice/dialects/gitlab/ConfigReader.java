package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Parsed;
import dev.sluice.core.model.Position;
import dev.sluice.core.model.Problem;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.RubyScalars;
import dev.sluice.dialects.yaml.ScalarValue;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlNode.Entry;
import dev.sluice.dialects.yaml.YamlNode.Mapping;
import dev.sluice.dialects.yaml.YamlNode.Scalar;
import dev.sluice.dialects.yaml.YamlNode.Sequence;
import dev.sluice.dialects.yaml.YamlReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a file into {@link ConfigValue}s the way Ruby's Psych loads it for GitLab: of duplicate keys the last wins, a
 * merge key puts its entries where it stands, and the earlier of several merged mappings wins.
 */
final class ConfigReader {
    private static final YamlReader YAML = new YamlReader(YamlLimits.DEFAULT, Set.of("!reference"));
    private static final int NODES_OF_ALL_FILES_MAX = 500_000;

    private final Problems problems;
    private int nodes;

    ConfigReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * A file: its header, where it has one, and its content.
     *
     * @param header the document with {@code spec}; GitLab takes the first of several documents as a header only if it
     *     has that key
     */
    record Document(Optional<Hash> header, Hash content) {}

    /** The file's documents, or empty with problems told. */
    Optional<Document> read(String file, String text) {
        List<ConfigValue> documents = documents(file, text, 1);
        boolean mayBeHeader = !documents.isEmpty()
                && documents.getFirst() instanceof Hash first
                && first.fields().containsKey("spec");
        if (mayBeHeader) {
            documents = documents(file, text, 2);
        }
        if (documents.isEmpty()) {
            return Optional.empty();
        }
        if (!mayBeHeader) {
            warnOfLaterDocument(file, text);
        }
        Optional<Hash> header = documents.size() > 1 && documents.getFirst() instanceof Hash first
                ? Optional.of(first)
                : Optional.empty();
        return content(file, documents.getLast()).map(content -> new Document(header, content));
    }

    /** {@code ---} at the start of a line always begins a document; what stands before the first one may be comments. */
    private void warnOfLaterDocument(String file, String text) {
        boolean content = false;
        boolean later = false;
        Position marker = Position.startOf(file);
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            boolean blank = line.isBlank() || line.startsWith("#") || line.startsWith("%");
            if (line.equals("---") || line.startsWith("--- ")) {
                if (content && !later) {
                    later = true;
                    marker = new Position(file, number, 1);
                }
            } else if (!blank && later) {
                problems.warning(
                        marker,
                        "later-document",
                        "another document begins here, and GitLab reads the first one alone: what follows has no"
                                + " effect",
                        "remove this line, or what follows it");
                return;
            } else if (!blank) {
                content = true;
            }
        }
    }

    private Optional<Hash> content(String file, ConfigValue value) {
        switch (value) {
            case Hash hash -> {
                return Optional.of(hash);
            }
            case Absent(Position at) -> problems.error(at, "empty-file", file + " is empty; it needs at least one job");
            case Text _, Whole _, Real _, Truth _, Items _, Reference _ ->
                problems.error(
                        value.at(),
                        "not-a-mapping",
                        "the file must be a mapping of keywords and jobs, not " + value.kind());
        }
        return Optional.empty();
    }

    /** The first documents, a null for an empty text; none where the text cannot be read. */
    private List<ConfigValue> documents(String file, String text, int max) {
        return switch (YAML.read(file, text, max)) {
            case Parsed.Invalid<List<YamlNode>>(List<Problem> found) -> {
                found.forEach(problems::add);
                yield List.of();
            }
            case Parsed.Valid<List<YamlNode>>(List<YamlNode> documents, var _) ->
                documents.isEmpty()
                        ? List.of(new Absent(Position.startOf(file)))
                        : documents.stream().map(this::convert).toList();
        };
    }

    private ConfigValue convert(YamlNode node) {
        if (++nodes > NODES_OF_ALL_FILES_MAX) {
            if (nodes == NODES_OF_ALL_FILES_MAX + 1) {
                problems.error(
                        node.at(),
                        "limit",
                        "the configuration with its includes has more than " + NODES_OF_ALL_FILES_MAX + " values");
            }
            return new Absent(node.at());
        }
        return switch (node) {
            case Scalar scalar -> {
                if (scalar.tag().equals("!reference")) {
                    problems.error(
                            scalar.at(),
                            "reference",
                            "!reference takes a list of keys, e.g. !reference [.job, script]");
                    yield new Absent(scalar.at());
                }
                refuseTime(scalar);
                yield scalar(scalar);
            }
            case Sequence sequence when sequence.tag().equals("!reference") -> reference(sequence);
            case Sequence sequence -> {
                List<ConfigValue> items = new ArrayList<>(sequence.items().size());
                for (YamlNode item : sequence.items()) {
                    items.add(convert(item));
                }
                yield new Items(sequence.at(), items);
            }
            case Mapping mapping -> mapping(mapping);
        };
    }

    private Hash mapping(Mapping mapping) {
        Map<String, Field> fields = new LinkedHashMap<>();
        Set<String> merged = new HashSet<>();
        for (Entry entry : mapping.entries()) {
            switch (entry.key()) {
                case Scalar key
                when isMerge(key) -> {
                    merge(entry.value(), fields);
                    merged.addAll(fields.keySet());
                }
                case Scalar key -> {
                    refuseTime(key);
                    ConfigValue meaning = scalar(key);
                    String name = meaning instanceof Whole(var _, var number) ? number.toString() : key.text();
                    Optional<Field> lost = Optional.ofNullable(fields.get(name)).filter(_ -> !merged.contains(name));
                    lost.ifPresent(field -> warnOfLostKey(key, field));
                    // Putting anew keeps the first place in the order, as a Ruby hash does.
                    fields.put(name, new Field(key.used(), meaning instanceof Text, convert(entry.value())));
                }
                case Mapping key -> problems.error(key.used(), "key", "a key must be a text, not a mapping");
                case Sequence key -> problems.error(key.used(), "key", "a key must be a text, not a list");
            }
        }
        return new Hash(mapping.at(), fields);
    }

    private void warnOfLostKey(Scalar key, Field lost) {
        problems.warning(
                key.used(),
                "duplicate-key",
                "\"" + key.text() + "\" stands here again, and GitLab takes the last one: the one in line "
                        + lost.at().line() + " has no effect",
                "keep one of them");
    }

    private void merge(YamlNode value, Map<String, Field> into) {
        switch (value) {
            case Mapping mapping -> into.putAll(mapping(mapping).fields());
            case Sequence sequence -> {
                Map<String, Field> merged = new LinkedHashMap<>();
                for (YamlNode item : sequence.items().reversed()) {
                    merge(item, merged);
                }
                into.putAll(merged);
            }
            case Scalar scalar ->
                problems.error(
                        scalar.used(),
                        "merge",
                        "\"<<\" takes a mapping or a list of mappings",
                        "name one with *anchor");
        }
    }

    private ConfigValue reference(Sequence sequence) {
        List<String> path = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            if (item instanceof Scalar scalar) {
                path.add(scalar.text());
            } else {
                problems.error(item.at(), "reference", "the keys of !reference must be texts");
            }
        }
        if (path.isEmpty()) {
            problems.error(sequence.at(), "reference", "!reference needs at least one key");
            return new Absent(sequence.at());
        }
        return new Reference(sequence.at(), path);
    }

    /** GitLab lets Ruby read texts, numbers and truth values, and refuses a file in which it finds a date. */
    private void refuseTime(Scalar scalar) {
        if (RubyScalars.isTime(scalar)) {
            problems.error(
                    scalar.used(),
                    "date",
                    "\"" + scalar.text() + "\" without quotes is a date, which GitLab does not take",
                    "write it in quotes");
        }
    }

    /** A scalar of the configuration as Ruby sees it. */
    static ConfigValue scalar(Scalar scalar) {
        return switch (RubyScalars.resolve(scalar)) {
            case ScalarValue.Text(String text) -> new Text(scalar.at(), text, scalar);
            case ScalarValue.Whole(var number) -> new Whole(scalar.at(), number);
            case ScalarValue.Real(double number) -> new Real(scalar.at(), number);
            case ScalarValue.Truth(boolean value) -> new Truth(scalar.at(), value);
            case ScalarValue.Absent() -> new Absent(scalar.at());
        };
    }

    private static boolean isMerge(Scalar key) {
        return key.style() == Scalar.Style.PLAIN && key.text().equals("<<");
    }
}
