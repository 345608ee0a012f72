package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.SourceTree;
import dev.sluice.dialects.gitlab.ConfigReader.Document;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
import dev.sluice.dialects.yaml.NearName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a file with everything it includes (docs.gitlab.com, CI/CD YAML syntax, include): included files first, later
 * ones over earlier ones, the including file over all.
 */
final class Includes {
    private static final int FILES_MAX = 150;

    private final RuleDecision decision;
    private final VariableSet variables;
    private final Problems problems;
    private final ConfigReader reader;
    private final List<String> path = new ArrayList<>();
    /** Where local files are looked for: an included file of another project includes from its own. */
    private SourceTree tree;
    /** What stands before names of files there; empty for the run's own project. */
    private String prefix = "";

    private int files;

    /** @param variables predefined ones and those of the pipeline; the file's own are not known to includes */
    Includes(SourceTree tree, VariableSet variables, Problems problems) {
        this.tree = tree;
        this.variables = variables;
        this.decision = new RuleDecision(tree, problems);
        this.problems = problems;
        this.reader = new ConfigReader(problems);
    }

    /** The whole configuration; empty where the file itself cannot be read. */
    Optional<Hash> read(String file, String text, Map<String, String> inputs) {
        path.add(file);
        Optional<Hash> content = reader.read(file, text)
                .flatMap(document -> Inputs.ofMainFile(document, inputs, variables, problems))
                .map(this::withIncludes);
        path.removeLast();
        return content;
    }

    private Hash withIncludes(Hash content) {
        Field field = content.fields().get("include");
        if (field == null) {
            return content;
        }
        Hash merged = new Hash(content.at(), Map.of());
        for (ConfigValue entry : entries(field.value())) {
            for (Hash included : include(entry)) {
                merged = Extends.merge(merged, included);
            }
        }
        Map<String, Field> own = new LinkedHashMap<>(content.fields());
        own.remove("include");
        return Extends.merge(merged, new Hash(content.at(), own));
    }

    private static List<ConfigValue> entries(ConfigValue value) {
        return switch (value) {
            case Absent _ -> List.of();
            case Items items -> items.items();
            case ConfigValue single -> List.of(single);
        };
    }

    private List<Hash> include(ConfigValue entry) {
        switch (entry) {
            case Text text -> {
                if (text.text().contains("://")) {
                    problems.notYet(
                            text.at(), "including a file of another server (" + Keywords.shown(text.text()) + ")");
                    return List.of();
                }
                return files(text, new Hash(text.at(), Map.of()));
            }
            case Hash hash -> {
                return include(hash);
            }
            case ConfigValue other -> {
                problems.error(
                        other.at(), "wrong-type", "\"include\" takes file names and mappings, not " + other.kind());
                return List.of();
            }
        }
    }

    private List<Hash> include(Hash hash) {
        int before = problems.count();
        FieldReader fields = new FieldReader(hash, "include", problems);
        Keywords.INCLUDE.check(hash, "include", problems);
        tellAddress(fields);
        Optional<List<RuleSpec>> rules = RulesReader.rules(fields, RulesReader.Place.INCLUDE);
        Optional<Text> local = fields.filledText("local");
        Optional<Text> project = fields.filledText("project");
        List<Text> ofProject = fields.texts("file", true).orElse(List.of());
        Optional<Text> ref = fields.filledText("ref");
        if (project.isPresent() == ofProject.isEmpty() || project.isPresent() && local.isPresent()) {
            problems.error(
                    hash.at(),
                    "include-project",
                    "include: \"project\" and \"file\" go together, and \"local\" with neither");
        }
        if (problems.count() > before) {
            return List.of();
        }
        if (project.isPresent()) {
            return rules.isPresent() && !takes(rules.get())
                    ? List.of()
                    : ofProject(project.get(), ref.map(Text::text).orElse(""), ofProject, inputs(hash));
        }
        if (local.isEmpty()) {
            problems.error(hash.at(), "missing", "include: \"local\" is missing");
            return List.of();
        }
        if (rules.isPresent() && !takes(rules.get())) {
            return List.of();
        }
        return files(local.get(), inputs(hash));
    }

