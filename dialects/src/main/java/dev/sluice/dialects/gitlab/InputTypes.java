package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Real;
import dev.sluice.dialects.gitlab.ConfigValue.Reference;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Truth;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import dev.sluice.dialects.yaml.NearName;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** The types of inputs, and what else a declaration says of a value: {@code options}, {@code regex}. */
final class InputTypes {
    static final List<String> NAMES = List.of("string", "number", "boolean", "array");
    private static final int OPTIONS_MAX = 50;

    private final Problems problems;

    InputTypes(Problems problems) {
        this.problems = problems;
    }

    /**
     * The value as the declared type; since GitLab 18 texts of numbers and booleans count as such.
     *
     * @param owner the input, for messages
     */
    Optional<ConfigValue> typed(String owner, ConfigValue value, String type) {
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
                    owner + " has the type " + type + ", but the value is "
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

    /** The options of a declaration or of one of its rules; empty where there are none. */
    Optional<Items> options(FieldReader declared) {
        if (!(declared.value("options") instanceof Items options)) {
            if (declared.has("options")) {
                declared.wrong(declared.value("options"), "options", "a list of values");
            }
            return Optional.empty();
        }
        if (options.items().size() > OPTIONS_MAX) {
            problems.error(
                    options.at(),
                    "limit",
                    declared.owner() + ": \"options\" has " + options.items().size() + " entries, the limit is "
                            + OPTIONS_MAX);
        }
        return Optional.of(options);
    }

    /** Tells where a value, or an item of a list, is none of the options. */
    void checkOptions(String owner, Items options, ConfigValue value) {
        switch (value) {
            case Items items -> items.items().forEach(item -> checkOption(owner, options, item));
            case Truth _ -> problems.error(options.at(), "input-options", owner + ": \"options\" are not for booleans");
            case ConfigValue single -> checkOption(owner, options, single);
        }
    }

    private void checkOption(String owner, Items options, ConfigValue value) {
        String text = Scalars.text(value).orElse("");
        List<String> words = options.items().stream()
                .map(option -> Scalars.text(option).orElse(""))
                .toList();
        if (!words.contains(text)) {
            problems.error(
                    value.at(),
                    "input-options",
                    owner + " is \"" + Keywords.shown(text) + "\"; the options are " + String.join(", ", words),
                    NearName.hint(text, words));
        }
    }

    /** Tells where a value does not match the declared {@code regex}. */
    void checkRegex(FieldReader declared, ConfigValue value) {
        String text = Scalars.text(value).orElse("");
        if (declared.has("regex") && !(value instanceof Text)) {
            problems.error(
                    declared.keyAt("regex"), "input-regex", declared.owner() + ": \"regex\" is for strings only");
            return;
        }
        declared.text("regex").ifPresent(pattern -> {
            String body = pattern.text();
            boolean delimited = body.length() > 1 && body.startsWith("/") && body.endsWith("/");
            switch (RegularExpression.compile(delimited ? body.substring(1, body.length() - 1) : body, "")) {
                case RegularExpression.Compiled compiled -> {
                    if (!compiled.find(text)) {
                        problems.error(
                                value.at(),
                                "input-regex",
                                declared.owner() + " is \"" + Keywords.shown(text) + "\", which does not match "
                                        + body);
                    }
                }
                case RegularExpression.Refused(String why) ->
                    problems.error(pattern.at(), "regex", declared.owner() + ": " + why);
            }
        });
    }
}
