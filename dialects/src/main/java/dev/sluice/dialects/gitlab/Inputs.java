package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigReader.Document;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.NearName;
import java.math.BigInteger;
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
    private static final List<String> TYPES = List.of("string", "number", "boolean", "array");

    private final Problems problems;
    private final Map<String, ConfigValue> values = new HashMap<>();

    private Inputs(Problems problems) {
        this.problems = problems;
    }

    /** The content of the pipeline's main file with the inputs given from outside. */
    static Optional<Hash> ofMainFile(
            Document document, Map<String, String> given, VariableSet variables, Problems problems) {
        Position at = document.header().orElse(document.content()).at();
        Map<String, Field> fields = new LinkedHashMap<>();
        given.forEach((name, text) -> {
            Text value = new Text(at, text, Scalars.plain(new Absent(at)));
            fields.put(name, new Field(at, true, value));
        });
        return of(document, new Hash(at, fields), at, variables, problems);
    }

    /** The content of an included file with the inputs given at {@code at}. */
    static Optional<Hash> of(Document document, Hash given, Position at, VariableSet variables, Problems problems) {
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
        inputs.take(document.header().get(), given, at);
        if (problems.count() > before) {
            return Optional.empty();
        }
        Interpolation interpolation = new Interpolation(inputs.values, variables, problems);
        return interpolation.apply(document.content()) instanceof Hash hash ? Optional.of(hash) : Optional.empty();
    }

    private void take(Hash header, Hash given, Position at) {
        FieldReader spec = new FieldReader(header, "header", problems);
        header.fields().forEach((name, field) -> {
            if (!name.equals("spec")) {
                problems.error(
                        field.at(),
                        "unknown-key",
                        "header: unknown keyword \"" + Keywords.shown(name) + "\"; there is spec");
            }
        });
        Hash declared = spec.mapping("spec", Keywords.SPEC)
                .flatMap(inner -> inner.value("inputs") instanceof Hash hash ? Optional.of(hash) : Optional.empty())
                .orElseGet(() -> new Hash(header.at(), Map.of()));
        declared.fields().forEach((name, field) -> declare(name, field, given, at));
        given.fields().forEach((name, field) -> {
            if (!declared.fields().containsKey(name)) {
                problems.error(
                        field.at(),
                        "input-unknown",
                        "the file declares no input \"" + Keywords.shown(name) + "\"",
                        NearName.hint(name, declared.fields().keySet()));
            }
        });
    }

    private void declare(String name, Field field, Hash given, Position at) {
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
        String type = reader.word("type", TYPES).map(Text::text).orElse("string");
        Field own = given.fields().get(name);
        Field fallback = detail.fields().get("default");
        if (fallback != null && !(fallback.value() instanceof Absent)) {
            typed(reader, fallback.value(), type);
        }
        if (own != null) {
            typed(reader, own.value(), type).ifPresent(value -> values.put(name, checked(reader, value)));
        } else if (fallback != null) {
            ConfigValue value = fallback.value() instanceof Absent ? emptyText(fallback.value()) : fallback.value();
            typed(reader, value, type).ifPresent(found -> values.put(name, checked(reader, found)));
        } else {
            problems.error(at, "input-missing", owner + " is required and not given");
        }
    }

    private static Text emptyText(ConfigValue value) {
        return new Text(value.at(), "", Scalars.plain(value));
    }

    /** The value as the declared type; since GitLab 18 texts of numbers and booleans count as such. */
    private Optional<ConfigValue> typed(FieldReader reader, ConfigValue value, String type) {
        Optional<ConfigValue> converted =
                switch (type) {
                    case "string" ->
                        value instanceof Items || value instanceof Hash
                                ? Optional.empty()
                                : Scalars.text(value).map(text -> new Text(value.at(), text, Scalars.plain(value)));
                    case "number" -> number(value);
                    case "boolean" -> truth(value);
                    case "array" -> list(value);
                    default -> Optional.of(value);
                };
        if (converted.isEmpty()) {
            problems.error(
                    value.at(),
                    "input-type",
                    reader.owner() + " has the type " + type + ", but the value is "
                            + Scalars.text(value)
                                    .map(text -> "\"" + Keywords.shown(text) + "\"")
                                    .orElse(value.kind()));
        }
        return converted;
    }

    /** A list, or the JSON text of one: from outside only texts come. */
    private static Optional<ConfigValue> list(ConfigValue value) {
        if (value instanceof Text text && text.text().startsWith("[")) {
            return new ConfigReader(new Problems())
                    .read(text.at().file(), "list: " + text.text())
                    .map(document -> document.content().get("list"))
                    .filter(Items.class::isInstance);
        }
        return value instanceof Items ? Optional.of(value) : Optional.empty();
    }

    private static Optional<ConfigValue> number(ConfigValue value) {
        return switch (value) {
            case Whole _, Real _ -> Optional.of(value);
            case Text(Position at, String text, var _) -> {
                String digits = text.startsWith("-") ? text.substring(1) : text;
                boolean whole = !digits.isEmpty()
                        && digits.length() < 20
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9');
                if (whole) {
                    yield Optional.of(new Whole(at, new BigInteger(text)));
                }
                int point = digits.indexOf('.');
                boolean real = point > 0
                        && digits.length() < 20
                        && digits.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
                        && digits.indexOf('.', point + 1) < 0;
                yield real ? Optional.of(new Real(at, Double.parseDouble(text))) : Optional.empty();
            }
            case Truth _, Absent _, Items _, Hash _, Reference _ -> Optional.empty();
        };
    }

    private static Optional<ConfigValue> truth(ConfigValue value) {
        return switch (value) {
            case Truth _ -> Optional.of(value);
            case Text text
            when text.text().equals("true") || text.text().equals("false") ->
                Optional.of(new Truth(text.at(), Boolean.parseBoolean(text.text())));
            case Text _, Whole _, Real _, Absent _, Items _, Hash _, Reference _ -> Optional.empty();
        };
    }

    private ConfigValue checked(FieldReader reader, ConfigValue value) {
        String text = Scalars.text(value).orElse("");
        if (reader.value("options") instanceof Items options) {
            List<String> words = options.items().stream()
                    .map(option -> Scalars.text(option).orElse(""))
                    .toList();
            if (!words.contains(text)) {
                problems.error(
                        value.at(),
                        "input-options",
                        reader.owner() + " is \"" + Keywords.shown(text) + "\"; the options are "
                                + String.join(", ", words),
                        NearName.hint(text, words));
            }
        }
        reader.text("regex").ifPresent(pattern -> {
            String body = pattern.text();
            boolean delimited = body.length() > 1 && body.startsWith("/") && body.endsWith("/");
            switch (RegularExpression.compile(delimited ? body.substring(1, body.length() - 1) : body, "")) {
                case RegularExpression.Compiled compiled -> {
                    if (!compiled.find(text)) {
                        problems.error(
                                value.at(),
                                "input-regex",
                                reader.owner() + " is \"" + Keywords.shown(text) + "\", which does not match " + body);
                    }
                }
                case RegularExpression.Refused(String why) ->
                    problems.error(pattern.at(), "regex", reader.owner() + ": " + why);
            }
        });
        return value;
    }
}
