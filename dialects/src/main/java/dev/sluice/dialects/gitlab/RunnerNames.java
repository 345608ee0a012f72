package dev.sluice.dialects.gitlab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** GitLab's names for what only the runner knows (docs.gitlab.com, "Predefined CI/CD variables reference"). */
final class RunnerNames {
    private static final Map<String, String> NAMES = Map.of(
            "CI_PIPELINE_ID", "SLUICE_RUN_ID",
            "CI_PIPELINE_IID", "SLUICE_RUN",
            "CI_JOB_ID", "SLUICE_JOB_ID",
            "CI_RUNNER_DESCRIPTION", "SLUICE_RUNNER");

    private RunnerNames() {}

    /**
     * Adds them, and the runner's own, to a job's lowest layer.
     *
     * @param below the job's own variables and what ranks below them
     */
    static void add(Map<String, String> runner, String job, List<GitlabVariable> below, List<GitlabVariable> layers) {
        runner.forEach((name, value) -> layers.add(GitlabVariable.raw(name, value)));
        NAMES.forEach((gitlab, ours) -> {
            if (runner.containsKey(ours)) {
                layers.add(GitlabVariable.raw(gitlab, runner.getOrDefault(ours, "")));
            }
        });
        addresses(runner, job, below, layers);
    }

    /** Pages of the pipeline and the job. */
    private static void addresses(
            Map<String, String> runner, String job, List<GitlabVariable> below, List<GitlabVariable> layers) {
        String project = VariableSet.of(below).valueOf("CI_PROJECT_URL").orElse("");
        if (!project.isEmpty() && runner.containsKey("SLUICE_RUN")) {
            String pipeline = project + "/runs/" + runner.getOrDefault("SLUICE_RUN", "");
            String encoded = URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20");
            layers.add(GitlabVariable.raw("CI_PIPELINE_URL", pipeline));
            layers.add(GitlabVariable.raw("CI_JOB_URL", pipeline + "/jobs/" + encoded));
        }
    }
}
