package dev.sluice.dialects.gitlab;

import dev.sluice.dialects.gitlab.JobSpec.AutoCancelSpec;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A whole configuration, typed.
 *
 * @param stages in order, {@code .pre} first and {@code .post} last
 * @param variables those at the top of the file
 * @param jobs by name, in the order of the files; hidden ones are not among them
 */
record FileSpec(List<String> stages, Workflow workflow, List<GitlabVariable> variables, Map<String, JobSpec> jobs) {

    /**
     * {@code workflow}.
     *
     * @param name with variables
     * @param rules empty where there are none
     * @param autoCancel what ends a run before its end
     */
    record Workflow(Optional<String> name, Optional<List<RuleSpec>> rules, AutoCancelSpec autoCancel) {}
}
