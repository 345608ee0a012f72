package dev.sluice.dialects.delivery;

import dev.sluice.core.model.Parsed;
import dev.sluice.dialects.yaml.CoreScalars;
import dev.sluice.dialects.yaml.Merges;
import dev.sluice.dialects.yaml.ScalarValue;
import dev.sluice.dialects.yaml.YamlLimits;
import dev.sluice.dialects.yaml.YamlNode;
import dev.sluice.dialects.yaml.YamlReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks YAML against a JSON Schema: the part of draft 2020-12 that our schema uses. A keyword it does not know fails the
 * test, so that nothing in the schema goes unchecked.
 */
final class SchemaCheck {
    private static final Set<String> NOTES = Set.of("$schema", "title", "description", "default", "$defs");

    private final Object root;

    private SchemaCheck(Object root) {
        this.root = root;
    }

    /** JSON is YAML. */
    static SchemaCheck of(String schema) {
        return new SchemaCheck(value(schema));
    }

    List<String> problems(String yaml) {
        List<String> problems = new ArrayList<>();
        check(root, value(yaml), "$", problems);
        return problems;
    }

    private static Object value(String text) {
        return switch (new YamlReader(YamlLimits.DEFAULT, Set.of()).read("text", text, 1)) {
            case Parsed.Valid<List<YamlNode>>(var documents, var _) -> value(documents.getFirst());
            case Parsed.Invalid<List<YamlNode>>(var problems) -> throw new AssertionError(problems);
        };
    }

    private enum Nothing {
        NULL
    }

    private static Object value(YamlNode node) {
        return switch (node) {
            case YamlNode.Mapping mapping -> {
                Map<String, Object> map = new LinkedHashMap<>();
                for (YamlNode.Entry entry : Merges.resolve(mapping, problem -> {})) {
                    map.put(((YamlNode.Scalar) entry.key()).text(), value(entry.value()));
                }
                yield map;
            }
            case YamlNode.Sequence sequence ->
                sequence.items().stream().map(SchemaCheck::value).toList();
            case YamlNode.Scalar scalar ->
                switch (CoreScalars.resolve(scalar)) {
                    case ScalarValue.Absent() -> Nothing.NULL;
                    case ScalarValue.Text(var text) -> text;
                    case ScalarValue.Whole(var number) -> number.longValueExact();
                    case ScalarValue.Real(var number) -> number;
                    case ScalarValue.Truth(var truth) -> truth;
                };
        };
    }

    private void check(Object schema, Object value, String at, List<String> problems) {
        if (schema instanceof Boolean allowed) {
            if (!allowed) {
                problems.add(at + " is not allowed");
            }
            return;
        }
        Map<String, Object> rules = map(schema);
        rules.forEach((keyword, rule) -> {
            if (!holds(rules, keyword, rule, value, at, problems)) {
                problems.add(at + " breaks " + keyword);
            }
        });
    }

    private boolean holds(
            Map<String, Object> rules, String keyword, Object rule, Object value, String at, List<String> problems) {
        if (NOTES.contains(keyword)) {
            return true;
        }
        return switch (keyword) {
            case "$ref" -> {
                String name = ((String) rule).substring("#/$defs/".length());
                check(map(map(root).get("$defs")).get(name), value, at, problems);
                yield true;
            }
            case "type" ->
                (rule instanceof List<?> types ? types : List.of(rule)).stream().anyMatch(t -> is(t, value));
            case "enum" -> ((List<?>) rule).contains(value);
            case "pattern" ->
                !(value instanceof String text)
                        || Pattern.compile((String) rule).matcher(text).find();
            case "minLength" -> !(value instanceof String text) || text.length() >= number(rule);
            case "maxLength" -> !(value instanceof String text) || text.length() <= number(rule);
            case "minimum" -> !(value instanceof Long whole) || whole >= number(rule);
            case "maximum" -> !(value instanceof Long whole) || whole <= number(rule);
            case "minItems" -> !(value instanceof List<?> list) || list.size() >= number(rule);
            case "maxItems" -> !(value instanceof List<?> list) || list.size() <= number(rule);
            case "minProperties" -> !(value instanceof Map<?, ?> map) || map.size() >= number(rule);
            case "maxProperties" -> !(value instanceof Map<?, ?> map) || map.size() <= number(rule);
            case "required" -> !(value instanceof Map<?, ?> map) || map.keySet().containsAll((List<?>) rule);
            case "anyOf" -> ((List<?>) rule).stream().anyMatch(one -> fits(one, value));
            case "not" -> !fits(rule, value);
            case "items" -> {
                if (value instanceof List<?> list) {
                    list.forEach(item -> check(rule, item, at + "[]", problems));
                }
                yield true;
            }
            case "propertyNames" -> {
                if (value instanceof Map<?, ?> map) {
                    map.keySet().forEach(key -> check(rule, key, at + "." + key, problems));
                }
                yield true;
            }
            case "properties" -> {
                if (value instanceof Map<?, ?> map) {
                    map(rule).forEach((key, one) -> {
                        if (map.containsKey(key)) {
                            check(one, map.get(key), at + "." + key, problems);
                        }
                    });
                }
                yield true;
            }
            case "additionalProperties" -> {
                if (value instanceof Map<?, ?> map) {
                    Set<String> named =
                            map(rules.getOrDefault("properties", Map.of())).keySet();
                    map.forEach((key, one) -> {
                        if (!named.contains(key)) {
                            check(rule, one, at + "." + key, problems);
                        }
                    });
                }
                yield true;
            }
            default -> throw new AssertionError("this check does not know the keyword " + keyword);
        };
    }

    private boolean fits(Object schema, Object value) {
        List<String> problems = new ArrayList<>();
        check(schema, value, "", problems);
        return problems.isEmpty();
    }

    private static boolean is(Object type, Object value) {
        return switch ((String) type) {
            case "object" -> value instanceof Map<?, ?>;
            case "array" -> value instanceof List<?>;
            case "string" -> value instanceof String;
            case "integer" -> value instanceof Long;
            case "number" -> value instanceof Number;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == Nothing.NULL;
            default -> throw new AssertionError("unknown type " + type);
        };
    }

    private static long number(Object rule) {
        return (Long) rule;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
