package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code inputs.name[0].key} stands for: an element of an array, a key of a mapping in it (docs.gitlab.com, "CI/CD
 * inputs").
 */
final class InputPath {
    private static final int PARTS_MAX = 5;
    private static final int INDEXES_MAX = 5;
    private static final Pattern PART = Pattern.compile("([A-Za-z0-9_-]+)((?:\\[[0-9]{1,9}])*)");
    private static final Pattern INDEX = Pattern.compile("[0-9]+");

    private final Map<String, ConfigValue> known;
    private final Consumer<String> fault;

    /** @param fault is told what is wrong with a path that leads nowhere */
    InputPath(Map<String, ConfigValue> known, Consumer<String> fault) {
        this.known = known;
        this.fault = fault;
    }

    /** Whether the text goes further than to an input of that header. */
    static boolean isDeep(String access, Map<String, ConfigValue> known) {
        int name = "inputs.".length();
        if (!access.startsWith("inputs.") || known.containsKey(access)) {
            return false;
        }
        int end = name;
        while (end < access.length() && ".[".indexOf(access.charAt(end)) < 0) {
            end++;
        }
        return end > name && end < access.length() && known.containsKey(access.substring(0, end));
    }

    Optional<ConfigValue> find(String access) {
        String[] parts = access.split("\\.", PARTS_MAX);
        Optional<ConfigValue> value = Optional.empty();
        for (int i = 1; i < parts.length; i++) {
            Matcher part = PART.matcher(parts[i]);
            if (!part.matches()) {
                fault.accept(
                        "\"" + Keywords.shown(parts[i]) + "\" is neither a key nor a key with numbers as in items[0]");
                return Optional.empty();
            }
            value = i == 1
                    ? Optional.ofNullable(known.get("inputs." + part.group(1)))
                    : keyOf(value.orElseThrow(), part.group(1));
            value = value.flatMap(found -> element(found, part.group(2)));
            if (value.isEmpty()) {
                return value;
            }
        }
        return value;
    }

    private Optional<ConfigValue> keyOf(ConfigValue value, String key) {
        Field field = value instanceof Hash hash ? hash.fields().get(key) : null;
        if (field == null) {
            fault.accept("there is no key \"" + Keywords.shown(key) + "\" in " + value.kind());
            return Optional.empty();
        }
        return Optional.of(field.value());
    }

    private Optional<ConfigValue> element(ConfigValue value, String indexes) {
        Matcher index = INDEX.matcher(indexes);
        ConfigValue found = value;
        int depth = 0;
        while (index.find()) {
            depth++;
            int number = Integer.parseInt(index.group());
            if (depth > INDEXES_MAX) {
                fault.accept("at most " + INDEXES_MAX + " numbers may follow each other");
                return Optional.empty();
            }
            if (!(found instanceof Items items)) {
                fault.accept("[" + number + "] is for arrays, and this is " + found.kind());
                return Optional.empty();
            }
            if (number >= items.items().size()) {
                fault.accept("there is no element " + number + " in an array of "
                        + items.items().size());
                return Optional.empty();
            }
            found = items.items().get(number);
        }
        return Optional.of(found);
    }
}
