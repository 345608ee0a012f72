package dev.sluice.dialects.gitlab;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts in place what {@code !reference [job, key]} names (docs.gitlab.com, "Optimize GitLab CI/CD configuration files").
 * Works on merged jobs. What is put in is shared, and counted as often as it is used.
 */
final class References {
    private static final int VALUES_MAX = 200_000;
    private static final int CHAIN_MAX = 50;

    private final Hash config;
    private final Problems problems;
    private final Map<List<String>, Resolved> targets = new HashMap<>();
    private final List<List<String>> path = new ArrayList<>();
    private boolean full;

    private References(Hash config, Problems problems) {
        this.config = config;
        this.problems = problems;
    }

    /** A value without references, and how many values it is made of. */
    private record Resolved(ConfigValue value, long size) {}

    /** The configuration without references; empty where they make too much of it. */
    static Optional<Hash> resolve(Hash config, Problems problems) {
        References work = new References(config, problems);
        return work.resolve(config).value() instanceof Hash hash && !work.full ? Optional.of(hash) : Optional.empty();
    }

    private Resolved resolve(ConfigValue value) {
        return switch (value) {
            case Text _, Whole _, Real _, Truth _, Absent _ -> new Resolved(value, 1);
            case Items items -> items(items);
            case Hash hash -> hash(hash);
            case Reference reference -> target(reference);
        };
    }

    private Resolved items(Items items) {
        List<ConfigValue> values = new ArrayList<>(items.items().size());
        long size = 1;
        boolean changed = false;
        for (ConfigValue item : items.items()) {
            Resolved resolved = resolve(item);
            changed |= resolved.value() != item;
            values.add(resolved.value());
            size += resolved.size();
        }
        return counted(changed ? new Items(items.at(), values) : items, size);
    }

    private Resolved hash(Hash hash) {
        Map<String, Field> fields = new LinkedHashMap<>();
        long size = 1;
        boolean changed = false;
        for (Map.Entry<String, Field> entry : hash.fields().entrySet()) {
            Field field = entry.getValue();
            Resolved resolved = resolve(field.value());
            changed |= resolved.value() != field.value();
            fields.put(entry.getKey(), new Field(field.at(), field.textual(), resolved.value()));
            size += resolved.size();
        }
        return counted(changed ? new Hash(hash.at(), fields) : hash, size);
    }

    private Resolved counted(ConfigValue value, long size) {
        if (size <= VALUES_MAX && !full) {
            return new Resolved(value, size);
        }
        if (!full) {
            full = true;
            problems.error(
                    value.at(),
                    "limit",
                    "with its references the configuration has more than " + VALUES_MAX + " values");
        }
        return new Resolved(new Absent(value.at()), 1);
    }

    private Resolved target(Reference reference) {
        Resolved known = targets.get(reference.path());
        if (known != null) {
            return known;
        }
        String shown = "!reference [" + Keywords.shown(String.join(", ", reference.path())) + "]";
        boolean circle =
                path.contains(reference.path()) || path.stream().anyMatch(open -> isBelow(reference.path(), open));
        if (circle || path.size() >= CHAIN_MAX) {
            String message = circle ? shown + " goes in a circle" : shown + " is a chain of more than " + CHAIN_MAX;
            problems.error(reference.at(), circle ? "reference-circle" : "reference-limit", message);
            return new Resolved(unresolved(reference), 1);
        }
        ConfigValue target = find(reference, shown);
        path.add(reference.path());
        Resolved resolved = resolve(target);
        path.removeLast();
        targets.put(reference.path(), resolved);
        return resolved;
    }

    /** Stands for what could not be found; further problems at its place are not told. */
    private static Text unresolved(Reference reference) {
        return new Text(reference.at(), "", Scalars.plain(new Absent(reference.at())));
    }

    /** Whether {@code outer}, being resolved, holds what {@code inner} names and would have to be ready before itself. */
    private static boolean isBelow(List<String> outer, List<String> inner) {
        return outer.size() < inner.size() && inner.subList(0, outer.size()).equals(outer);
    }

    private ConfigValue find(Reference reference, String shown) {
        ConfigValue value = config;
        StringBuilder way = new StringBuilder();
        for (String key : reference.path()) {
            if (value instanceof Hash hash && hash.has(key)) {
                value = hash.get(key);
            } else {
                List<String> near =
                        value instanceof Hash hash ? List.copyOf(hash.fields().keySet()) : List.of();
                String where = way.isEmpty() ? "in the file" : "below \"" + Keywords.shown(way.toString()) + "\"";
                problems.error(
                        reference.at(),
                        "reference-unknown",
                        shown + ": there is no \"" + Keywords.shown(key) + "\" " + where,
                        NearName.hint(key, near));
                return unresolved(reference);
            }
            way.append(way.isEmpty() ? "" : ".").append(key);
        }
        return value;
    }
}
