package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.YamlText.Plain;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages to the structure of a file: values of another kind, at other places, too deep, too many, missing. */
final class TreeMutation {
    private static final String[] WORDS = {
        "script", "needs", "rules", "extends", "include", "default", "matrix", "trigger", "when", "<<", "spec", "no", ""
    };

    private final Random random;

    TreeMutation(Random random) {
        this.random = random;
    }

    /** A copy of the tree with one damage. */
    Object of(Object tree) {
        Object copy = copy(tree);
        List<Object> places = new ArrayList<>();
        collect(copy, places);
        if (places.isEmpty()) {
            return junk();
        }
        switch (places.get(random.nextInt(places.size()))) {
            case Map<?, ?> map -> damage(mapping(map), places);
            case List<?> list -> damage(items(list), places);
            default -> throw new IllegalStateException("a place holds others");
        }
        return copy;
    }

    private void damage(Map<Object, Object> map, List<Object> places) {
        List<Object> keys = new ArrayList<>(map.keySet());
        Object key = keys.isEmpty() ? "x" : keys.get(random.nextInt(keys.size()));
        switch (random.nextInt(5)) {
            case 0 -> map.remove(key);
            case 1 -> map.put(key, junk());
            case 2 -> map.put(WORDS[random.nextInt(WORDS.length)], map.getOrDefault(key, "y"));
            case 3 -> map.put(key, copy(places.get(random.nextInt(places.size()))));
            default -> map.put(WORDS[random.nextInt(WORDS.length)], junk());
        }
    }

    private void damage(List<Object> list, List<Object> places) {
        int at = list.isEmpty() ? 0 : random.nextInt(list.size());
        switch (random.nextInt(4)) {
            case 0 -> list.clear();
            case 1 -> list.add(at, junk());
            case 2 -> list.add(at, copy(places.get(random.nextInt(places.size()))));
            default -> {
                Object item = list.isEmpty() ? junk() : list.get(at);
                for (int i = random.nextInt(80); i > 0; i--) {
                    list.add(copy(item));
                }
            }
        }
    }

    private Object junk() {
        return switch (random.nextInt(10)) {
            case 0 -> new Plain("null");
            case 1 -> new Plain(Integer.toString(random.nextInt(600) - 100));
            case 2 -> new Plain("99999999999999999999");
            case 3 -> new Plain("true");
            case 4 -> new Plain("!reference [.scripts, script]");
            case 5 -> nested(1 + random.nextInt(120));
            case 6 -> new ArrayList<>();
            case 7 -> new LinkedHashMap<>();
            case 8 -> "$[[ inputs.x ]] ${A:-b} /(/ \u0085";
            default -> "/" + "(a+)+".repeat(1 + random.nextInt(30)) + "/";
        };
    }

    private Object nested(int depth) {
        Object value = "x";
        for (int i = 0; i < depth; i++) {
            List<Object> list = new ArrayList<>();
            list.add(value);
            value = list;
        }
        return value;
    }

    private static Object copy(Object value) {
        return switch (value) {
            case Map<?, ?> map -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                map.forEach((key, inner) -> copy.put(key, copy(inner)));
                yield copy;
            }
            case List<?> list -> {
                List<Object> copy = new ArrayList<>();
                list.forEach(inner -> copy.add(copy(inner)));
                yield copy;
            }
            default -> value;
        };
    }

    private static void collect(Object value, List<Object> places) {
        switch (value) {
            case Map<?, ?> map -> {
                places.add(map);
                map.values().forEach(inner -> collect(inner, places));
            }
            case List<?> list -> {
                places.add(list);
                list.forEach(inner -> collect(inner, places));
            }
            default -> {}
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> mapping(Map<?, ?> map) {
        return (Map<Object, Object>) map;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> items(List<?> list) {
        return (List<Object>) list;
    }
}
