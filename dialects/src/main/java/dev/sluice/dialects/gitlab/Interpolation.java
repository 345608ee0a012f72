package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.NearName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Replaces {@code $[[ inputs.name | function ]]} and {@code $[[ component.name ]]} in the texts and keys of a file
 * (docs.gitlab.com, "CI/CD inputs").
 */
final class Interpolation {
    private static final int FUNCTIONS_MAX = 3;
    private static final List<String> FUNCTIONS = List.of("expand_vars", "truncate", "posix_escape");

    private final Map<String, ConfigValue> known;
    private final VariableSet variables;
    private final Problems problems;

    /** @param known values by what stands in the brackets, e.g. {@code inputs.name} */
    Interpolation(Map<String, ConfigValue> known, VariableSet variables, Problems problems) {
        this.known = known;
        this.variables = variables;
        this.problems = problems;
    }

    ConfigValue apply(ConfigValue value) {
        return switch (value) {
            case Text text -> text.text().contains("$[[") ? text(text) : text;
            case Items items ->
                new Items(items.at(), items.items().stream().map(this::apply).toList());
            case Hash hash -> hash(hash);
            case Reference reference ->
                new Reference(
                        reference.at(),
                        reference.path().stream()
                                .map(key -> inText(key, reference.at()))
                                .toList());
            case Whole _, Real _, Truth _, Absent _ -> value;
        };
    }

    private Hash hash(Hash hash) {
        Map<String, Field> fields = new LinkedHashMap<>();
        hash.fields()
                .forEach((name, field) -> fields.put(
                        inText(name, field.at()), new Field(field.at(), field.textual(), apply(field.value()))));
        return new Hash(hash.at(), fields);
    }

    /** A text of one block alone keeps the input's type. */
    private ConfigValue text(Text text) {
        String whole = text.text().strip();
        boolean alone = whole.startsWith("$[[") && whole.indexOf("]]") == whole.length() - 2;
        if (alone && !isOther(whole.substring(3, whole.length() - 2))) {
            return block(whole.substring(3, whole.length() - 2), text.at())
                    .map(value -> moved(value, text))
                    .orElse(text);
        }
        return text.with(inText(text.text(), text.at()));
    }

    private static ConfigValue moved(ConfigValue value, Text place) {
        return switch (value) {
            case Text text -> place.with(text.text());
            case Whole whole -> new Whole(place.at(), whole.number());
            case Real real -> new Real(place.at(), real.number());
            case Truth truth -> new Truth(place.at(), truth.value());
            case Absent _, Items _, Hash _, Reference _ -> value;
        };
    }

    private String inText(String text, Position at) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            int start = text.indexOf("$[[", i);
            int end = start < 0 ? -1 : text.indexOf("]]", start);
            if (end < 0) {
                break;
            }
            String block = text.substring(start + 3, end);
            out.append(text, i, start);
            if (isOther(block)) {
                out.append(text, start, end + 2);
            } else {
                out.append(block(block, at).map(Interpolation::shown).orElse(""));
            }
            i = end + 2;
        }
        return out.append(text, i, text.length()).toString();
    }

    /** Blocks of other contexts, such as {@code matrix.NAME} in needs, are filled in later. */
    private static boolean isOther(String block) {
        return block.strip().startsWith("matrix.");
    }

    private static String shown(ConfigValue value) {
        return value instanceof Items items
                ? items.items().stream().map(Interpolation::inArray).collect(Collectors.joining(", ", "[", "]"))
                : Scalars.text(value).orElse("");
    }

    private static String inArray(ConfigValue value) {
        return value instanceof Text text ? "\"" + text.text() + "\"" : shown(value);
    }

    private Optional<ConfigValue> block(String block, Position at) {
        String[] parts = block.split("\\|", -1);
        String access = parts[0].strip();
        Optional<ConfigValue> named = named(access, at);
        if (named.isEmpty()) {
            return named;
        }
        ConfigValue value = named.get();
        if (parts.length - 1 > FUNCTIONS_MAX) {
            problems.error(
                    at,
                    "limit",
                    "a block may use " + FUNCTIONS_MAX + " functions, this one uses " + (parts.length - 1));
            return Optional.empty();
        }
        for (int i = 1; i < parts.length; i++) {
            Optional<ConfigValue> next = function(parts[i].strip(), value, at);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            value = next.get();
        }
        return Optional.of(value);
    }

    private Optional<ConfigValue> named(String access, Position at) {
        if (InputPath.isDeep(access, known)) {
            return new InputPath(known, fault -> problems.error(at, "input-unknown", quoted(access) + ": " + fault))
                    .find(access);
        }
        ConfigValue value = known.get(access);
        if (value == null) {
            boolean component = access.startsWith("component.");
            problems.error(
                    at,
                    "input-unknown",
                    quoted(access) + ": "
                            + (component
                                    ? "the header does not list it below spec: component"
                                    : access.startsWith("inputs.")
                                            ? "there is no such input"
                                            : "a block begins with inputs. or component."),
                    NearName.hint(access, known.keySet()));
        }
        return Optional.ofNullable(value);
    }

    private static String quoted(String access) {
        return "$[[ " + Keywords.shown(access) + " ]]";
    }

    private Optional<ConfigValue> function(String call, ConfigValue value, Position at) {
        if (!(value instanceof Text text)) {
            problems.error(
                    at,
                    "input-function",
                    "the function \"" + Keywords.shown(call) + "\" takes a text, not " + value.kind());
            return Optional.empty();
        }
        if (call.equals("expand_vars")) {
            return Optional.of(text.with(Expansion.replace(text.text(), variables::valueOf)));
        }
        if (call.equals("posix_escape")) {
            return Optional.of(text.with(escaped(text.text())));
        }
        if (call.startsWith("truncate(") && call.endsWith(")")) {
            String[] numbers =
                    call.substring("truncate(".length(), call.length() - 1).split(",", -1);
            if (numbers.length == 2 && isNumber(numbers[0].strip()) && isNumber(numbers[1].strip())) {
                int start = Math.min(
                        Integer.parseInt(numbers[0].strip()), text.text().length());
                int end = (int) Math.min(
                        (long) start + Integer.parseInt(numbers[1].strip()),
                        text.text().length());
                return Optional.of(text.with(text.text().substring(start, end)));
            }
        }
        problems.error(
                at,
                "input-function",
                "unknown function \"" + Keywords.shown(call)
                        + "\"; there are expand_vars, truncate(offset,length) and posix_escape",
                NearName.hint(call, FUNCTIONS));
        return Optional.empty();
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() < 9 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String escaped(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean plain = Character.isLetterOrDigit(c) && c < 128 || "_-.,:+/@".indexOf(c) >= 0;
            if (c == '\n') {
                out.append("'\n'");
            } else {
                out.append(plain ? "" : "\\").appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
