package dev.sluice.dialects.delivery;

import dev.sluice.core.model.Problem;
import dev.sluice.dialects.yaml.CoreScalars;
import dev.sluice.dialects.yaml.Merges;
import dev.sluice.dialects.yaml.NearName;
import dev.sluice.dialects.yaml.ScalarValue;
import dev.sluice.dialects.yaml.YamlNode;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One reading of a file: turns nodes into values of the wanted kind and collects every mistake. */
final class Reading {
    private final String file;
    private final List<Problem> problems = new ArrayList<>();

    Reading(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    List<Problem> problems() {
        return problems;
    }

    void error(YamlNode at, String code, String message, String hint) {
        problems.add(Problem.error(at.used(), "delivery/" + code, message, hint));
    }

    /** Known by name, but not built: said at its place, never left out in silence. */
    void notYet(YamlNode at, String what, String hint) {
        error(at, "not-supported", "\"" + what + "\" is not supported yet", hint);
    }

    /** The fields of a mapping; unknown and double keys are mistakes. A missing value counts as an empty mapping. */
    Fields fields(YamlNode node, String path, Set<String> known) {
        Fields all = fields(node, path);
        for (Fields.Field field : all.entries().values()) {
            String key = field.key().text();
            if (!known.contains(key)) {
                String where = path.isEmpty() ? "" : " in " + path;
                String near = NearName.hint(key, known);
                String hint = near.isEmpty() ? "known here: " + String.join(", ", new TreeSet<>(known)) : near;
                error(field.key(), "unknown-key", "unknown key \"" + key + "\"" + where, hint);
            }
        }
        return all;
    }

    /** The fields of a mapping whose keys the user names. */
    Fields fields(YamlNode node, String path) {
        Map<String, Fields.Field> entries = new LinkedHashMap<>();
        if (node instanceof YamlNode.Mapping mapping) {
            for (YamlNode.Entry entry : Merges.resolve(mapping, problems::add)) {
                if (!(entry.key() instanceof YamlNode.Scalar key)) {
                    error(entry.key(), "wrong-type", "a key must be a text", "");
                    continue;
                }
                Fields.Field before = entries.put(key.text(), new Fields.Field(key, entry.value()));
                if (before != null && mapping.entries().contains(new YamlNode.Entry(before.key(), before.value()))) {
                    error(
                            key,
                            "duplicate-key",
                            "\"" + key.text() + "\" is given twice",
                            "the first is in line " + before.key().at().line());
                }
            }
        } else if (!isAbsent(node)) {
            wrongType(node, path.isEmpty() ? "the file" : path, "a mapping");
        }
        return new Fields(node, path, entries);
    }

    boolean isAbsent(YamlNode node) {
        return node instanceof YamlNode.Scalar scalar && CoreScalars.resolve(scalar) instanceof ScalarValue.Absent;
    }

    /** A text; numbers and truth values are taken as they are written. */
    Optional<String> text(YamlNode node, String path) {
        if (node instanceof YamlNode.Scalar scalar && !isAbsent(node)) {
            return Optional.of(scalar.text());
        }
        wrongType(node, path, "a text");
        return Optional.empty();
    }

    /** A text that is not blank. */
    Optional<String> filledText(YamlNode node, String path) {
        Optional<String> text = text(node, path);
        if (text.filter(String::isBlank).isPresent()) {
            error(node, "wrong-value", path + " is empty", "");
            return Optional.empty();
        }
        return text;
    }

    Optional<Integer> whole(YamlNode node, String path, int min, int max) {
        if (node instanceof YamlNode.Scalar scalar
                && CoreScalars.resolve(scalar) instanceof ScalarValue.Whole(var number)) {
            if (number.compareTo(BigInteger.valueOf(min)) >= 0 && number.compareTo(BigInteger.valueOf(max)) <= 0) {
                return Optional.of(number.intValue());
            }
            error(node, "wrong-value", path + " is " + number + ", allowed are " + min + " to " + max, "");
            return Optional.empty();
        }
        wrongType(node, path, "a whole number");
        return Optional.empty();
    }

    Optional<Boolean> truth(YamlNode node, String path) {
        if (node instanceof YamlNode.Scalar scalar
                && CoreScalars.resolve(scalar) instanceof ScalarValue.Truth(var value)) {
            return Optional.of(value);
        }
        wrongType(node, path, "true or false");
        return Optional.empty();
    }

    /** One of several words. */
    Optional<String> word(YamlNode node, String path, List<String> allowed) {
        Optional<String> text = text(node, path);
        if (text.isPresent() && !allowed.contains(text.get())) {
            String near = NearName.hint(text.get(), allowed);
            error(
                    node,
                    "wrong-value",
                    path + " is \"" + text.get() + "\", allowed: " + String.join(", ", allowed),
                    near);
            return Optional.empty();
        }
        return text;
    }

    /** A time like {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 3d}; a bare number counts seconds. */
    Optional<Duration> duration(YamlNode node, String path, Duration max) {
        Optional<String> text = text(node, path);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Duration> duration = Durations.parse(text.get());
        if (duration.isEmpty()) {
            error(node, "wrong-value", path + " is \"" + text.get() + "\", not a duration", "write 30s, 5m, 1h or 3d");
        } else if (duration.get().compareTo(max) > 0) {
            error(
                    node,
                    "wrong-value",
                    path + " is " + text.get() + ", at most " + Durations.words(max) + " are allowed",
                    "");
            return Optional.empty();
        }
        return duration;
    }

    /** A list of texts; one text alone counts as a list of it. */
    List<String> texts(YamlNode node, String path) {
        List<String> texts = new ArrayList<>();
        if (node instanceof YamlNode.Sequence sequence) {
            for (YamlNode item : sequence.items()) {
                filledText(item, path).ifPresent(texts::add);
            }
        } else {
            filledText(node, path).ifPresent(texts::add);
        }
        return texts;
    }

    /** Variables of the processes: names as POSIX has them, values as texts. */
    Map<String, String> variables(YamlNode node, String path) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Fields.Field field : fields(node, path).entries().values()) {
            String name = field.key().text();
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,199}")) {
                error(field.key(), "wrong-value", "\"" + name + "\" is no name of a variable", "letters, digits and _");
            } else if (name.equals("PORT") || name.startsWith("SLUICE_")) {
                error(field.key(), "wrong-value", name + " is set by Sluice itself", "take another name");
            } else {
                text(field.value(), path + "." + name).ifPresent(value -> variables.put(name, value));
            }
        }
        return variables;
    }

    void wrongType(YamlNode node, String path, String wanted) {
        error(node, "wrong-type", path + " must be " + wanted + ", not " + kind(node), "");
    }

    private String kind(YamlNode node) {
        return switch (node) {
            case YamlNode.Mapping ignored -> "a mapping";
            case YamlNode.Sequence ignored -> "a list";
            case YamlNode.Scalar scalar -> isAbsent(scalar) ? "empty" : "\"" + shortened(scalar.text()) + "\"";
        };
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }
}
