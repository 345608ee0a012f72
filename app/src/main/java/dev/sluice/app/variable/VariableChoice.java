package dev.sluice.app.variable;

import dev.sluice.core.model.WildcardName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Which of a project's variables a job gets (docs.gitlab.com, "Limit the environment scope of a CI/CD variable"): of several with
 * one key the one whose scope says most. Pure.
 */
final class VariableChoice {
    private VariableChoice() {}

    /**
     * One a key, by key.
     *
     * @param environment the job's, or empty text
     * @param protectedRef whether the job is for a protected branch or tag
     */
    static <T> List<T> of(Collection<T> all, Function<T, Variable> as, String environment, boolean protectedRef) {
        Map<String, T> chosen = new TreeMap<>();
        for (T one : all) {
            Variable variable = as.apply(one);
            if (fits(variable, environment) && (protectedRef || !variable.protectedOnly())) {
                chosen.merge(variable.key(), one, (a, b) -> saysMore(as.apply(b), as.apply(a), environment) ? b : a);
            }
        }
        return List.copyOf(chosen.values());
    }

    private static boolean fits(Variable variable, String environment) {
        return environment.isEmpty()
                ? variable.scope().equals(Variable.EVERYWHERE)
                : WildcardName.matches(variable.scope(), environment);
    }

    private static boolean saysMore(Variable one, Variable other, String environment) {
        int compared = Integer.compare(rank(one, environment), rank(other, environment));
        if (compared == 0) {
            compared = Integer.compare(one.scope().length(), other.scope().length());
        }
        return compared > 0 || compared == 0 && one.scope().compareTo(other.scope()) < 0;
    }

    private static int rank(Variable variable, String environment) {
        if (variable.scope().equals(Variable.EVERYWHERE)) {
            return 0;
        }
        return variable.scope().equals(environment) ? 2 : 1;
    }
}
