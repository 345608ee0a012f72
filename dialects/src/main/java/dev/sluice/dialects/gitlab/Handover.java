package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Job.Need;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which jobs hand artifacts and variables on to which (docs.gitlab.com, CI/CD YAML syntax, dependencies and
 * needs:artifacts). Lists that many jobs share are one list.
 */
final class Handover {
    private final Map<String, Left> byName = new HashMap<>();
    private final List<Left> inOrder = new ArrayList<>();
    private final Map<Integer, Sources> beforeStage = new HashMap<>();

    /** What a job leaves. */
    private record Left(String job, int order, int stage, boolean artifacts, boolean outputs) {}

    /** Jobs whose artifacts, and jobs whose variables reach a job, in the order of the pipeline. */
    record Sources(List<String> artifacts, List<String> outputs) {
        Sources {
            artifacts = List.copyOf(artifacts);
            outputs = List.copyOf(outputs);
        }
    }

    /** Adds the next job of the pipeline. */
    void add(String job, int stage, Optional<GitlabProgram.Artifacts> artifacts) {
        if (artifacts.isPresent()) {
            boolean archive =
                    !artifacts.get().paths().isEmpty() || artifacts.get().untracked();
            boolean outputs = artifacts.get().reports().stream()
                    .anyMatch(report -> report.kind().equals("dotenv"));
            Left left = new Left(job, inOrder.size(), stage, archive, outputs);
            byName.put(job, left);
            inOrder.add(left);
        }
    }

    /**
     * What reaches a job. All jobs must have been added.
     *
     * @param needs of the job; empty where it goes by stages
     * @param dependencies names that alone may hand on, where the job says so
     */
    Sources of(int stage, Optional<List<Need>> needs, Optional<Set<String>> dependencies) {
        if (needs.isPresent()) {
            List<String> names = needs.get().stream()
                    .filter(Need::artifacts)
                    .map(Need::job)
                    .filter(name ->
                            dependencies.map(wanted -> wanted.contains(name)).orElse(true))
                    .toList();
            return sources(names, left -> true);
        }
        if (dependencies.isPresent()) {
            return sources(dependencies.get(), left -> left.stage() < stage);
        }
        return beforeStage.computeIfAbsent(
                stage,
                limit -> sources(
                        inOrder.stream().filter(left -> left.stage() < limit).toList()));
    }

    private Sources sources(Collection<String> names, Predicate<Left> reaches) {
        List<Left> found = new ArrayList<>();
        for (String name : names) {
            Left left = byName.get(name);
            if (left != null && reaches.test(left)) {
                found.add(left);
            }
        }
        found.sort((a, b) -> Integer.compare(a.order(), b.order()));
        return sources(found);
    }

    private static Sources sources(List<Left> left) {
        return new Sources(
                left.stream().filter(Left::artifacts).map(Left::job).toList(),
                left.stream().filter(Left::outputs).map(Left::job).toList());
    }
}
