package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.DownstreamProgram.Outcome;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.TriggerSpec.ChildFile;
import dev.sluice.dialects.gitlab.TriggerSpec.Target;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code trigger} (docs.gitlab.com, CI/CD YAML syntax, trigger). */
final class TriggerReader {
    private static final int FILES_MAX = 3;
    private static final List<String> INCLUDED = List.of("remote", "template", "component");

    private final FieldReader trigger;
    private final Set<String> jobs;

    private TriggerReader(FieldReader trigger, Set<String> jobs) {
        this.trigger = trigger;
        this.jobs = jobs;
    }

    /**
     * What the job starts; empty where it has no {@code trigger} or its mistakes leave nothing.
     *
     * @param jobs names at the top of the configuration, among which {@code include:job} must be
     */
    static Optional<TriggerSpec> read(FieldReader job, Set<String> jobs) {
        return switch (job.value("trigger")) {
            case Absent _ -> OtherNeedsReader.mirrored(job);
            case Text _ ->
                job.filledText("trigger")
                        .map(path -> new TriggerSpec(
                                new Target.Project(path.text(), Optional.empty(), Map.of()),
                                Outcome.CREATED,
                                true,
                                false));
            case Hash _ ->
                job.mapping("trigger", Keywords.TRIGGER).flatMap(inner -> new TriggerReader(inner, jobs).detailed());
            case ConfigValue other -> {
                job.wrong(other, "trigger", "a project's path or a mapping with \"include\" or \"project\"");
                yield Optional.empty();
            }
        };
    }

    private Optional<TriggerSpec> detailed() {
        Outcome outcome = trigger.word("strategy", List.of("depend", "mirror"))
                .map(word -> word.text().equals("mirror") ? Outcome.MIRRORS : Outcome.DEPENDS)
                .orElse(Outcome.CREATED);
        Optional<FieldReader> forward = trigger.mapping("forward", Keywords.FORWARD);
        boolean yaml = forward.flatMap(reader -> reader.flag("yaml_variables")).orElse(true);
        boolean pipeline =
                forward.flatMap(reader -> reader.flag("pipeline_variables")).orElse(false);
        return target().map(target -> new TriggerSpec(target, outcome, yaml, pipeline));
    }

    private Optional<Target> target() {
        boolean project = trigger.has("project");
        boolean include = trigger.has("include");
        if (project == include) {
            trigger.problems()
                    .error(
                            trigger.hash().at(),
                            project ? "exclusive" : "missing",
                            project
                                    ? trigger.owner() + ": \"project\" and \"include\" exclude each other"
                                    : trigger.owner() + ": \"include\" or \"project\" is missing");
            return Optional.empty();
        }
        if (project) {
            Optional<String> branch = trigger.filledText("branch").map(Text::text);
            return trigger.filledText("project").map(path -> new Target.Project(path.text(), branch, inputs(trigger)));
        }
        if (trigger.has("branch")) {
            trigger.problems()
                    .error(
                            trigger.keyAt("branch"),
                            "exclusive",
                            trigger.owner() + ": \"branch\" goes with \"project\", not with \"include\"");
        }
        List<ChildFile> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(new Target.Child(files));
    }

    private List<ChildFile> files() {
        List<ConfigValue> entries =
                switch (trigger.value("include")) {
                    case Items items -> items.items();
                    case ConfigValue single -> List.of(single);
                };
        if (entries.isEmpty() || entries.size() > FILES_MAX) {
            trigger.problems()
                    .error(
                            trigger.keyAt("include"),
                            "limit",
                            trigger.owner() + ": \"include\" names " + entries.size() + " files; it may be 1 to "
                                    + FILES_MAX);
            return List.of();
        }
        List<ChildFile> files = new ArrayList<>();
        for (ConfigValue entry : entries) {
            switch (entry) {
                case Text text -> files.add(named(text.text(), inputs(trigger)));
                case Hash hash -> file(trigger.below(hash, "include")).ifPresent(files::add);
                case ConfigValue other -> trigger.wrong(other, "include", "file names and mappings");
            }
        }
        return files;
    }

