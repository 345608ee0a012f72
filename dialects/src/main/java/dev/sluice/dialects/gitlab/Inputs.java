package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigReader.Document;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.yaml.NearName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inputs of a file: declared in its header below {@code spec}, given by who includes it (docs.gitlab.com, "CI/CD
 * inputs").
 */
final class Inputs {
    private final Problems problems;
    private final InputTypes types;
    private final Map<String, ConfigValue> values = new HashMap<>();
    private final Map<String, Declared> waiting = new LinkedHashMap<>();

    private Inputs(Problems problems) {
        this.problems = problems;
        this.types = new InputTypes(problems);
    }

    /**
     * An input whose value waits for those that its rules ask for.
     *
     * @param given by who includes the file; empty: nothing
     */
    private record Declared(FieldReader reader, String type, InputRules rules, Optional<ConfigValue> given) {}

    /** The content of the pipeline's main file with the inputs given from outside. */
    static Optional<Hash> ofMainFile(
            Document document, Map<String, String> given, VariableSet variables, Problems problems) {
        Position at = document.header().orElse(document.content()).at();
        Map<String, Field> fields = new LinkedHashMap<>();
        given.forEach((name, text) -> {
            Text value = new Text(at, text, Scalars.plain(new Absent(at)));
            fields.put(name, new Field(at, true, value));
        });
        return of(document, new Hash(at, fields), at, Map.of(), variables, problems);
    }

    /**
     * The content of an included file with the inputs given at {@code at}.
     *
     * @param component what the file may say of itself where it is a component; else empty
     */
    static Optional<Hash> of(
            Document document,
            Hash given,
            Position at,
            Map<String, String> component,
            VariableSet variables,
            Problems problems) {
        if (document.header().isEmpty()) {
            given.fields()
                    .forEach((name, field) -> problems.error(
                            field.at(),
                            "input-unknown",
                            "the input \"" + Keywords.shown(name) + "\" is given, but the file declares no inputs",
                            "declare it in a header: spec, inputs, then a line with ---"));
            return Optional.of(document.content());
        }
        Inputs inputs = new Inputs(problems);
        int before = problems.count();
        Map<String, ConfigValue> context = inputs.take(document.header().get(), given, at, component);
        if (problems.count() > before) {
            return Optional.empty();
        }
        Map<String, ConfigValue> known = new HashMap<>(context);
        inputs.values.forEach((name, value) -> known.put("inputs." + name, value));
        Interpolation interpolation = new Interpolation(known, variables, problems);
        return interpolation.apply(document.content()) instanceof Hash hash ? Optional.of(hash) : Optional.empty();
    }

    /** Takes the inputs, and returns what the file may know of itself as a component. */
    private Map<String, ConfigValue> take(Hash header, Hash given, Position at, Map<String, String> component) {
        FieldReader top = new FieldReader(header, "header", problems);
        header.fields().forEach((name, field) -> {
            if (!name.equals("spec")) {
                problems.error(
                        field.at(),
                        "unknown-key",
                        "header: unknown keyword \"" + Keywords.shown(name) + "\"; there is spec");
            }
        });
        Optional<FieldReader> spec = top.mapping("spec", Keywords.SPEC);
        Hash declared = spec.flatMap(
                        inner -> inner.value("inputs") instanceof Hash hash ? Optional.of(hash) : Optional.empty())
                .orElseGet(() -> new Hash(header.at(), Map.of()));
        spec.filter(inner -> inner.has("inputs") && !(inner.value("inputs") instanceof Hash))
                .ifPresent(inner -> inner.wrong(inner.value("inputs"), "inputs", "a mapping"));
        declared.fields().forEach((name, field) -> declare(name, field, declared, given, at));
        decideByRules(at);
        given.fields().forEach((name, field) -> {
            if (!declared.fields().containsKey(name)) {
                problems.error(
                        field.at(),
                        "input-unknown",
                        "the file declares no input \"" + Keywords.shown(name) + "\"",
                        NearName.hint(name, declared.fields().keySet()));
            }
        });
        return spec.map(reader -> context(reader, component)).orElse(Map.of());
    }

    /** {@code spec: component}: what the file wants to know of itself. */
    private static Map<String, ConfigValue> context(FieldReader spec, Map<String, String> component) {
        Map<String, ConfigValue> context = new LinkedHashMap<>();
        List<String> known = List.of("name", "sha", "version", "reference");
        for (Text wanted : spec.texts("component", false).orElse(List.of())) {
            String value = component.get(wanted.text());
            if (!known.contains(wanted.text())) {
                spec.unknownWord(wanted, "component", known);
            } else if (value != null) {
                context.put("component." + wanted.text(), new Text(wanted.at(), value, Scalars.plain(wanted)));
            } else {
                spec.problems()
                        .error(
                                wanted.at(),
                                "component-context",
                                spec.owner() + ": \"component\" is for files that are included as a component");
            }
        }
        return context;
    }

    private void declare(String name, Field field, Hash all, Hash given, Position at) {
        String owner = "input \"" + Keywords.shown(name) + "\"";
        Hash detail =
                switch (field.value()) {
                    case Hash hash -> hash;
                    case Absent absent -> new Hash(absent.at(), Map.of());
                    case ConfigValue other -> {
                        problems.error(other.at(), "wrong-type", owner + " must be a mapping, not " + other.kind());
                        yield new Hash(other.at(), Map.of());
                    }
                };
        FieldReader reader = new FieldReader(detail, owner, problems);
        Keywords.INPUT.check(detail, owner, problems);
        reader.text("description");
        String type = reader.word("type", InputTypes.NAMES).map(Text::text).orElse("string");
        Optional<ConfigValue> own =
                Optional.ofNullable(given.fields().get(name)).map(Field::value);
        Optional<InputRules> rules = InputRules.read(reader, types);
        if (rules.isPresent()) {
            waitForOthers(name, new Declared(reader, type, rules.get(), own), all);
            return;
        }
        Optional<Items> options = types.options(reader);
        Field fallback = detail.fields().get("default");
        if (fallback != null && !(fallback.value() instanceof Absent)) {
            types.typed(owner, fallback.value(), type).ifPresent(found -> {
                options.ifPresent(words -> types.checkOptions(owner, words, found));
                types.checkRegex(reader, found);
            });
        }
        Optional<ConfigValue> value =
                own.or(() -> Optional.ofNullable(fallback).map(found -> emptyForNull(found.value())));
        if (value.isEmpty()) {
            required(owner, at);
        }
        value.flatMap(found -> types.typed(owner, found, type)).ifPresent(found -> {
            options.ifPresent(words -> types.checkOptions(owner, words, found));
            types.checkRegex(reader, found);
            values.put(name, found);
        });
    }

    private void required(String owner, Position at) {
        problems.error(at, "input-missing", owner + " is required and not given");
    }

    private static ConfigValue emptyForNull(ConfigValue value) {
        return value instanceof Absent ? new Text(value.at(), "", Scalars.plain(value)) : value;
    }

    private void waitForOthers(String name, Declared declared, Hash all) {
        for (String asked : declared.rules().asked()) {
            if (!all.fields().containsKey(asked)) {
                problems.error(
                        declared.reader().keyAt("rules"),
                        "input-unknown",
                        declared.reader().owner() + ": the rules ask for $[[ inputs." + Keywords.shown(asked)
                                + " ]], and there is no such input",
                        NearName.hint(asked, all.fields().keySet()));
                return;
            }
        }
        waiting.put(name, declared);
    }

    /** Each input once those have a value that its rules ask for. */
    private void decideByRules(Position at) {
        boolean moved = true;
        while (moved && !waiting.isEmpty()) {
            moved = false;
            for (String name : List.copyOf(waiting.keySet())) {
                Declared declared = waiting.get(name);
                if (declared != null && declared.rules().asked().stream().noneMatch(waiting::containsKey)) {
                    waiting.remove(name);
                    decide(name, declared, at);
                    moved = true;
                }
            }
        }
        waiting.values()
                .forEach(declared -> problems.error(
                        declared.reader().keyAt("rules"),
                        "input-circle",
                        "the rules of inputs ask for each other in a circle: "
                                + Keywords.shown(String.join(", ", waiting.keySet()))));
    }

    private void decide(String name, Declared declared, Position at) {
        String owner = declared.reader().owner();
        Optional<InputRules.Rule> rule = declared.rules().chosen(values);
        Optional<Items> options = rule.flatMap(InputRules.Rule::options);
        Optional<ConfigValue> value = declared.given()
                .or(() -> rule.flatMap(InputRules.Rule::fallback).map(Inputs::emptyForNull))
                // As GitLab does: the first option stands in for a default that is not written.
                .or(() -> options.flatMap(found -> found.items().stream().findFirst()));
        if (value.isEmpty() && !declared.rules().hasDefault()) {
            required(owner, at);
            return;
        }
        ConfigValue found = value.orElseGet(
                () -> emptyForNull(new Absent(declared.reader().hash().at())));
        types.typed(owner, found, declared.type()).ifPresent(typed -> {
            boolean empty = Scalars.text(typed).filter(String::isEmpty).isPresent();
            if (!empty || declared.given().isPresent()) {
                options.ifPresent(words -> types.checkOptions(owner, words, typed));
            }
            types.checkRegex(declared.reader(), typed);
            values.put(name, typed);
        });
    }
}
