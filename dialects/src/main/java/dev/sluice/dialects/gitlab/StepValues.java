package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Values that steps get and give: texts, numbers, truths, lists and mappings. */
final class StepValues {
    /** The types of a step's inputs and outputs (docs.gitlab.com, "CI/CD functions", Specify inputs). */
    static final List<String> TYPES = List.of("array", "boolean", "number", "string", "struct");

    private static final Position NOWHERE = Position.startOf("");

    private StepValues() {}

    static Hash hash(Map<String, ConfigValue> values) {
        Map<String, Field> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(name, new Field(NOWHERE, true, value)));
        return new Hash(NOWHERE, fields);
    }

    static Hash texts(Map<String, String> values) {
        Map<String, ConfigValue> all = new LinkedHashMap<>();
        values.forEach((name, value) -> all.put(name, Text.unplaced(value)));
        return hash(all);
    }

    /** A text as it is; null as nothing; everything else as JSON. */
    static String shown(ConfigValue value) {
        return value instanceof Absent ? "" : Scalars.json(value);
    }

    /** How long the value is as a text, about; more than {@code limit} is not counted to its end. */
    static long length(ConfigValue value, long limit) {
        long length = 2;
        switch (value) {
            case Items items -> {
                for (ConfigValue item : items.items()) {
                    length += length <= limit ? length(item, limit - length) : 0;
                }
            }
            case Hash hash -> {
                for (Map.Entry<String, Field> field : hash.fields().entrySet()) {
                    length += field.getKey().length();
                    length += length <= limit ? length(field.getValue().value(), limit - length) : 0;
                }
            }
            case ConfigValue other -> length += Scalars.text(other).orElse("").length();
        }
        return length;
    }

    /** The value with each of its texts changed. */
    static ConfigValue changed(ConfigValue value, UnaryOperator<String> change) {
        return switch (value) {
            case Text text -> Text.unplaced(change.apply(text.text()));
            case Items items ->
                new Items(
                        items.at(),
                        items.items().stream()
                                .map(item -> changed(item, change))
                                .toList());
            case Hash hash -> {
                Map<String, ConfigValue> all = new LinkedHashMap<>();
                hash.fields().forEach((name, field) -> all.put(name, changed(field.value(), change)));
                yield hash(all);
            }
            case ConfigValue other -> other;
        };
    }

    /** The value as a declared type; empty where it is none such. */
    static Optional<ConfigValue> typed(ConfigValue value, String type) {
        return switch (type) {
            case "struct" -> Optional.of(value).filter(Hash.class::isInstance);
            case "array" -> Optional.of(value).filter(Items.class::isInstance);
            case "boolean" -> value instanceof Truth ? Optional.of(value) : converted(value, type);
            case "number" ->
                converted(value, type)
                        .or(() -> value instanceof Text text
                                ? JsonReader.read(text.text()).flatMap(read -> converted(read, type))
                                : Optional.empty());
            case String other -> converted(value, other);
        };
    }

    private static Optional<ConfigValue> converted(ConfigValue value, String type) {
        return new InputTypes(new Problems()).typed("", value, type);
    }
}
