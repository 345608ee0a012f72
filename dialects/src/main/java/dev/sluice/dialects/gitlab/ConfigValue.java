package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.yaml.YamlNode;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of the configuration as GitLab's Ruby code sees it after loading: merge keys and duplicates resolved, scalars
 * typed, every value with the place where it is written. Immutable; parts are shared between jobs.
 */
sealed interface ConfigValue {
    Position at();

    /** What it is, for messages. */
    String kind();

    /** A text; {@code source} is the scalar it was read from, for places inside of it. */
    record Text(Position at, String text, YamlNode.Scalar source) implements ConfigValue {
        @Override
        public String kind() {
            return "a text";
        }

        /** A text that stands in no file. */
        static Text unplaced(String text) {
            Position at = Position.startOf("");
            return new Text(at, text, new YamlNode.Scalar(at, at, "", text, YamlNode.Scalar.Style.PLAIN, false));
        }

        Position placeOf(int index) {
            return source.text().equals(text) ? source.placeOf(index) : at;
        }

        Text with(String other) {
            return new Text(at, other, source);
        }
    }

    /** A whole number. */
    record Whole(Position at, BigInteger number) implements ConfigValue {
        @Override
        public String kind() {
            return "a number";
        }
    }

    /** A number with a fraction. */
    record Real(Position at, double number) implements ConfigValue {
        @Override
        public String kind() {
            return "a number with a fraction";
        }
    }

    /** A boolean. */
    record Truth(Position at, boolean value) implements ConfigValue {
        @Override
        public String kind() {
            return "a boolean";
        }
    }

    /** Null. */
    record Absent(Position at) implements ConfigValue {
        @Override
        public String kind() {
            return "null";
        }
    }

    /** A list. */
    record Items(Position at, List<ConfigValue> items) implements ConfigValue {
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public String kind() {
            return "a list";
        }
    }

    /** A mapping; the order is that of the file. */
    record Hash(Position at, Map<String, Field> fields) implements ConfigValue {
        public Hash {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String kind() {
            return "a mapping";
        }

        /** The value of a key that is there and not null, else {@link Absent}. */
        ConfigValue get(String key) {
            Field field = fields.get(key);
            return field == null ? new Absent(at) : field.value();
        }

        boolean has(String key) {
            Field field = fields.get(key);
            return field != null && !(field.value() instanceof Absent);
        }
    }

    /** {@code !reference [a, b]} before it is resolved. */
    record Reference(Position at, List<String> path) implements ConfigValue {
        public Reference {
            path = List.copyOf(path);
        }

        @Override
        public String kind() {
            return "a reference";
        }
    }

    /**
     * An entry of a mapping.
     *
     * @param at where its key is written
     * @param textual whether the key is a text, and not a number, a boolean or null
     */
    record Field(Position at, boolean textual, ConfigValue value) {}
}