    private static Hash inputs(Hash include) {
        return include.get("inputs") instanceof Hash inputs ? inputs : new Hash(include.at(), Map.of());
    }

    /** Files of another project; what they include locally is looked for there. */
    private List<Hash> ofProject(Text written, String ref, List<Text> names, Hash inputs) {
        Map<String, String> values = variables.expanded();
        String project = Expansion.of(written.text(), values);
        Optional<SourceTree> other = tree.project(project, Expansion.of(ref, values));
        if (other.isEmpty()) {
            problems.error(written.at(), "project-unknown", "include: " + RuleDecision.unseen(project));
            return List.of();
        }
        SourceTree around = tree;
        String aroundPrefix = prefix;
        tree = other.get();
        prefix = project + ":";
        List<Hash> found = new ArrayList<>();
        for (Text name : names) {
            found.addAll(files(name, inputs));
        }
        tree = around;
        prefix = aroundPrefix;
        return found;
    }

    /** The address of a file elsewhere belongs into the message that it cannot be had. */
    private void tellAddress(FieldReader fields) {
        if (fields.value("remote") instanceof Text remote) {
            problems.error(
                    remote.at(),
                    "not-supported-yet",
                    "include: fetching " + Keywords.shown(remote.text()) + " is not supported yet (include:remote)");
        }
    }

    private boolean takes(List<RuleSpec> rules) {
        Optional<RuleSpec> first = decision.firstThatHolds(rules, variables);
        return first.isPresent() && first.get().when().orElse(JobSpec.When.ALWAYS) != JobSpec.When.NEVER;
    }

    private List<Hash> files(Text name, Hash inputs) {
        String expanded = Expansion.of(name.text(), variables.expanded());
        String wanted = expanded.startsWith("/") ? expanded.substring(1) : expanded;
        if (!wanted.endsWith(".yml") && !wanted.endsWith(".yaml")) {
            problems.error(
                    name.at(),
                    "include-name",
                    "the included file \"" + Keywords.shown(wanted) + "\" has no name that ends in .yml or .yaml");
            return List.of();
        }
        List<Hash> found = new ArrayList<>();
        if (wanted.indexOf('*') >= 0) {
            for (String candidate : tree.files()) {
                if (IncludeGlob.matches(wanted, candidate)) {
                    file(candidate, name.at(), inputs).ifPresent(found::add);
                }
            }
        } else {
            file(wanted, name.at(), inputs).ifPresent(found::add);
        }
        return found;
    }

    private Optional<Hash> file(String name, Position at, Hash inputs) {
        if (++files > FILES_MAX) {
            if (files == FILES_MAX + 1) {
                problems.error(at, "limit", "more than " + FILES_MAX + " files are included");
            }
            return Optional.empty();
        }
        String full = prefix + name;
        if (path.contains(full)) {
            List<String> circle = new ArrayList<>(path.subList(path.indexOf(full), path.size()));
            circle.add(full);
            problems.error(at, "include-circle", "\"include\" goes in a circle: " + String.join(" -> ", circle));
            return Optional.empty();
        }
        Optional<String> text = tree.read(name);
        if (text.isEmpty()) {
            problems.error(
                    at,
                    "include-missing",
                    "the included file \"" + Keywords.shown(full) + "\" does not exist",
                    NearName.hint(name, tree.files()));
            return Optional.empty();
        }
        path.add(full);
        Optional<Document> document = reader.read(full, text.get());
        Optional<Hash> content = document.flatMap(found -> Inputs.of(found, inputs, at, variables, problems))
                .map(this::withIncludes);
        path.removeLast();
        return content;
    }
}
