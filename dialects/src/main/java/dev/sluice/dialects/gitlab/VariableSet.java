package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.MaskedValues;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Variables by name, later ones in place of earlier ones, and their expansion in each other (docs.gitlab.com, "Where
 * variables can be used": {@code $NAME}, {@code ${NAME}}, {@code %NAME%}; {@code $$} is a dollar sign). Immutable.
 */
final class VariableSet implements Condition.Lookup {
    private static final int EXPANDED_MAX = 1_000_000;
    private static final int DEPTH_MAX = 200;

    private final Map<String, GitlabVariable> byName;

    private VariableSet(Map<String, GitlabVariable> byName) {
        this.byName = byName;
    }

    static VariableSet of(Collection<GitlabVariable> variables) {
        Map<String, GitlabVariable> byName = new LinkedHashMap<>();
        variables.forEach(variable -> byName.put(variable.name(), variable));
        return new VariableSet(byName);
    }

    /** These variables, and the others over them. */
    VariableSet with(Collection<GitlabVariable> over) {
        if (over.isEmpty()) {
            return this;
        }
        Map<String, GitlabVariable> merged = new LinkedHashMap<>(byName);
        over.forEach(variable -> merged.put(variable.name(), variable));
        return new VariableSet(merged);
    }

    @Override
    public Optional<String> valueOf(String name) {
        return Optional.ofNullable(byName.get(name)).map(GitlabVariable::value);
    }

    Collection<GitlabVariable> all() {
        return byName.values();
    }

    /** What those among them that are masked hold. */
    MaskedValues masked() {
        return MaskedValues.of(byName.values().stream()
                .filter(GitlabVariable::masked)
                .map(GitlabVariable::value)
                .toList());
    }

    /** The names that refer to each other in a circle, first one again at the end; empty where there is no circle. */
    List<String> circle() {
        Set<String> done = new HashSet<>();
        for (GitlabVariable variable : byName.values()) {
            if (variable.value().indexOf('$') < 0 && variable.value().indexOf('%') < 0) {
                // Most values refer to nothing.
                continue;
            }
            List<String> circle = circleFrom(variable.name(), done);
            if (!circle.isEmpty()) {
                return circle;
            }
        }
        return List.of();
    }

    private List<String> circleFrom(String start, Set<String> done) {
        Deque<String> path = new ArrayDeque<>();
        Deque<List<String>> open = new ArrayDeque<>();
        path.addLast(start);
        open.addLast(new ArrayList<>(references(start)));
        while (!path.isEmpty()) {
            List<String> next = open.getLast();
            if (next.isEmpty()) {
                done.add(path.removeLast());
                open.removeLast();
                continue;
            }
            String name = next.removeFirst();
            if (path.contains(name)) {
                List<String> circle = new ArrayList<>(path);
                circle = new ArrayList<>(circle.subList(circle.indexOf(name), circle.size()));
                circle.add(name);
                return circle;
            }
            if (byName.containsKey(name) && !done.contains(name)) {
                path.addLast(name);
                open.addLast(new ArrayList<>(references(name)));
            }
        }
        return List.of();
    }

    private List<String> references(String name) {
        GitlabVariable variable = byName.get(name);
        if (variable == null || !variable.expand() || variable.file()) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        Expansion.replace(variable.value(), reference -> {
            // A value that names itself keeps what a lower layer gave it, so it is no circle.
            if (!reference.equals(name)) {
                names.add(reference);
            }
            return Optional.of("");
        });
        return names;
    }

    /** The values with all references replaced. There must be no {@link #circle()}. */
    Map<String, String> expanded() {
        return each(new Walk(false));
    }

    /**
     * The values that a job gets: those with a meaning in each other first, as the server does it, then once more by the
     * runner, so that {@code ${URL_${NAME}}} works and {@code %Y%} stays. There must be no {@link #circle()}.
     */
    Map<String, String> inJob() {
        Map<String, String> given = each(new Walk(true));
        Map<String, String> values = new LinkedHashMap<>();
        given.forEach((name, value) -> values.put(
                name,
                isExpanded(name) ? limited(Expansion.inJob(value, other -> given.getOrDefault(other, ""))) : value));
        return values;
    }

    private boolean isExpanded(String name) {
        GitlabVariable variable = byName.get(name);
        return variable != null && variable.expand() && !variable.file();
    }

    private Map<String, String> each(Walk walk) {
        for (String name : byName.keySet()) {
            walk.value(name, 0);
        }
        Map<String, String> ordered = new LinkedHashMap<>();
        byName.keySet().forEach(name -> ordered.put(name, walk.values.getOrDefault(name, "")));
        return ordered;
    }

    /** One expansion of all variables in each other. */
    private final class Walk {
        private final Map<String, String> values = new HashMap<>();
        /** Whether the runner comes after it: escapes and names without an expanded value are left to it. */
        private final boolean forRunner;

        Walk(boolean forRunner) {
            this.forRunner = forRunner;
        }

        String value(String name, int depth) {
            String known = values.get(name);
            if (known != null) {
                return known;
            }
            GitlabVariable variable = byName.get(name);
            if (variable == null || depth > DEPTH_MAX) {
                return "";
            }
            String value = isExpanded(name) ? expanded(variable, depth) : variable.value();
            values.put(name, limited(value));
            return value;
        }

        private String expanded(GitlabVariable variable, int depth) {
            if (forRunner) {
                return Expansion.known(
                        variable.value(),
                        reference -> isExpanded(reference) || reference.equals(variable.name())
                                ? Optional.of(referred(reference, variable, depth))
                                : Optional.empty());
            }
            return Expansion.replace(variable.value(), reference -> Optional.of(referred(reference, variable, depth)));
        }

        private String referred(String reference, GitlabVariable by, int depth) {
            return reference.equals(by.name()) ? "" : limited(value(reference, depth + 1));
        }
    }

    private static String limited(String value) {
        return value.length() > EXPANDED_MAX ? value.substring(0, EXPANDED_MAX) : value;
    }
}
