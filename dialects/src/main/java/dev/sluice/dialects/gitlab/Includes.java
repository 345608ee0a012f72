package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.core.model.SourceTree;
import dev.sluice.dialects.gitlab.ConfigReader.Document;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.IncludedFiles.IncludedFile;
import dev.sluice.dialects.gitlab.IncludedFiles.Place;
import dev.sluice.dialects.gitlab.JobSpec.RuleSpec;
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
    private final IncludedFiles finder;
    private final Place home;
    private final List<Open> path = new ArrayList<>();

    private int files;

    /** A file whose includes are being read. */
    private record Open(String key, String name) {}

    /** @param variables predefined ones and those of the pipeline; the file's own are not known to includes */
    Includes(SourceTree tree, VariableSet variables, Problems problems) {
        this.home = Place.home(tree);
        this.variables = variables;
        this.decision = new RuleDecision(tree, problems);
        this.problems = problems;
        this.reader = new ConfigReader(problems);
        this.finder = new IncludedFiles(variables, problems);
    }

    /** The whole configuration; empty where the file itself cannot be read. */
    Optional<Hash> read(String file, String text, Map<String, String> inputs) {
        path.add(new Open(file, file));
        Optional<Hash> content = reader.read(file, text)
                .map(document -> withIncludedInputs(document, home))
                .flatMap(document -> Inputs.ofMainFile(document, inputs, variables, problems))
                .map(found -> withIncludes(found, home));
        path.removeLast();
        return content;
    }

    private Hash withIncludes(Hash content, Place place) {
        Field field = content.fields().get("include");
        if (field == null) {
            return content;
        }
        Hash merged = new Hash(content.at(), Map.of());
        for (ConfigValue entry : entries(field.value())) {
            Optional<IncludeEntry> include = IncludeEntry.read(entry, problems);
            if (include.isPresent() && include.get().rules().map(this::takes).orElse(true)) {
                for (IncludedFile file : finder.find(include.get().what(), place)) {
                    Optional<Hash> included = included(file, include.get().inputs());
                    if (included.isPresent()) {
                        merged = Extends.merge(merged, included.get());
                    }
                }
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

    private boolean takes(List<RuleSpec> rules) {
        Optional<RuleSpec> first = decision.firstThatHolds(rules, variables);
        return first.isPresent() && first.get().when().orElse(JobSpec.When.ALWAYS) != JobSpec.When.NEVER;
    }

    private Optional<Hash> included(IncludedFile file, Hash inputs) {
        if (!mayRead(file)) {
            return Optional.empty();
        }
        path.add(new Open(file.key(), file.name()));
        Optional<Hash> content = reader.read(file.name(), file.text())
                .map(document -> withIncludedInputs(document, file.place()))
                .flatMap(document -> Inputs.of(document, inputs, file.at(), file.component(), variables, problems))
                .map(found -> withIncludes(found, file.place()));
        path.removeLast();
        return content;
    }

    private boolean mayRead(IncludedFile file) {
        Position at = file.at();
        if (++files > FILES_MAX) {
            if (files == FILES_MAX + 1) {
                problems.error(at, "limit", "more than " + FILES_MAX + " files are included");
            }
            return false;
        }
        List<String> keys = path.stream().map(Open::key).toList();
        if (keys.contains(file.key())) {
            List<String> circle = new ArrayList<>();
            path.subList(keys.indexOf(file.key()), path.size()).forEach(open -> circle.add(open.name()));
            circle.add(file.name());
            problems.error(at, "include-circle", "\"include\" goes in a circle: " + String.join(" -> ", circle));
            return false;
        }
        return true;
    }

    /** The document with the inputs of the files that its header includes beside its own ({@code spec: include}). */
    private Document withIncludedInputs(Document document, Place place) {
        if (document.header().isEmpty()
                || !(document.header().get().get("spec") instanceof Hash spec)
                || !spec.has("include")) {
            return document;
        }
        Map<String, Field> all = new LinkedHashMap<>();
        for (ConfigValue entry : entries(spec.get("include"))) {
            IncludeEntry.ofHeader(entry, problems).ifPresent(include -> finder.find(include.what(), place)
                    .forEach(file -> inputsOf(file).fields().forEach((name, input) -> put(name, input, all))));
        }
        Map<String, Field> fields = new LinkedHashMap<>(spec.fields());
        if (spec.get("inputs") instanceof Hash own) {
            own.fields().forEach((name, input) -> put(name, input, all));
        }
        if (!spec.has("inputs") || spec.get("inputs") instanceof Hash) {
            fields.put("inputs", new Field(spec.at(), true, new Hash(spec.at(), all)));
        }
        fields.remove("include");
        Map<String, Field> header = new LinkedHashMap<>(document.header().get().fields());
        header.put("spec", new Field(spec.at(), true, new Hash(spec.at(), fields)));
        return new Document(Optional.of(new Hash(document.header().get().at(), header)), document.content());
    }

    private void put(String name, Field input, Map<String, Field> into) {
        Field other = into.putIfAbsent(name, input);
        if (other != null) {
            problems.error(
                    input.at(),
                    "input-twice",
                    "the input \"" + Keywords.shown(name) + "\" is declared here and in " + other.at(),
                    "an input may be declared once, in the header or in one of the files that it includes");
        }
    }

    /** The inputs of a file that holds nothing else. */
    private Hash inputsOf(IncludedFile file) {
        Hash none = new Hash(file.at(), Map.of());
        if (!mayRead(file)) {
            return none;
        }
        Optional<Hash> content = reader.read(file.name(), file.text()).map(Document::content);
        if (content.isEmpty()) {
            return none;
        }
        FieldReader fields = new FieldReader(content.get(), "inputs of the header", problems);
        Keywords.INPUTS_FILE.check(content.get(), fields.owner(), problems);
        return switch (fields.value("inputs")) {
            case Hash inputs -> inputs;
            case Absent _ -> none;
            case ConfigValue other -> {
                fields.wrong(other, "inputs", "a mapping");
                yield none;
            }
        };
    }
}