    private Optional<ChildFile> file(FieldReader include) {
        Keywords.TRIGGER_INCLUDE.check(include.hash(), include.owner(), include.problems());
        Map<String, String> inputs = inputs(include.has("inputs") ? include : trigger);
        Optional<Text> local = include.filledText("local");
        if (local.isPresent()) {
            return local.map(path -> new ChildFile.Local(path.text(), inputs));
        }
        if (include.has("artifact")) {
            return artifact(include, inputs);
        }
        if (include.has("project")) {
            return ofProject(include, inputs);
        }
        for (String kind : INCLUDED) {
            if (include.has(kind)) {
                return included(include, kind, inputs);
            }
        }
        if (!include.has("local")) {
            include.problems()
                    .error(
                            include.hash().at(),
                            "missing",
                            include.owner() + ": one of local, artifact, project, " + String.join(", ", INCLUDED)
                                    + " is missing");
        }
        return Optional.empty();
    }

    /** An address, or a file of the commit. */
    private static ChildFile named(String name, Map<String, String> inputs) {
        return name.contains("://")
                ? new ChildFile.Included("remote", name, "", inputs)
                : new ChildFile.Local(name, inputs);
    }

    private static Optional<ChildFile> included(FieldReader include, String kind, Map<String, String> inputs) {
        Optional<Text> name = include.filledText(kind);
        String integrity = include.filledText("integrity").map(Text::text).orElse("");
        if (!integrity.isEmpty() && !kind.equals("remote")) {
            include.problems()
                    .error(
                            include.keyAt("integrity"),
                            "exclusive",
                            include.owner() + ": \"integrity\" goes with \"remote\"");
        }
        return name.map(text -> new ChildFile.Included(kind, text.text(), integrity, inputs));
    }

    private Optional<ChildFile> artifact(FieldReader include, Map<String, String> inputs) {
        Optional<Text> path = include.filledText("artifact");
        Optional<Text> job = include.filledText("job");
        if (job.isEmpty() && !include.has("job")) {
            include.problems()
                    .error(
                            include.hash().at(),
                            "missing",
                            include.owner() + ": \"job\" is missing beside \"artifact\"");
        }
        if (job.isPresent()
                && job.get().text().indexOf('$') < 0
                && !jobs.contains(job.get().text())) {
            include.problems()
                    .error(
                            job.get().at(),
                            "trigger-unknown",
                            include.owner() + ": \"job\" names \""
                                    + Keywords.shown(job.get().text()) + "\", which is not in the file",
                            NearName.hint(job.get().text(), jobs));
        }
        return path.isPresent() && job.isPresent()
                ? Optional.of(
                        new ChildFile.Artifact(job.get().text(), path.get().text(), inputs))
                : Optional.empty();
    }

    private static Optional<ChildFile> ofProject(FieldReader include, Map<String, String> inputs) {
        Optional<Text> project = include.filledText("project");
        Optional<Text> file = include.filledText("file");
        String ref = include.filledText("ref").map(Text::text).orElse("");
        if (file.isEmpty() && !include.has("file")) {
            include.problems()
                    .error(
                            include.hash().at(),
                            "missing",
                            include.owner() + ": \"file\" is missing beside \"project\"");
        }
        return project.isPresent() && file.isPresent()
                ? Optional.of(
                        new ChildFile.OfProject(project.get().text(), file.get().text(), ref, inputs))
                : Optional.empty();
    }

    /** Inputs as texts; what is no text as JSON, which is how they are read back. */
    private static Map<String, String> inputs(FieldReader owner) {
        return switch (owner.value("inputs")) {
            case Absent _ -> Map.of();
            case Hash hash -> {
                Map<String, String> texts = new LinkedHashMap<>();
                hash.fields().forEach((name, field) -> texts.put(name, Scalars.json(field.value())));
                yield texts;
            }
            case ConfigValue other -> {
                owner.wrong(other, "inputs", "a mapping");
                yield Map.of();
            }
        };
    }
}
