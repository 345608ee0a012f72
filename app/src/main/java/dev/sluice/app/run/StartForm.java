package dev.sluice.app.run;

import dev.sluice.core.model.Sentence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a person who starts a pipeline can choose. Immutable.
 *
 * @param ref short name of the branch or tag that the rest is about
 * @param found whether there is such a branch or tag
 * @param hasFile whether its newest commit has a pipeline file
 * @param branches all branches, by name
 * @param tags all tags, by name
 * @param variables those that the file offers, in its order
 */
public record StartForm(
        String ref,
        boolean found,
        boolean hasFile,
        List<String> branches,
        List<String> tags,
        List<Variable> variables) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int VARIABLES_MAX = 200;
    private static final int VALUE_MAX = 10_000;

    public StartForm {
        branches = List.copyOf(branches);
        tags = List.copyOf(tags);
        variables = List.copyOf(variables);
    }

    /**
     * A variable that the file offers.
     *
     * @param value what it is where nobody says otherwise
     * @param options the values it may have; empty where any will do
     */
    public record Variable(String name, String description, String value, List<String> options) {
        public Variable {
            options = List.copyOf(options);
        }
    }

    /** What really is given: a form sends what it offers back, also where nobody has changed it. */
    public Map<String, String> changed(Map<String, String> given) {
        Map<String, String> changed = new TreeMap<>(given);
        for (Variable offered : variables) {
            changed.remove(offered.name(), offered.value());
        }
        return changed;
    }

    /** Why these variables cannot be given; empty where they can. */
    public Optional<String> refusal(Map<String, String> given) {
        return variablesProblem(given).or(() -> optionProblem(given));
    }

    /** Why nobody can give these variables, whatever the file says; empty where one can. */
    public static Optional<String> variablesProblem(Map<String, String> given) {
        if (given.size() > VARIABLES_MAX) {
            return Optional.of(Sentence.VARIABLES_TOO_MANY.with(VARIABLES_MAX));
        }
        for (Map.Entry<String, String> one : given.entrySet()) {
            if (!NAME.matcher(one.getKey()).matches()) {
                return Optional.of(Sentence.VARIABLE_NAME.with(one.getKey()));
            }
            if (one.getValue().length() > VALUE_MAX) {
                return Optional.of(Sentence.VARIABLE_LONG.with(one.getKey(), VALUE_MAX));
            }
        }
        return Optional.empty();
    }

    private Optional<String> optionProblem(Map<String, String> given) {
        return variables.stream()
                .filter(offered -> !offered.options().isEmpty() && given.containsKey(offered.name()))
                .filter(offered -> !offered.options().contains(given.get(offered.name())))
                .findFirst()
                .map(offered -> Sentence.VARIABLE_OPTION.with(
                        given.getOrDefault(offered.name(), ""), offered.name(), String.join(", ", offered.options())));
    }
}
