package dev.sluice.dialects.gitlab;

import java.util.List;

/**
 * The variables that a project keeps outside of the file, as rules see them (docs.gitlab.com, "Limit the environment scope of a
 * CI/CD variable"): the workflow and includes see those that are for every environment, a job those of its own one too. Gives
 * the same answer each time.
 */
@FunctionalInterface
public interface KeptVariables {

    /**
     * One variable a name.
     *
     * @param environment the name of a job's environment; empty text where there is none
     */
    List<GitlabVariable> in(String environment);

    /** The same variables whatever the environment. */
    static KeptVariables everywhere(List<GitlabVariable> variables) {
        List<GitlabVariable> all = List.copyOf(variables);
        return _ -> all;
    }
}
