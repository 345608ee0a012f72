package dev.sluice.dialects.gitlab;

import dev.sluice.core.model.Position;
import dev.sluice.dialects.gitlab.ConfigValue.Absent;
import dev.sluice.dialects.gitlab.ConfigValue.Field;
import dev.sluice.dialects.gitlab.ConfigValue.Hash;
import dev.sluice.dialects.gitlab.ConfigValue.Items;
import dev.sluice.dialects.gitlab.ConfigValue.Text;
import dev.sluice.dialects.gitlab.ConfigValue.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code variables} (docs.gitlab.com, CI/CD YAML syntax, variables). */
final class VariablesReader {
    private VariablesReader() {}

    /** What a variable may say of itself, by the place where it stands. */
    enum Form {
        /** At the top of the file: all of it. */
        DESCRIBED("description expand options value"),
        /** In a job. */
        DETAILED("expand value"),
        /** In a rule and in a service: a value alone. */
        PLAIN("");

        private final List<String> words;

        Form(String words) {
            this.words = List.of(words.split(" "));
        }
    }

    static List<GitlabVariable> read(FieldReader owner, Form form) {
        return switch (owner.value("variables")) {
            case Absent _ -> List.of();
            case Hash hash -> read(hash, owner, form);
            case ConfigValue other -> {
                owner.wrong(other, "variables", "a mapping of names and values");
                yield List.of();
            }
        };
    }

    private static List<GitlabVariable> read(Hash hash, FieldReader owner, Form form) {
        List<GitlabVariable> variables = new ArrayList<>();
        hash.fields().forEach((name, field) -> {
            boolean number = !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!field.textual() && !number) {
                owner.problems()
                        .error(
                                field.at(),
                                "variable-name",
                                owner.owner() + ": the name \"" + Keywords.shown(name)
                                        + "\" is read as a boolean or null",
                                "put it into quotes");
            }
            variables.add(variable(name, field, owner, form));
        });
        return variables;
    }

    /** Those at the top of the file that describe themselves or name their options; the file was read without mistakes. */
    static List<OfferedVariable> offered(Hash file) {
        if (!(file.get("variables") instanceof Hash variables)) {
            return List.of();
        }
        List<OfferedVariable> offered = new ArrayList<>();
        variables.fields().forEach((name, field) -> {
            if (field.value() instanceof Hash detail && (detail.has("description") || detail.has("options"))) {
                offered.add(new OfferedVariable(
                        name,
                        Scalars.text(detail.get("description")).orElse(""),
                        Scalars.text(detail.get("value")).orElse(""),
                        options(detail)));
            }
        });
        return offered;
    }

    private static List<String> options(Hash detail) {
        return detail.get("options") instanceof Items items
                ? items.items().stream()
                        .flatMap(item -> Scalars.text(item).stream())
                        .toList()
                : List.of();
    }

    private static GitlabVariable variable(String name, Field field, FieldReader owner, Form form) {
        if (field.value() instanceof Hash detail && form != Form.PLAIN) {
            return detailed(name, detail, owner, form);
        }
        Optional<String> text = Scalars.text(field.value());
        if (text.isEmpty()) {
            wrong(field.value(), name, owner);
        }
        return GitlabVariable.of(name, text.orElse(""));
    }

    private static GitlabVariable detailed(String name, Hash detail, FieldReader owner, Form form) {
        String shown = "variable \"" + Keywords.shown(name) + "\"";
        FieldReader reader = owner.below(detail, shown);
        Keywords.VARIABLE.check(detail, reader.owner(), owner.problems());
        for (String word : List.of("description", "options")) {
            if (!form.words.contains(word) && reader.has(word)) {
                owner.problems()
                        .error(
                                reader.keyAt(word),
                                "variable-detail",
                                reader.owner() + ": \"" + word + "\" is for the variables at the top of the file only");
            }
        }
        if (!(reader.value("description") instanceof Whole)) {
            reader.text("description");
        }
        ConfigValue value = reader.value("value");
        Optional<String> text = Scalars.text(value);
        if (text.isEmpty()) {
            wrong(value, name, owner);
        }
        Optional<List<Text>> options = reader.texts("options", false);
        if (options.isPresent()) {
            List<String> words = options.get().stream().map(Text::text).toList();
            if (!reader.has("value")) {
                problem(
                        owner,
                        reader.keyAt("options"),
                        reader.owner() + ": \"options\" needs a \"value\" that is one of them");
            } else if (!(value instanceof Text) || !words.contains(text.orElse(""))) {
                problem(
                        owner,
                        value.at(),
                        reader.owner() + ": the value \"" + Keywords.shown(text.orElse(""))
                                + "\" is none of the options " + String.join(", ", words));
            }
        }
        boolean expand = reader.flag("expand").orElse(true);
        String plain = text.orElse("");
        return expand ? GitlabVariable.of(name, plain) : GitlabVariable.raw(name, plain);
    }

    private static void problem(FieldReader owner, Position at, String message) {
        owner.problems().error(at, "variable-options", message);
    }

    private static void wrong(ConfigValue value, String name, FieldReader owner) {
        owner.wrong(value, name, "a text, a number or a boolean");
    }
}
