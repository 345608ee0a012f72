package dev.sluice.dialects.delivery;

import dev.sluice.dialects.yaml.YamlNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys and values of one mapping.
 *
 * @param node the mapping, for the place of what is missing in it
 * @param path where it stands, for people: {@code environments.staging}, or empty text for the whole file
 * @param entries by key, in the order of the file
 */
record Fields(YamlNode node, String path, Map<String, Field> entries) {

    /** A key and its value. */
    record Field(YamlNode.Scalar key, YamlNode value) {}

    Optional<YamlNode> value(String key) {
        return Optional.ofNullable(entries.get(key)).map(Field::value);
    }

    Optional<YamlNode> key(String key) {
        return Optional.ofNullable(entries.get(key)).map(Field::key);
    }

    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }
}
