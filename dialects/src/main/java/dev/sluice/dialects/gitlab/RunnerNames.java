package dev.sluice.dialects.gitlab;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * GitLab's names for what only the runner of a job knows (docs.gitlab.com, "Predefined CI/CD variables reference", those that are
 * "Job-only").
 */
final class RunnerNames {
    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("CI_PIPELINE_ID", "SLUICE_RUN_ID"),
            Map.entry("CI_PIPELINE_IID", "SLUICE_RUN"),
            Map.entry("CI_PIPELINE_CREATED_AT", "SLUICE_CREATED_AT"),
            Map.entry("CI_JOB_ID", "SLUICE_JOB_ID"),
            Map.entry("CI_JOB_STARTED_AT", "SLUICE_STARTED_AT"),
            Map.entry("CI_JOB_TIMEOUT", "SLUICE_TIMEOUT"),
            Map.entry("CI_CONCURRENT_ID", "SLUICE_SLOT"),
            Map.entry("CI_CONCURRENT_PROJECT_ID", "SLUICE_SLOT_OF_PROJECT"),
            Map.entry("CI_RUNNER_DESCRIPTION", "SLUICE_RUNNER"),
            Map.entry("CI_RUNNER_EXECUTABLE_ARCH", "SLUICE_RUNNER_SYSTEM"));

    private static final Map<String, String> PERSON = Map.of(
            "GITLAB_USER_ID", "SLUICE_USER_ID",
            "GITLAB_USER_LOGIN", "SLUICE_USER",
            "GITLAB_USER_NAME", "SLUICE_USER_NAME",
            "GITLAB_USER_EMAIL", "SLUICE_USER_EMAIL");

    private final Map<String, String> known;
    private final List<GitlabVariable> layers;

    private RunnerNames(Map<String, String> known, List<GitlabVariable> layers) {
        this.known = known;
        this.layers = layers;
    }

    /**
     * Adds them, and the runner's own, to a job's lowest layer.
     *
     * @param known what the session says
     * @param below the job's own variables and what ranks below them
     */
    static void add(Map<String, String> known, String job, List<GitlabVariable> below, List<GitlabVariable> layers) {
        RunnerNames names = new RunnerNames(known, layers);
        known.forEach(names::put);
        NAMES.forEach((name, ours) -> {
            if (known.containsKey(ours)) {
                names.put(name, known.getOrDefault(ours, ""));
            }
        });
        if (known.containsKey("SLUICE_USER")) {
            PERSON.forEach((name, ours) -> names.put(name, known.getOrDefault(ours, "")));
        }
        names.runner();
        if (known.containsKey("SLUICE_STARTED_AT")) {
            names.put("CI_JOB_STARTED_AT_SLUG", Slugs.of(known.getOrDefault("SLUICE_STARTED_AT", "")));
        }
        names.addresses(VariableSet.of(below).valueOf("CI_PROJECT_URL").orElse(""), job);
    }

    /**
     * The layer above, without what the pipeline was made with of the person: in a job it is the one who started the job.
     *
     * @param below predefined variables, then those of the file
     */
    static List<GitlabVariable> withoutPerson(Map<String, String> known, List<GitlabVariable> below) {
        if (!known.containsKey("SLUICE_USER")) {
            return below;
        }
        Set<String> met = new HashSet<>();
        return below.stream()
                .filter(variable ->
                        !PERSON.containsKey(variable.name()) || !met.add(variable.name()) || variable.expand())
                .toList();
    }

    private void put(String name, String value) {
        layers.add(GitlabVariable.raw(name, value));
    }

    private void runner() {
        if (known.containsKey("SLUICE_RUNNER_VERSION")) {
            // Scripts compare the version with those of GitLab Runner, which has GitLab's numbers.
            put("CI_RUNNER_VERSION", Predefined.VERSION);
            put("CI_RUNNER_REVISION", "sluice-" + known.getOrDefault("SLUICE_RUNNER_VERSION", ""));
            CRC32 number = new CRC32();
            number.update(known.getOrDefault("SLUICE_RUNNER", "").getBytes(StandardCharsets.UTF_8));
            put("CI_RUNNER_ID", Long.toString(number.getValue()));
        }
        if (known.containsKey("SLUICE_RUNNER_TAGS")) {
            put(
                    "CI_RUNNER_TAGS",
                    Stream.of(known.getOrDefault("SLUICE_RUNNER_TAGS", "").split(","))
                            .filter(tag -> !tag.isEmpty())
                            .map(Scalars::quoted)
                            .collect(Collectors.joining(", ", "[", "]")));
        }
        switch (known.getOrDefault("SLUICE_EXECUTOR", "")) {
            case "shared" -> put("CI_SHARED_ENVIRONMENT", "true");
            case "disposable" -> put("CI_DISPOSABLE_ENVIRONMENT", "true");
            default -> {
                // A session of a test says nothing of it.
            }
        }
    }

    /** Pages of the pipeline and the job. */
    private void addresses(String project, String job) {
        if (!project.isEmpty() && known.containsKey("SLUICE_RUN")) {
            String pipeline = project + "/runs/" + known.getOrDefault("SLUICE_RUN", "");
            put("CI_PIPELINE_URL", pipeline);
            put(
                    "CI_JOB_URL",
                    pipeline + "/jobs/"
                            + URLEncoder.encode(job, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }
}
