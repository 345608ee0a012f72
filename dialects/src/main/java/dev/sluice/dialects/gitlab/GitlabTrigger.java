package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.DownstreamProgram;
import dev.sluice.core.model.JobSession.ProjectVariable;
import dev.sluice.core.model.MaskedValues;
import dev.sluice.dialects.gitlab.TriggerSpec.ChildFile;
import dev.sluice.dialects.gitlab.TriggerSpec.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A GitLab job that starts another pipeline (docs.gitlab.com, "Downstream pipelines"). Plain data.
 *
 * @param job the job's name
 * @param variables of the file and of the person who started the run, as written
 * @param handedDown names of those that the file and the job set: what GitLab hands down unless {@code forward} says otherwise
 * @param outputsFrom jobs whose dotenv variables this job sees, later ones win
 */
public record GitlabTrigger(
        String job,
        GitlabProgram.Variables variables,
        Set<String> handedDown,
        List<String> outputsFrom,
        TriggerSpec trigger)
        implements DownstreamProgram {

    public GitlabTrigger {
        handedDown = Set.copyOf(handedDown);
        outputsFrom = List.copyOf(outputsFrom);
    }

    @Override
    public Request request(Known known) {
        VariableSet all = all(known);
        List<String> circle = all.circle();
        if (!circle.isEmpty()) {
            return new Request.Impossible("variables refer to each other in a circle: " + String.join(" -> ", circle));
        }
        Map<String, String> values = all.expanded();
        MaskedValues masked = all.masked();
        Optional<String> told = inputThatTells(values, masked);
        if (told.isPresent()) {
            return new Request.Impossible(
                    "the input " + told.get() + " holds a masked variable, and everybody who sees the"
                            + " pipeline sees its inputs: hand it down with \"variables\"");
        }
        return switch (trigger.target()) {
            case Target.Upstream(String project) -> new Request.Upstream(Expansion.of(project, values));
            case Target.Child(List<ChildFile> files) ->
                new Request.Child(
                        files.stream().map(file -> source(file, values)).toList(), down(known, values, masked));
            case Target.Project(String path, Optional<String> branch, Map<String, String> inputs) ->
                new Request.OtherProject(
                        Expansion.of(path, values),
                        branch.map(text -> Expansion.of(text, values)).filter(text -> !text.isBlank()),
                        down(known, values, masked),
                        expanded(inputs, values));
        };
    }

    @Override
    public Outcome outcome() {
        return trigger.outcome();
    }

    @Override
    public Optional<String> upstream() {
        return trigger.target() instanceof Target.Upstream(String project) ? Optional.of(project) : Optional.empty();
    }

    private VariableSet all(Known known) {
        List<GitlabVariable> layers = new ArrayList<>();
        RunnerNames.add(known.runner(), job, variables.below(), layers);
        layers.addAll(variables.below());
        for (String from : outputsFrom) {
            known.outputs()
                    .getOrDefault(from, Map.of())
                    .forEach((name, value) -> layers.add(GitlabVariable.raw(name, value)));
        }
        for (ProjectVariable kept : known.variables()) {
            layers.add(GitlabVariable.kept(kept));
        }
        layers.addAll(variables.above());
        return VariableSet.of(layers);
    }

    /**
     * What the file says goes down with the file's value, even where whoever started this pipeline gave another: theirs goes
     * down only where {@code forward} says so, with those of earlier jobs, and wins then. What holds a masked value goes down
     * as masked.
     */
    private HandedDown down(Known known, Map<String, String> values, MaskedValues masked) {
        Map<String, String> down = new LinkedHashMap<>();
        if (trigger.yamlVariables()) {
            for (GitlabVariable variable : VariableSet.of(variables.below()).all()) {
                if (handedDown.contains(variable.name())) {
                    String value = variable.value();
                    down.put(variable.name(), variable.expand() ? Expansion.of(value, values) : value);
                }
            }
        }
        if (trigger.pipelineVariables()) {
            outputsFrom.forEach(from -> down.putAll(known.outputs().getOrDefault(from, Map.of())));
            known.variables().stream()
                    .filter(variable -> known.handedDown().contains(variable.name()))
                    .forEach(variable -> down.put(variable.name(), variable.value()));
            variables.above().forEach(variable -> down.put(variable.name(), variable.value()));
        }
        Map<String, String> secret = new LinkedHashMap<>();
        down.forEach((name, value) -> {
            if (masked.isIn(value)) {
                secret.put(name, value);
            }
        });
        down.keySet().removeAll(secret.keySet());
        return new HandedDown(down, secret);
    }

    /** Inputs become a part of the other pipeline's text (docs.gitlab.com, "CI/CD inputs": masked variables cannot be used). */
    private Optional<String> inputThatTells(Map<String, String> values, MaskedValues masked) {
        List<Map<String, String>> all =
                switch (trigger.target()) {
                    case Target.Child(List<ChildFile> files) ->
                        files.stream().map(ChildFile::inputs).toList();
                    case Target.Project(String _, Optional<String> _, Map<String, String> inputs) -> List.of(inputs);
                    case Target.Upstream _ -> List.of();
                };
        return all.stream()
                .flatMap(inputs -> expanded(inputs, values).entrySet().stream())
                .filter(input -> masked.isIn(input.getValue()))
                .map(Map.Entry::getKey)
                .min(Comparator.naturalOrder());
    }

    private Source source(ChildFile file, Map<String, String> values) {
        return switch (file) {
            case ChildFile.Included included -> new Source.Inline("trigger of " + job, text(included, values));
            case ChildFile.Local(String path, Map<String, String> inputs) ->
                new Source.OfCommit(path(path, values), expanded(inputs, values));
            case ChildFile.Artifact(String from, String path, Map<String, String> inputs) ->
                new Source.OfJob(Expansion.of(from, values), path(path, values), expanded(inputs, values));
            case ChildFile.OfProject(String project, String path, String ref, Map<String, String> inputs) ->
                new Source.OfProject(
                        Expansion.of(project, values),
                        path(path, values),
                        Expansion.of(ref, values),
                        expanded(inputs, values));
        };
    }

    /** A pipeline file that includes what is named, as GitLab makes one. */
    private static String text(ChildFile.Included file, Map<String, String> values) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put(file.kind(), Scalars.quoted(Expansion.of(file.name(), values)));
        if (!file.integrity().isEmpty()) {
            entry.put("integrity", Scalars.quoted(file.integrity()));
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        expanded(file.inputs(), values).forEach((name, value) -> inputs.put(name, Scalars.quoted(value)));
        if (!inputs.isEmpty()) {
            entry.put("inputs", Scalars.object(inputs));
        }
        return "include: [" + Scalars.object(entry) + "]\n";
    }

    private static String path(String path, Map<String, String> values) {
        String expanded = Expansion.of(path, values);
        return expanded.startsWith("/") ? expanded.substring(1) : expanded;
    }

    private static Map<String, String> expanded(Map<String, String> inputs, Map<String, String> values) {
        Map<String, String> expanded = new LinkedHashMap<>();
        inputs.forEach((name, text) -> expanded.put(name, Expansion.of(text, values)));
        return expanded;
    }
}
